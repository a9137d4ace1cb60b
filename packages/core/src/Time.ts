/**
 * Points in time as the wire and the storages hold them, RFC 3339 in UTC with milliseconds: plain text whose order is
 * the order of time.
 */
import { Clock, DateTime, Effect, Schema } from "effect"

export const Timestamp = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u, {
    expected: "a time in UTC such as 2026-01-31T08:00:00.000Z"
  })
)
  .pipe(Schema.brand("Timestamp"))
  .annotate({ identifier: "Timestamp" })
export type Timestamp = typeof Timestamp.Type

const ofMillis = (millis: number) => Timestamp.make(DateTime.formatIso(DateTime.makeUnsafe(millis)))

/** The clock's time. */
export const now: Effect.Effect<Timestamp> = Effect.map(Clock.currentTimeMillis, ofMillis)

/** So many seconds after `time`; before it when negative. */
export const after = (time: Timestamp, seconds: number): Timestamp =>
  ofMillis(DateTime.toEpochMillis(DateTime.makeUnsafe(time)) + seconds * 1000)
