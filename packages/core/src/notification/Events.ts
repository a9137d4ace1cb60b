import { Context, Effect, Layer, Schema } from "effect"
import { Ids } from "../Ids.ts"
import { type EncodedJob, jobKind } from "../jobs/Job.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { now } from "../Time.ts"
import { DomainEvent, type EventData, EventId, type EventType } from "./Event.ts"

/** What has happened, before it has an id. */
export type Happened = {
  readonly [T in EventType]: { readonly type: T; readonly data: EventData<T> }
}[EventType]

/** Whoever wants to hear of events does by this: messages are written, endpoints are told. */
export const tellEvents = jobKind({
  name: "tell-events",
  payload: Schema.Struct({ events: Schema.NonEmptyArray(DomainEvent) })
})

/** How rooms tell what has happened in them. */
export class Events extends Context.Service<
  Events,
  {
    /** Inside the unit of the change: told with it, or not at all. Several of one change are told in their order. */
    publish(...happened: ReadonlyArray<Happened>): Effect.Effect<void>
    /** The same for statements that keep jobs beside other things. */
    encoded(...happened: ReadonlyArray<Happened>): Effect.Effect<ReadonlyArray<EncodedJob>>
  }
>()("@duka/core/notification/Events") {
  static readonly layer = Layer.effect(
    Events,
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const ids = yield* Ids

      const told = Effect.fnUntraced(function* (happened: ReadonlyArray<Happened>) {
        const at = yield* now
        const [first, ...others] = yield* Effect.forEach(happened, (one) =>
          Effect.map(ids.make(EventId), (id): DomainEvent => ({ ...one, id, at }))
        )
        return first === undefined ? null : { id: `events:${first.id}`, events: [first, ...others] as const }
      })

      return Events.of({
        publish: (...happened) =>
          Effect.flatMap(told(happened), (made) =>
            made === null ? Effect.void : jobs.enqueue(tellEvents, { events: made.events }, { id: made.id })
          ),
        encoded: (...happened) =>
          Effect.flatMap(told(happened), (made) =>
            made === null
              ? Effect.succeed([])
              : Effect.map(jobs.encoded(tellEvents, { events: made.events }, { id: made.id }), (job) => [job])
          )
      })
    })
  )
}
