import { AuditEntry, type AuditFilter, AuditStore, type Page } from "@duka/core"
import { Effect, Layer } from "effect"
import { Database } from "./Database.ts"
import { lister } from "./lists.ts"
import { time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'at', ${time("t.at")},
  'actor', jsonb_build_object('kind', t.actor_kind, 'id', t.actor_id), 'action', t.action,
  'subject', jsonb_build_object('kind', t.subject_kind, 'id', t.subject_id), 'from', t.network,
  'changed', to_jsonb(t.changed), 'before', t.before, 'after', t.after)`

const newestFirst = { sort: "-at", by: "t.at", shown: time("t.at"), kind: "time", id: "t.id" } as const

const listed = lister(AuditEntry)

export const layer: Layer.Layer<AuditStore, never, Database> = Layer.effect(
  AuditStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const append = Effect.fn("PgAuditStore.append")((entries: ReadonlyArray<AuditEntry>) =>
      Effect.orDie(
        Effect.asVoid(sql`
          INSERT INTO audit_entry
            (id, at, actor_kind, actor_id, action, subject_kind, subject_id, network, changed, before, after)
          SELECT (e ->> 'id')::uuid, (e ->> 'at')::timestamptz, e -> 'actor' ->> 'kind', e -> 'actor' ->> 'id',
            e ->> 'action', e -> 'subject' ->> 'kind', e -> 'subject' ->> 'id', e ->> 'from',
            ARRAY(SELECT jsonb_array_elements_text(e -> 'changed')), nullif(e -> 'before', 'null'),
            nullif(e -> 'after', 'null')
          FROM jsonb_array_elements(${JSON.stringify(entries)}::jsonb) AS e`)
      )
    )

    const list = ({ action, actor, from, subject, to }: AuditFilter, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "audit_entry t",
          where: [
            ...(actor === undefined ? [] : [read`t.actor_id = ${actor}`]),
            ...(subject === undefined ? [] : [read`t.subject_id = ${subject}`]),
            ...(action === undefined ? [] : [read`t.action = ${action}`]),
            ...(from === undefined ? [] : [read`t.at >= ${from}::timestamptz`]),
            ...(to === undefined ? [] : [read`t.at < ${to}::timestamptz`])
          ],
          item
        },
        slice
      )

    return AuditStore.of({ append, list })
  })
)
