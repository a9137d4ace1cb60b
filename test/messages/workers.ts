/** Workers of a shop, each a process that logs in to send mail under a name of its own. */
import type { PostOffice } from "../../packages/notify-smtp/test/postOffice.ts"
import { type Running, startProgram } from "../environment/shopServer.ts"
import { duka } from "../environment/shopper.ts"
import { startMaxSeconds, variablesOf } from "./mailingShop.ts"

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

export const openWorkers = (database: string, office: PostOffice): Workers => {
  const alive = new Set<Worker>()
  const killed: Array<string> = []
  let hired = 0

  const hire = async () => {
    const name = `worker-${++hired}`
    const command = { ...duka(["worker"], variablesOf(database, office, name)), readyMaxSeconds: startMaxSeconds }
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
    }
  }
}
