import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { AuditAction } from "./actions.ts"
import type { AuditEntry } from "./AuditEntry.ts"

/** Everything that is given must be so. */
export interface AuditFilter {
  /** The actor's id. */
  readonly actor?: string
  /** The subject's id. */
  readonly subject?: string
  readonly action?: AuditAction
  /** At this time or later. */
  readonly from?: Timestamp
  /** Before this time. */
  readonly to?: Timestamp
}

/** Entries are added, and neither changed nor removed: the storage itself refuses it where it can. */
export class AuditStore extends Context.Service<
  AuditStore,
  {
    append(entries: ReadonlyArray<AuditEntry>): Effect.Effect<void>
    /** Newest first, by time and id. `sort` of a position is "-at". */
    list(filter: AuditFilter, slice: Slice): Effect.Effect<Sliced<AuditEntry>>
  }
>()("@duka/core/audit/AuditStore") {}
