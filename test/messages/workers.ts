/** Workers of a shop, each a process that logs in to send mail under a name of its own. */
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { PostOffice } from "../../packages/notify-smtp/test/postOffice.ts"
import { type Running, startProgram } from "../environment/shopServer.ts"
import { duka } from "../environment/shopper.ts"
import { startMaxSeconds, variablesOf } from "./mailingShop.ts"

/** How many messages each sends at once. */
export const takers = 8

interface Worker {
  readonly name: string
  readonly running: Running
}

export interface Workers extends AsyncDisposable {
  readonly alive: () => ReadonlyArray<Worker>
  /** The names of those that were killed. */
  readonly killed: () => ReadonlyArray<string>
  /** Once it works. */
  readonly hire: () => Promise<void>
  /** As a power cut would. */
  readonly kill: (worker: Worker) => Promise<void>
}

const run = promisify(execFile)

export const openWorkers = async (database: string, office: PostOffice): Promise<Workers> => {
  // Whoever is killed keeps nothing for those after him: another process reads the program for all of them.
  const compiled = await mkdtemp(join(tmpdir(), "duka-compiled-"))
  const once = { NODE_COMPILE_CACHE: compiled }
  const { args, command: program, folder } = duka(["--version"], {})
  await run(program, args, { cwd: folder, env: { ...process.env, ...once } })

  const alive = new Set<Worker>()
  const killed: Array<string> = []
  let hired = 0

  const hire = async () => {
    const name = `worker-${++hired}`
    const variables = { ...variablesOf(database, office, name), DUKA_JOB_TAKERS: String(takers), ...once }
    const command = { ...duka(["worker"], variables), readyMaxSeconds: startMaxSeconds }
    const running = await startProgram(command, (output) => output.includes("Working on the jobs"))
    alive.add({ name, running })
  }

  const kill = async (worker: Worker) => {
    alive.delete(worker)
    killed.push(worker.name)
    await worker.running.kill()
  }

  return {
    alive: () => [...alive],
    killed: () => killed,
    hire,
    kill,
    [Symbol.asyncDispose]: async () => {
      for (const { running } of alive) await running.kill()
      await rm(compiled, { recursive: true, force: true })
    }
  }
}
