/** A process of its own that plays the shoppers. It is told what to do, and tells how long each turn took. */
import { Connection } from "./Connection.ts"
import { type Scenario, type ScenarioName, scenarios, type Stage } from "./scenarios.ts"
import { percentile, sorted } from "./statistics.ts"

export interface Job {
  readonly scenario: ScenarioName
  readonly port: number
  readonly seconds: number
  readonly stage: Stage
}

export interface Tally {
  readonly turns: number
  readonly seconds: number
  readonly p50Millis: number
  readonly p99Millis: number
  /** CPU time that the shoppers themselves took. */
  readonly ownCpuMicros: number
}

export type Outcome = { readonly ok: true; readonly tally: Tally } | { readonly ok: false; readonly reason: string }

const play = async ({ port, scenario: name, seconds, stage }: Job): Promise<Tally> => {
  const scenario: Scenario = scenarios[name]
  const turn = scenario.turns(stage)
  const connections = await Promise.all(Array.from({ length: scenario.connections }, () => Connection.open(port)))
  const latencies: Array<number> = []
  const cpu = process.cpuUsage()
  const began = performance.now()
  const deadline = began + seconds * 1000
  const shopper = async (connection: Connection) => {
    let asked = performance.now()
    while (asked < deadline && (await turn(connection))) {
      const answered = performance.now()
      latencies.push(answered - asked)
      asked = answered
    }
  }
  try {
    await Promise.all(connections.map(shopper))
  } finally {
    for (const connection of connections) connection.close()
  }
  const wall = (performance.now() - began) / 1000
  const { system, user } = process.cpuUsage(cpu)
  const ascending = sorted(latencies)
  return {
    turns: latencies.length,
    seconds: wall,
    p50Millis: percentile(ascending, 0.5),
    p99Millis: percentile(ascending, 0.99),
    ownCpuMicros: user + system
  }
}

const answer = (outcome: Outcome) => process.send?.(outcome)

process.on("message", (job: Job) => {
  play(job).then(
    (tally) => answer({ ok: true, tally }),
    (error) => answer({ ok: false, reason: String(error) })
  )
})
process.on("disconnect", () => process.exit(0))
