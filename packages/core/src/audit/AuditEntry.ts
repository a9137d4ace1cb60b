/**
 * One line of the log of what staff did and of who signed in: who, what, when, from where, before and after. It names
 * people by id and holds nothing of theirs, so that a person is erased and the log stays whole.
 */
import { Schema } from "effect"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { AuditAction, SubjectKind } from "./actions.ts"

export const auditLimits = {
  /** A value whose JSON is longer is told by its field's name alone. */
  valueLengthMax: 2_000
} as const

export const AuditEntryId = Uuid.pipe(Schema.brand("AuditEntryId"))
export type AuditEntryId = typeof AuditEntryId.Type

export const ActorKind = Schema.Literals(["customer", "staff", "apiClient", "system", "guest"])
export type ActorKind = typeof ActorKind.Type

export class AuditEntry extends Schema.Opaque<AuditEntry>()(
  Schema.Struct({
    id: AuditEntryId,
    at: Timestamp,
    /** Null: a guest, and the shop itself, have no id. */
    actor: Schema.Struct({ kind: ActorKind, id: Schema.NullOr(Schema.String) }),
    action: AuditAction,
    /** Null: nothing that there is, such as the account of a login that nobody has. */
    subject: Schema.Struct({ kind: SubjectKind, id: Schema.NullOr(Schema.String) }),
    /** The network that it was asked from, `203.0.113.0/24`, never the address; null: unknown. */
    from: Schema.NullOr(Schema.String),
    /** The names of all fields that are others than before. */
    changed: Schema.Array(Schema.String),
    /** Of these fields, what may be told. Null: there was nothing. */
    before: Schema.NullOr(Schema.JsonObject),
    /** Null: there is nothing any more. */
    after: Schema.NullOr(Schema.JsonObject)
  }).annotate({ identifier: "AuditEntry" })
) {}
