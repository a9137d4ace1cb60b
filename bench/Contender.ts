/** A server in a process of its own, and what it takes from the machine. */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { freePort } from "../test/environment/freePort.ts"
import { Connection, request } from "./Connection.ts"

export interface Program {
  readonly name: string
  /** Arguments for node. */
  readonly args: ReadonlyArray<string>
}

export interface Contender {
  readonly name: string
  readonly port: number
  readonly databaseUrl: string
  readonly pid: number
  /** From the start of the process to the first answer of the catalog. */
  readonly startMillis: number
  readonly stop: () => Promise<void>
}

const readyMaxMillis = 60_000
const stopMaxMillis = 10_000

/** Linux counts the CPU time of a process in hundredths of a second. */
const tickMicros = 10_000

/** User and system time of a process so far; NaN where the system does not tell. */
export const cpuMicros = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The second field is the program's name, and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return (Number(fields[11]) + Number(fields[12])) * tickMicros
  } catch {
    return Number.NaN
  }
}

/** Memory of a process that is in RAM, in MiB; NaN where the system does not tell. */
export const residentMiB = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

const firstPage = request({ method: "GET", path: "/v1/products?limit=1" })

const answers = async (port: number): Promise<boolean> => {
  try {
    const connection = await Connection.open(port)
    const { status } = await connection.ask(firstPage).finally(() => connection.close())
    return status === 200
  } catch {
    return false
  }
}

const end = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, "exit")
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMaxMillis)
  await gone
  clearTimeout(timer)
}

const running = new Set<ChildProcess>()
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")))

export interface Opening {
  readonly databaseUrl: string
  readonly secretKey: string
}

/** Starts a program on a database and waits for its first answer. */
export const start = async ({ args, name }: Program, { databaseUrl, secretKey }: Opening): Promise<Contender> => {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DUKA_SECRET_KEY: secretKey,
      // Counted as everywhere, and high enough for shoppers in their thousands.
      DUKA_RATE_LIMIT: "1000000"
    },
    stdio: ["ignore", "ignore", "pipe"]
  })
  let complaint = ""
  child.stderr.on("data", (chunk) => (complaint = `${complaint}${String(chunk)}`.slice(-4_000)))
  running.add(child)
  child.once("exit", () => running.delete(child))
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() - began > readyMaxMillis) {
      await end(child)
      throw new Error(`${name} did not answer\n${complaint}`)
    }
    await sleep(5)
  }
  const startMillis = performance.now() - began
  return { name, port, databaseUrl, pid: child.pid ?? -1, startMillis, stop: () => end(child) }
}
