import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Job, Outcome, Tally } from "./load.ts"

/** The process that plays the shoppers, one job at a time. */
export class Shoppers {
  private readonly child: ChildProcess

  constructor() {
    this.child = fork(fileURLToPath(new URL("./load.ts", import.meta.url)), { serialization: "advanced" })
  }

  async play(job: Job): Promise<Tally> {
    const answered = once(this.child, "message")
    this.child.send(job)
    const [outcome]: Array<Outcome> = await answered
    if (outcome === undefined || !outcome.ok) throw new Error(`${job.scenario}: ${outcome?.reason ?? "no answer"}`)
    return outcome.tally
  }

  close() {
    this.child.disconnect()
  }
}
