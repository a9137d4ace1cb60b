import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"

export interface Command {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly folder: string
  /** Laid over this process's own variables, of which `DATABASE_URL` is always left out. */
  readonly variables: Readonly<Record<string, string>>
  readonly port: number
  readonly readyMaxSeconds: number
}

export interface ShopServer {
  readonly url: string
  readonly stop: () => Promise<void>
  /** As a power cut would: no handler runs. */
  readonly kill: () => Promise<void>
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

const isReady = async (url: string) => {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}

/** Starts a shop and waits until `/health/ready` answers 200; fails with its output when that takes too long. */
export const startShop = async (options: Command): Promise<ShopServer> => {
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(options.command, options.args, {
    cwd: options.folder,
    env: { ...inherited, PORT: String(options.port), ...options.variables },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
  child.once("error", (error) => (output += error.message))

  const url = `http://127.0.0.1:${options.port}`
  const stop = async () => {
    if (await end(child, "SIGTERM")) return
    await end(child, "SIGKILL")
    throw new Error(`the shop did not stop within ${stopMaxMillis / 1000} s of SIGTERM\n${output}`)
  }
  const kill = async () => void (await end(child, "SIGKILL"))
  const deadline = performance.now() + options.readyMaxSeconds * 1000
  while (!(await isReady(url))) {
    if (ended(child) || performance.now() > deadline) {
      await end(child, "SIGKILL")
      throw new Error(`the shop was not ready within ${options.readyMaxSeconds} s\n${output}`)
    }
    await sleep(200)
  }
  return { url, stop, kill }
}
