import { CurrentActor, type Job, Jobs, JobState } from "@duka/core"
import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { CannotStart } from "../CannotStart.ts"
import { openSoon } from "../storage/opening.ts"
import { configured } from "./configured.ts"

const inMemory = new CannotStart({
  reason: "A shop in memory ends with its process: ask it over HTTP (GET /v1/jobs)."
})

/** Asks the storage itself, as the shop. */
const asked = <E>(ask: (jobs: Jobs["Service"]) => Effect.Effect<void, E, CurrentActor>) =>
  configured((config) =>
    Effect.gen(function* () {
      if (config.storage._tag === "memory") return yield* inMemory
      const shop = yield* openSoon(config)
      yield* Jobs.use(ask).pipe(
        Effect.provideService(CurrentActor, { _tag: "System" }),
        Effect.provideContext(shop),
        Effect.mapError((error) => (error instanceof Error ? new CannotStart({ reason: error.message }) : error))
      )
    }).pipe(Effect.scoped)
  )

const line = ({ attempts, enqueuedAt, id, key, lastError, queue, state }: Job) =>
  [id, enqueuedAt, state, queue, key, `${attempts} attempts`, lastError?.split("\n")[0] ?? ""].join("  ").trimEnd()

const queue = Flag.String("queue").pipe(Flag.withDescription("Of one kind alone, as low-stock"), Flag.optional)
const state = Flag.Literals("state", JobState.literals).pipe(
  Flag.withDescription("failed: those that were given up"),
  Flag.optional
)
const limit = Flag.Int("limit").pipe(Flag.withDescription("At most so many, 1 to 100"), Flag.withDefault(20))
const id = Argument.String("id").pipe(Argument.withDescription("The job's id, as list shows it"))

const list = Command.make("list", { limit, queue, state }, ({ limit, queue, state }) =>
  asked(
    Effect.fnUntraced(function* (jobs) {
      const filter = {
        ...Option.match(queue, { onNone: () => ({}), onSome: (queue) => ({ queue }) }),
        ...Option.match(state, { onNone: () => ({}), onSome: (state) => ({ state }) })
      }
      const { items } = yield* jobs.list(filter, { limit: Math.min(Math.max(limit, 1), 100) })
      for (const job of items) yield* Console.log(line(job))
      if (items.length > 0) return
      yield* Console.log("There are none.")
    })
  )
).pipe(
  Command.withDescription("Jobs, the newest first: id, time, state, kind, key, attempts, why the last one failed.")
)

const show = Command.make("show", { id }, ({ id }) =>
  asked((jobs) => Effect.flatMap(jobs.get(id), (job) => Console.log(JSON.stringify(job, null, 2))))
).pipe(Command.withDescription("Everything of a job, as JSON."))

const retry = Command.make("retry", { id }, ({ id }) =>
  asked((jobs) => Effect.flatMap(jobs.retry(id), (job) => Console.log(line(job))))
).pipe(Command.withDescription("Has a job tried again that was given up."))

const retryAll = Command.make("retry-all", { queue }, ({ queue }) =>
  asked((jobs) =>
    Effect.flatMap(jobs.retryAll(Option.getOrUndefined(queue)), (count) => Console.log(`${count} are tried again.`))
  )
).pipe(Command.withDescription("Has every job tried again that was given up, or those of one kind."))

const clean = Command.make(
  "clean",
  {
    days: Flag.Int("older-than-days").pipe(
      Flag.withDescription("That ended so many days ago, or longer"),
      Flag.withDefault(7)
    ),
    failed: Flag.Boolean("failed").pipe(Flag.withDescription("Those too that were given up"), Flag.withDefault(false))
  },
  ({ days, failed }) =>
    asked((jobs) =>
      Effect.flatMap(jobs.clean({ olderThanSeconds: days * 86_400, failedToo: failed }), (count) =>
        Console.log(`${count} were removed.`)
      )
    )
).pipe(Command.withDescription("Removes jobs that have ended. The worker does so by itself with completed ones."))

export const jobs = Command.make("jobs").pipe(
  Command.withDescription(
    "What the shop does by itself. The embedded database belongs to one process: while the server runs, ask it over HTTP (GET /v1/jobs)."
  ),
  Command.withShortDescription("Look after the shop's jobs"),
  Command.withSubcommands([list, show, retry, retryAll, clean]),
  Command.withExamples([
    { command: "duka jobs list --state failed", description: "What was given up, and why" },
    { command: "duka jobs retry-all --queue carry-out-refund", description: "All refunds that were given up, again" }
  ])
)
