/** Contenders in turns, on the same scenario, round after round. */
import { type Contender, cpuMicros } from "./Contender.ts"
import { backendsOf, fillCarts, type Server, type Shelf } from "./database.ts"
import type { Tally } from "./load.ts"
import type { Options } from "./options.ts"
import { type Scenario, type ScenarioName, scenarios } from "./scenarios.ts"
import type { Shoppers } from "./Shoppers.ts"
import { median, pairedRatio } from "./statistics.ts"

/** More carts than the fastest contender can use up in a second. */
const cartsPerSecond = 3_000

interface Round extends Tally {
  readonly perSecond: number
  /** CPU time for a turn: of the server, and of the database's processes that serve it. */
  readonly serverMicros: number
  readonly databaseMicros: number
}

interface Figures {
  readonly contender: string
  readonly perSecond: number
  readonly p50Millis: number
  readonly p99Millis: number
  readonly serverMicros: number
  readonly databaseMicros: number
  readonly rounds: ReadonlyArray<Round>
}

export interface Measured {
  readonly scenario: ScenarioName
  readonly title: string
  readonly contenders: ReadonlyArray<Figures>
  /** Duka's turns a second by each baseline's, the median of the rounds. */
  readonly ratios: Readonly<Record<string, number>>
}

export interface Field {
  readonly server: Server
  readonly shoppers: Shoppers
  readonly shelf: Shelf
  readonly secretKey: string
  readonly contenders: ReadonlyArray<Contender>
}

const sum = (values: ReadonlyArray<number>) => values.reduce((total, value) => total + value, 0)

const playRound = async (
  { secretKey, server, shelf, shoppers }: Field,
  { databaseUrl, pid, port }: Contender,
  name: ScenarioName,
  seconds: number
): Promise<Round> => {
  const { cartLines }: Scenario = scenarios[name]
  const carts =
    cartLines === undefined
      ? []
      : await fillCarts(databaseUrl, shelf, { carts: Math.ceil(cartsPerSecond * seconds), lines: cartLines })
  const backends = server.own ? await backendsOf(databaseUrl) : []
  const cpu = () => ({ server: cpuMicros(pid), database: sum(backends.map(cpuMicros)) })
  const before = cpu()
  const tally = await shoppers.play({ scenario: name, port, seconds, stage: { shelf, carts, secretKey } })
  const after = cpu()
  return {
    ...tally,
    perSecond: tally.turns / tally.seconds,
    serverMicros: (after.server - before.server) / tally.turns,
    databaseMicros: server.own ? (after.database - before.database) / tally.turns : Number.NaN
  }
}

const figures = (contender: string, rounds: ReadonlyArray<Round>): Figures => {
  const middle = (of: (round: Round) => number) => median(rounds.map(of))
  return {
    contender,
    perSecond: middle((round) => round.perSecond),
    p50Millis: middle((round) => round.p50Millis),
    p99Millis: middle((round) => round.p99Millis),
    serverMicros: middle((round) => round.serverMicros),
    databaseMicros: middle((round) => round.databaseMicros),
    rounds
  }
}

/** Each round begins with another contender, so that nobody always comes after the same one. */
const turned = <A>(items: ReadonlyArray<A>, by: number): ReadonlyArray<A> => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length)
]

export const measure = async (field: Field, name: ScenarioName, options: Options): Promise<Measured> => {
  const rounds = new Map<string, Array<Round>>(field.contenders.map((contender) => [contender.name, []]))
  for (const contender of field.contenders) await playRound(field, contender, name, options.warmSeconds)
  for (let round = 0; round < options.rounds; round++) {
    for (const contender of turned(field.contenders, round)) {
      rounds.get(contender.name)?.push(await playRound(field, contender, name, options.roundSeconds))
    }
  }
  const contenders = [...rounds].map(([contender, played]) => figures(contender, played))
  const rates = (one: Figures) => one.rounds.map(({ perSecond }) => perSecond)
  const [first, ...others] = contenders
  return {
    scenario: name,
    title: scenarios[name].title,
    contenders,
    ratios: Object.fromEntries(
      others.map((other) => [
        other.contender,
        first === undefined ? Number.NaN : pairedRatio(rates(first), rates(other))
      ])
    )
  }
}
