import { Effect, Schema } from "effect"

/** Counts the changes of an aggregate, from 1. A change names the version it read. */
export const Version = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 }))
export type Version = typeof Version.Type

/** Somebody else has changed it since it was read: read it again. */
export class VersionConflict extends Schema.TaggedError<VersionConflict>()("VersionConflict", {
  expected: Version,
  actual: Version
}) {
  override get message() {
    return `You read version ${this.expected}, but it is at version ${this.actual} by now. Read it again.`
  }
}

/** The version that was read: the change is made only if it is still the one. Left out: whatever it is. */
export interface Read {
  readonly version?: number
}

/** Begins again, a few times, when somebody else was faster and no version was named. */
export const retried =
  ({ version }: Read) =>
  <A, E, R>(change: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.retry(change, { times: 8, while: (error) => version === undefined && error instanceof VersionConflict })
