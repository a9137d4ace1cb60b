/** What a change is told as: only fields that are others than before, and of people only what says nothing of them. */
import { Equal, Option, Schema } from "effect"
import type { SubjectKind } from "./actions.ts"
import { type AuditEntry, auditLimits } from "./AuditEntry.ts"

/** Stand in the entry beside it, or tell only that something has changed. */
const untold: ReadonlySet<string> = new Set(["id", "createdAt", "updatedAt"])

type Told = { readonly only: ReadonlySet<string> } | { readonly but: ReadonlySet<string> }

const all: Told = { but: new Set() }

/** The fields whose values may be told. Of any other only the name is. */
const toldOf: Readonly<Record<SubjectKind, Told>> = {
  account: { only: new Set(["reason", "roles", "sessionId", "status", "version"]) },
  "api-key": { only: new Set(["expiresAt", "name", "permissions", "revokedAt"]) },
  category: all,
  customer: { only: new Set(["status", "version"]) },
  "draft-order": { only: new Set(["customerId", "version"]) },
  job: all,
  // Of a message only how it stands, and what the shop has said of its kind.
  message: { only: new Set(["channels", "status"]) },
  order: { only: new Set(["number", "status", "version"]) },
  payment: {
    only: new Set([
      "amount",
      "authorised",
      "captured",
      "closing",
      "currency",
      "method",
      "refunded",
      "refunding",
      "status"
    ])
  },
  product: all,
  // Why somebody sends something back is his own.
  return: { only: new Set(["orderId", "refunded", "status", "version", "worth"]) },
  role: all,
  // Somebody's name may stand in a note.
  shipment: { but: new Set(["note"]) },
  stock: { but: new Set(["note"]) },
  store: { but: new Set(["email", "phone"]) },
  "webhook-delivery": all,
  // A receiver may have put a secret into its path: its origin is enough.
  "webhook-endpoint": { but: new Set(["url"]) }
}

const isTold = (told: Told, field: string) => ("only" in told ? told.only.has(field) : !told.but.has(field))

const asJson = Schema.decodeUnknownOption(Schema.Json)

const short = (value: unknown): boolean => (JSON.stringify(value) ?? "").length <= auditLimits.valueLengthMax

type Fields = Readonly<Record<string, unknown>>

const shown = (kind: SubjectKind, fields: Fields | null, names: ReadonlyArray<string>): AuditEntry["after"] =>
  fields === null
    ? null
    : Object.fromEntries(
        names.flatMap((name) => {
          const value = fields[name]
          return isTold(toldOf[kind], name) && short(value)
            ? Option.match(asJson(value), { onNone: () => [], onSome: (json) => [[name, json] as const] })
            : []
        })
      )

/** Null stands for what is not there: before it was made, after it was removed. */
export const difference = (
  kind: SubjectKind,
  before: Fields | null,
  after: Fields | null
): Pick<AuditEntry, "after" | "before" | "changed"> => {
  const changed = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .filter((name) => !untold.has(name) && !Equal.equals(before?.[name], after?.[name]))
    .toSorted()
  return { changed, before: shown(kind, before, changed), after: shown(kind, after, changed) }
}
