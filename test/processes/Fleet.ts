/** The processes of one shop: servers and workers over one database, killed by chance and started again. */
import { join } from "node:path"
import type { Chance } from "../simulation/chance.ts"
import { freePort } from "../environment/freePort.ts"
import { type Running, startProgram, startShop } from "../environment/shopServer.ts"
import { duka } from "../environment/shopper.ts"
import type { Tally } from "../simulation/Tally.ts"

type Kind = "server" | "worker"

interface Member {
  readonly kind: Kind
  readonly open: () => Promise<Running>
  /** Where it serves; null: it does not. */
  readonly url: string | null
  running: Running | null
}

export interface Fleet {
  /** Some server, of which nobody knows whether it is there. */
  readonly anyUrl: () => string
  /** Kills one that runs, and has it started again. It waits as long as most of them are away. */
  readonly killOne: () => Promise<void>
  /** Waits until all of them run. */
  readonly whole: () => Promise<void>
  readonly stop: () => Promise<void>
  /** What they have called an error, each line once. */
  readonly errors: () => ReadonlyArray<string>
}

interface Given {
  readonly servers: number
  readonly workers: number
  readonly chance: Chance
  readonly tally: Tally
  readonly variables: Readonly<Record<string, string>>
}

/** `node --import` of what stands between them and the outside. */
const here = `--import=${join(import.meta.dirname, "paystackHere.ts")}`

const program = (args: ReadonlyArray<string>, variables: Readonly<Record<string, string>>) => {
  const command = duka(args, variables)
  return { ...command, args: [here, ...command.args], readyMaxSeconds: 90 }
}

export const openFleet = async ({ chance, servers, tally, variables, workers }: Given): Promise<Fleet> => {
  const server = async (): Promise<Member> => {
    const port = await freePort()
    const open = () => startShop({ ...program(["serve", "--no-worker"], variables), port })
    return { kind: "server", open, url: `http://127.0.0.1:${port}`, running: null }
  }
  const worker: () => Member = () => ({
    kind: "worker",
    open: () => startProgram(program(["worker"], variables), (output) => output.includes("Working on the jobs")),
    url: null,
    running: null
  })
  const members: ReadonlyArray<Member> = [
    ...(await Promise.all(Array.from({ length: servers }, server))),
    ...Array.from({ length: workers }, worker)
  ]
  const urls = members.flatMap(({ url }) => (url === null ? [] : [url]))
  const starts = new Set<Promise<void>>()
  const failures: Array<unknown> = []
  const errors = new Set<string>()
  let isStopped = false

  const start = (member: Member) => {
    const begun = member.open().then(
      (running) => {
        if (isStopped) return ended(running)
        member.running = running
      },
      (failure: unknown) => void failures.push(failure)
    )
    const done: Promise<void> = begun.finally(() => starts.delete(done))
    starts.add(done)
  }

  const whole = async () => {
    while (starts.size > 0) await Promise.all(starts)
    if (failures.length > 0) throw new Error("a process could not be started", { cause: failures[0] })
  }

  const isMostlyAway = () => members.filter(({ running }) => running !== null).length * 2 <= members.length

  const ended = async (running: Running) => {
    await running.kill()
    for (const line of running.said().split("\n")) if (/ (ERROR|FATAL) /u.test(line)) errors.add(line)
  }

  const killOne = async () => {
    while (isMostlyAway() && starts.size > 0) await Promise.race(starts)
    const member = chance.any(members.filter(({ running }) => running !== null))
    if (member === undefined || member.running === null) return
    const { running } = member
    member.running = null
    tally.count("kills", member.kind)
    await ended(running)
    start(member)
  }

  const stop = async () => {
    isStopped = true
    await Promise.all(members.flatMap(({ running }) => (running === null ? [] : [ended(running)])))
    await Promise.all(starts)
  }

  for (const member of members) start(member)
  try {
    await whole()
  } catch (failure) {
    await stop()
    throw failure
  }
  return { anyUrl: () => chance.any(urls) ?? "", errors: () => [...errors], killOne, whole, stop }
}
