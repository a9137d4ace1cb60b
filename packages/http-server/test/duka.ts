/** The `duka` command as a process of its own. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

export interface Running extends AsyncDisposable {
  readonly output: () => string
  readonly signal: (signal: NodeJS.Signals) => void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Nothing of this process's own configuration reaches it. */
export const duka = (args: ReadonlyArray<string>, variables: Readonly<Record<string, string>> = {}): Running => {
  const { PATH = "" } = process.env
  const child = spawn(process.execPath, ["--conditions=@duka/source", main, ...args], {
    env: { PATH, TZ: "UTC", ...variables },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
  const ended = once(child, "close").then(([code, signal]) => code ?? signal)
  return {
    output: () => output,
    signal: (signal) => void child.kill(signal),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL")
      await ended
    }
  }
}

/** Asks again and again until it holds; fails with what the process has said. */
export const until = async (running: Running, holds: () => Promise<boolean> | boolean, maxMillis = 45_000) => {
  const deadline = performance.now() + maxMillis
  let isOver = false
  void running.ended.then(() => (isOver = true))
  while (!(await holds())) {
    if (isOver || performance.now() > deadline) throw new Error(`it did not come to that:\n${running.output()}`)
    await sleep(50)
  }
}

/** The status of an answer; 0 when there is none. */
export const statusOf = async (url: string): Promise<number> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

export interface Served extends Running {
  readonly url: string
}

/** `duka serve` on a free port, which it tells. */
export const serve = async (variables: Readonly<Record<string, string>>): Promise<Served> => {
  const running = duka(["serve"], { PORT: "0", ...variables })
  await until(running, () => /Duka \S+ at http/.test(running.output()))
  const url = /at (http:[^\s"]+)/.exec(running.output())?.[1] ?? ""
  return { ...running, url }
}

/** The same, once it is ready. */
export const serveReady = async (variables: Readonly<Record<string, string>>): Promise<Served> => {
  const served = await serve(variables)
  await until(served, async () => (await statusOf(`${served.url}/health/ready`)) === 200)
  return served
}

/** A folder that goes away. */
export const folder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), "duka-test-"))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
