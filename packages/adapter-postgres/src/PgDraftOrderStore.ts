import {
  Contact,
  type CustomerId,
  CustomerNotFound,
  DraftOrder,
  type DraftOrderFilter,
  DraftOrderId,
  DraftOrderNotFound,
  DraftOrderPlaced,
  DraftOrderStore,
  type FoundDraftOrder,
  OrderId,
  type Page,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { Database } from "./Database.ts"
import { lister, newestFirst } from "./lists.ts"
import { row, rowOrNull, rows, time } from "./rows.ts"

const draftText = `jsonb_build_object('id', t.id, 'currency', t.currency, 'lines', t.lines, 'customerId', t.customer_id,
  'contact', t.contact, 'recipient', t.recipient, 'delivery', t.delivery, 'payment', t.payment, 'note', t.note,
  'orderId', t.order_id, 'version', t.version, 'createdAt', ${time("t.created_at")},
  'updatedAt', ${time("t.updated_at")}, 'expiresAt', ${time("t.expires_at")})`

const contactText = "jsonb_strip_nulls(jsonb_build_object('name', c.name, 'email', c.email, 'phone', c.phone))"

const customer = Schema.NullOr(Contact)
const listed = lister(DraftOrder)
const drafts = rows(Schema.Struct({ draft: DraftOrder }))
const found = rows(Schema.Struct({ draft: DraftOrder, customer }))
const inserting = row(Schema.Struct({ made: Schema.Boolean, customer }))

const standing = { actual: Schema.Int, orderId: Schema.NullOr(OrderId), draft: Schema.NullOr(DraftOrder) }
const saving = rowOrNull(Schema.Struct({ ...standing, customer }))
const removing = rowOrNull(Schema.Struct(standing))
const ids = rows(Schema.Struct({ id: DraftOrderId }))

/** Why a draft that is there was not changed; undefined when nothing of its own stands in the way. */
const refusal = (
  { actual, orderId }: { readonly actual: number; readonly orderId: OrderId | null },
  expected: number | undefined
): DraftOrderPlaced | VersionConflict | undefined => {
  if (orderId !== null) return new DraftOrderPlaced({ orderId })
  return expected === undefined || expected === actual ? undefined : new VersionConflict({ expected, actual })
}

const json = (value: object | null) => (value === null ? null : JSON.stringify(value))

/** `buyer`: the profile of the customer, locked before the draft, so that nobody removes him until we are done. */
const buyer = (sql: SqlClient.SqlClient, { customerId }: DraftOrder): Statement.Fragment => sql`buyer AS MATERIALIZED (
  SELECT ${sql.literal(contactText)} AS contact FROM customer c WHERE c.id = ${customerId}::uuid FOR KEY SHARE OF c
)`

const isKnown = ({ customerId }: DraftOrder) => (customerId === null ? "true" : "EXISTS (SELECT FROM buyer)")

const insertion = (sql: SqlClient.SqlClient, draft: DraftOrder) => sql`
  WITH ${buyer(sql, draft)}, made AS (
    INSERT INTO draft_order (id, currency, lines, customer_id, contact, recipient, delivery, payment, note, order_id,
      version, created_at, updated_at, expires_at)
    SELECT ${draft.id}::uuid, ${draft.currency}, ${json(draft.lines)}::jsonb, ${draft.customerId}::uuid,
      ${json(draft.contact)}::jsonb, ${json(draft.recipient)}::jsonb, ${json(draft.delivery)}::jsonb,
      ${json(draft.payment)}::jsonb, ${draft.note}, ${draft.orderId}::uuid, ${draft.version}::int,
      ${draft.createdAt}::timestamptz, ${draft.updatedAt}::timestamptz, ${draft.expiresAt}::timestamptz
    WHERE ${sql.literal(isKnown(draft))}
    RETURNING id
  )
  SELECT EXISTS (SELECT FROM made) AS made, (SELECT contact FROM buyer) AS customer`

const change = (sql: SqlClient.SqlClient, draft: DraftOrder, version: number) => sql`
  WITH ${buyer(sql, draft)}, locked AS MATERIALIZED (
    SELECT id, version, order_id FROM draft_order
    WHERE (SELECT count(*) FROM buyer) >= 0 AND id = ${draft.id}::uuid
      AND expires_at > ${draft.updatedAt}::timestamptz
    FOR UPDATE
  ), saved AS (
    UPDATE draft_order t SET lines = ${json(draft.lines)}::jsonb, customer_id = ${draft.customerId}::uuid,
      contact = ${json(draft.contact)}::jsonb, recipient = ${json(draft.recipient)}::jsonb,
      delivery = ${json(draft.delivery)}::jsonb, payment = ${json(draft.payment)}::jsonb, note = ${draft.note},
      version = ${version}::int + 1, updated_at = ${draft.updatedAt}::timestamptz,
      expires_at = ${draft.expiresAt}::timestamptz
    FROM locked WHERE t.id = locked.id AND locked.version = ${version}::int AND locked.order_id IS NULL
      AND ${sql.literal(isKnown(draft))}
    RETURNING ${sql.literal(draftText)} AS draft
  )
  SELECT locked.version AS actual, locked.order_id AS "orderId", saved.draft, (SELECT contact FROM buyer) AS customer
  FROM locked LEFT JOIN saved ON true`

export const layer: Layer.Layer<DraftOrderStore, never, Database> = Layer.effect(
  DraftOrderStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const insert = Effect.fn("PgDraftOrderStore.insert")(function* (
      draft: DraftOrder
    ): Effect.fn.Return<FoundDraftOrder, CustomerNotFound> {
      const { customer, made } = yield* Effect.orDie(inserting(insertion(sql, draft)))
      const { customerId } = draft
      return made || customerId === null ? { draft, customer } : yield* new CustomerNotFound({ customerId })
    })

    const get = Effect.fn("PgDraftOrderStore.get")(function* (id: DraftOrderId, at: Time.Timestamp) {
      const [one] = yield* found(read`
        SELECT ${read.literal(draftText)} AS draft,
          CASE WHEN c.id IS NOT NULL THEN ${read.literal(contactText)} END AS customer
        FROM draft_order t LEFT JOIN customer c ON c.id = t.customer_id
        WHERE t.id = ${id}::uuid AND t.expires_at > ${at}::timestamptz`)
      return one === undefined ? yield* new DraftOrderNotFound({ draftOrderId: id }) : one
    })

    const list = ({ customerId, placed }: DraftOrderFilter, at: Time.Timestamp, slice: Page.Slice) => {
      const where = [
        read`t.expires_at > ${at}::timestamptz`,
        ...(customerId === undefined ? [] : [read`t.customer_id = ${customerId}::uuid`]),
        ...(placed === undefined ? [] : [read.literal(`t.order_id IS ${placed ? "NOT NULL" : "NULL"}`)])
      ]
      return listed(read, { sorting: newestFirst, from: "draft_order t", where, item: draftText }, slice)
    }

    const save = Effect.fn("PgDraftOrderStore.save")(function* (
      draft: DraftOrder,
      { version }: { readonly version: number }
    ): Effect.fn.Return<FoundDraftOrder, CustomerNotFound | DraftOrderNotFound | DraftOrderPlaced | VersionConflict> {
      const outcome = yield* Effect.orDie(saving(change(sql, draft, version)))
      const { customerId, id } = draft
      if (outcome === null) return yield* new DraftOrderNotFound({ draftOrderId: id })
      if (outcome.draft !== null) return { draft: outcome.draft, customer: outcome.customer }
      const refused = refusal(outcome, version)
      if (refused !== undefined) return yield* refused
      return customerId === null
        ? yield* Effect.die(new Error(`The draft order ${id} was not saved, and nothing stood in the way.`))
        : yield* new CustomerNotFound({ customerId })
    })

    const remove = Effect.fn("PgDraftOrderStore.remove")(function* (
      id: DraftOrderId,
      at: Time.Timestamp,
      { version }: { readonly version?: number }
    ): Effect.fn.Return<DraftOrder, DraftOrderNotFound | DraftOrderPlaced | VersionConflict> {
      const asked = version === undefined ? sql.literal("true") : sql`locked.version = ${version}::int`
      const outcome = yield* Effect.orDie(
        removing(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version, order_id FROM draft_order
            WHERE id = ${id}::uuid AND expires_at > ${at}::timestamptz FOR UPDATE
          ), gone AS (
            DELETE FROM draft_order t USING locked WHERE t.id = locked.id AND locked.order_id IS NULL AND ${asked}
            RETURNING ${sql.literal(draftText)} AS draft
          )
          SELECT locked.version AS actual, locked.order_id AS "orderId", gone.draft FROM locked LEFT JOIN gone ON true`)
      )
      if (outcome === null) return yield* new DraftOrderNotFound({ draftOrderId: id })
      return outcome.draft ?? (yield* refusal(outcome, version) ?? new DraftOrderNotFound({ draftOrderId: id }))
    })

    const removeExpired = Effect.fn("PgDraftOrderStore.removeExpired")((at: Time.Timestamp, limit: number) =>
      Effect.map(
        ids(sql`
          DELETE FROM draft_order WHERE id IN (
            SELECT id FROM draft_order WHERE expires_at <= ${at}::timestamptz ORDER BY expires_at LIMIT ${limit}
            FOR UPDATE SKIP LOCKED)
          RETURNING id`),
        (gone) => gone.length
      )
    )

    const allOf = Effect.fn("PgDraftOrderStore.allOf")((customerId: CustomerId, at: Time.Timestamp) =>
      Effect.map(
        drafts(read`
          SELECT ${read.literal(draftText)} AS draft FROM draft_order t
          WHERE t.customer_id = ${customerId}::uuid AND t.expires_at > ${at}::timestamptz
          ORDER BY t.created_at DESC, t.id DESC`),
        (all) => all.map(({ draft }) => draft)
      )
    )

    const removeOf = Effect.fn("PgDraftOrderStore.removeOf")((customerId: CustomerId) =>
      Effect.asVoid(ids(sql`DELETE FROM draft_order WHERE customer_id = ${customerId}::uuid RETURNING id`))
    )

    return DraftOrderStore.of({ insert, get, list, save, remove, removeExpired, allOf, removeOf })
  })
)
