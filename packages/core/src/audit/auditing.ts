import { Effect } from "effect"
import { type Actor, CurrentActor } from "../Actor.ts"
import { CurrentClient } from "../Client.ts"
import { Ids } from "../Ids.ts"
import { networkAround } from "../Networks.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type AuditAction, subjectKinds } from "./actions.ts"
import { type ActorKind, type AuditEntry, AuditEntryId } from "./AuditEntry.ts"
import { AuditStore } from "./AuditStore.ts"
import { difference } from "./difference.ts"

/** What was done, to what, and what it was before and after. Left out: it was not there before, or is not any more. */
export interface Deed {
  readonly action: AuditAction
  readonly subject: string | null
  readonly before?: object
  readonly after?: object
}

const kindOf = {
  Guest: "guest",
  Customer: "customer",
  Staff: "staff",
  ApiClient: "apiClient",
  System: "system"
} as const satisfies Readonly<Record<Actor["_tag"], ActorKind>>

const idOf = (actor: Actor): string | null => ("id" in actor ? actor.id : null)

const worksHere = (actor: Actor): boolean => actor._tag === "Staff" || actor._tag === "ApiClient"

/** How use cases write to the log. Each entry commits with what it tells of. */
export const auditing = Effect.gen(function* () {
  const store = yield* AuditStore
  const ids = yield* Ids
  const units = yield* UnitOfWork

  /** Whoever asks. Inside the unit of what it tells of, after the change: its locks are taken first. */
  const note = Effect.fnUntraced(function* (actor: Actor, ...deeds: ReadonlyArray<Deed>) {
    if (deeds.length === 0) return
    const at = yield* now
    const { address } = yield* CurrentClient
    const from = address === undefined ? null : networkAround(address)
    const entries = yield* Effect.forEach(deeds, ({ action, after, before, subject }) =>
      Effect.map(ids.make(AuditEntryId), (id): AuditEntry => {
        const kind = subjectKinds[action]
        return {
          id,
          at,
          actor: { kind: kindOf[actor._tag], id: idOf(actor) },
          action,
          subject: { kind, id: subject },
          from,
          ...difference(kind, before === undefined ? null : { ...before }, after === undefined ? null : { ...after })
        }
      })
    )
    yield* store.append(entries)
  })

  /** If who asks works here: what customers do with their own things, and the shop by itself, is no act of staff. */
  const record = (...deeds: ReadonlyArray<Deed>): Effect.Effect<void, never, CurrentActor> =>
    Effect.flatMap(CurrentActor, (actor) => (worksHere(actor) ? note(actor, ...deeds) : Effect.void))

  /** A change in which something may be recorded: for who works here one unit, and for others what it is. */
  const recorded = <A, E, R>(change: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | CurrentActor> =>
    Effect.flatMap(CurrentActor, (actor) => (worksHere(actor) ? units.commit(change) : change))

  return { note, record, recorded }
})
