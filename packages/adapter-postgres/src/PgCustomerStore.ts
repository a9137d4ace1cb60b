import {
  Customer,
  type CustomerId,
  CustomerNotFound,
  CustomerStore,
  customerWords,
  LastOwner,
  type Time,
  VersionConflict,
  type WantedWords
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { noted } from "./accessChanges.ts"
import { Database, decided } from "./Database.ts"
import { lister, newestFirst } from "./lists.ts"
import { ownersLeft } from "./owners.ts"
import { row, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'name', t.name, 'email', t.email, 'phone', t.phone,
  'addresses', (SELECT coalesce(jsonb_agg(a.address || jsonb_build_object('id', a.id) ORDER BY a.position), '[]')
    FROM customer_address a WHERE a.customer_id = t.id),
  'defaultAddressId', t.default_address_id, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

/** Words are letters and digits: there is nothing in them to escape. */
const queryOf = (words: WantedWords): string =>
  words.map((alternatives) => `(${alternatives.map((word) => `'${word}':*`).join(" | ")})`).join(" & ")

const list = lister(Customer)
const found = rows(Schema.Struct({ item: Customer }))
const gone = row(
  Schema.Struct({
    gone: Schema.Boolean,
    lastOwner: Schema.Boolean,
    moved: Schema.Boolean,
    actual: Schema.NullOr(Schema.Int)
  })
)
const replaced = row(Schema.Struct({ actual: Schema.NullOr(Schema.Int) }))

export const layer: Layer.Layer<CustomerStore, never, Database> = Layer.effect(
  CustomerStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const addresses = ({ addresses }: Customer) =>
      sql`SELECT (a.value ->> 'id')::uuid AS id, a.ordinality::int AS position, a.value - 'id' AS address
        FROM jsonb_array_elements(${JSON.stringify(addresses)}::jsonb) WITH ORDINALITY AS a`

    const insert = Effect.fn("PgCustomerStore.insert")((customer: Customer) =>
      Effect.orDie(
        Effect.asVoid(sql`
        WITH known AS (DELETE FROM customer_erased WHERE id = ${customer.id}::uuid),
        made AS (
          INSERT INTO customer (id, name, email, phone, words, default_address_id, version, created_at, updated_at)
          VALUES (${customer.id}::uuid, ${customer.name}, ${customer.email}, ${customer.phone},
            array_to_tsvector(${[...customerWords(customer)]}::text[]),
            ${customer.defaultAddressId}::uuid, ${customer.version}, ${customer.createdAt}, ${customer.updatedAt})
          RETURNING id
        )
        INSERT INTO customer_address (customer_id, id, position, address)
        SELECT made.id, a.id, a.position, a.address FROM made, (${addresses(customer)}) a`)
      )
    )

    const get = Effect.fn("PgCustomerStore.get")(function* (id: CustomerId) {
      const [one] = yield* found(read`SELECT ${read.literal(item)} AS item FROM customer t WHERE t.id = ${id}::uuid`)
      return one === undefined ? yield* new CustomerNotFound({ customerId: id }) : one.item
    })

    const replace = Effect.fn("PgCustomerStore.replace")(function* (
      customer: Customer,
      { version }: { readonly version: number }
    ) {
      const { actual } = yield* Effect.orDie(
        replaced(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM customer WHERE id = ${customer.id}::uuid FOR NO KEY UPDATE
          ), given AS MATERIALIZED (${addresses(customer)}),
          saved AS (
            UPDATE customer t SET name = ${customer.name}, email = ${customer.email}, phone = ${customer.phone},
              words = array_to_tsvector(${[...customerWords(customer)]}::text[]),
              default_address_id = ${customer.defaultAddressId}::uuid, version = ${version} + 1,
              created_at = ${customer.createdAt}, updated_at = ${customer.updatedAt}
            FROM locked WHERE t.id = locked.id AND locked.version = ${version} RETURNING t.id
          ), dropped AS (
            DELETE FROM customer_address a USING saved
            WHERE a.customer_id = saved.id AND a.id NOT IN (SELECT id FROM given)
          ), kept AS (
            INSERT INTO customer_address AS kept (customer_id, id, position, address)
            SELECT saved.id, given.id, given.position, given.address FROM saved, given
            ON CONFLICT (customer_id, id) DO UPDATE SET position = excluded.position, address = excluded.address
            WHERE (kept.position, kept.address) IS DISTINCT FROM (excluded.position, excluded.address)
          )
          SELECT (SELECT version FROM locked) AS actual`)
      )
      if (actual === null) return yield* new CustomerNotFound({ customerId: customer.id })
      if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
      return { ...customer, version: version + 1 }
    })

    const remove = Effect.fn("PgCustomerStore.remove")(function* (
      id: CustomerId,
      at: Time.Timestamp,
      asked?: { readonly account: number | null }
    ) {
      // The account is locked before the owners, as by whoever changes it.
      const account = asked?.account ?? null
      const moved =
        asked === undefined
          ? sql`false`
          : sql`EXISTS (SELECT FROM customer WHERE id = ${id}::uuid)
              AND (SELECT max(version) FROM signs) IS DISTINCT FROM ${account}::int`
      const outcome = yield* decided(
        database,
        gone(sql`
        WITH signs AS MATERIALIZED (SELECT version FROM account WHERE id = ${id}::uuid FOR UPDATE),
        moved AS MATERIALIZED (SELECT ${moved} AS moved),
        ${ownersLeft(sql, id, sql`EXISTS (SELECT FROM signs)`)},
        gone AS (
          DELETE FROM customer USING moved
          WHERE id = ${id}::uuid AND NOT moved.moved AND NOT EXISTS (SELECT FROM last_owner) RETURNING id
        ),
        erased AS (INSERT INTO customer_erased (id) SELECT id FROM gone ON CONFLICT DO NOTHING),
        ${noted(sql, "account", sql`SELECT id FROM gone`, at)}
        SELECT EXISTS (SELECT FROM gone) AS gone, EXISTS (SELECT FROM last_owner) AS "lastOwner", moved.moved,
          (SELECT max(version) FROM signs) AS actual FROM moved`)
      )
      if (outcome.moved) return yield* new VersionConflict({ expected: account ?? 1, actual: outcome.actual ?? 1 })
      if (outcome.lastOwner) return yield* new LastOwner()
      if (!outcome.gone) return yield* new CustomerNotFound({ customerId: id })
    })

    const wanted = (words: WantedWords) => (words.length === 0 ? [] : [read`t.words @@ ${queryOf(words)}::tsquery`])

    return CustomerStore.of({
      insert,
      get,
      list: ({ words }, slice) =>
        list(read, { sorting: newestFirst, from: "customer t", where: wanted(words), item }, slice),
      replace,
      remove
    })
  })
)
