import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"

interface Program {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly folder: string
  /** Laid over this process's own variables, of which `DATABASE_URL` is always left out. */
  readonly variables: Readonly<Record<string, string>>
  readonly readyMaxSeconds: number
}

export interface Command extends Program {
  readonly port: number
}

export interface Running {
  readonly stop: () => Promise<void>
  /** As a power cut would: no handler runs. */
  readonly kill: () => Promise<void>
  /** What it has said so far. */
  readonly said: () => string
}

export interface ShopServer extends Running {
  readonly url: string
}

const stopMaxMillis = 15_000

const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** A process group of its own, because npm does not pass every signal on to what it runs. */
const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
  const gone = ended(child) ? Promise.resolve() : once(child, "exit")
  try {
    process.kill(-(child.pid ?? Number.NaN), signal)
  } catch {
    child.kill(signal)
  }
  return Promise.race([gone.then(() => true), sleep(stopMaxMillis, false, { ref: false })])
}

const isServing = async (url: string) => {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}

/** Starts a program and waits until it is ready, by what it has said; fails with its output when that takes too long. */
export const startProgram = async (
  options: Program,
  isReady: (output: string) => boolean | Promise<boolean>
): Promise<Running> => {
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(options.command, options.args, {
    cwd: options.folder,
    env: { ...inherited, ...options.variables },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
  child.once("error", (error) => (output += error.message))

  const stop = async () => {
    if (await end(child, "SIGTERM")) return
    await end(child, "SIGKILL")
    throw new Error(`the shop did not stop within ${stopMaxMillis / 1000} s of SIGTERM\n${output}`)
  }
  const kill = async () => void (await end(child, "SIGKILL"))
  const deadline = performance.now() + options.readyMaxSeconds * 1000
  while (!(await isReady(output))) {
    if (ended(child) || performance.now() > deadline) {
      await end(child, "SIGKILL")
      throw new Error(`the shop was not ready within ${options.readyMaxSeconds} s\n${output}`)
    }
    await sleep(200)
  }
  return { stop, kill, said: () => output }
}

/** Starts a shop and waits until `/health/ready` answers 200. */
export const startShop = async ({ port, ...program }: Command): Promise<ShopServer> => {
  const url = `http://127.0.0.1:${port}`
  const variables = { PORT: String(port), ...program.variables }
  return { url, ...(await startProgram({ ...program, variables }, () => isServing(url))) }
}
