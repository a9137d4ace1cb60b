import {
  Store,
  type StoreId,
  StoreInUse,
  StoreNotFound,
  StoreSlugTaken,
  StoreStore,
  Text,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database, decided } from "./Database.ts"
import { lister } from "./lists.ts"
import { row, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'address', t.address, 'point', t.point,
  'phone', t.phone, 'email', t.email, 'openingHours', t.opening_hours, 'serviceRadiusKm', t.service_radius_km,
  'pickup', t.pickup, 'delivers', t.delivers, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const byName = { sort: "name", by: "t.name_sort", shown: "t.name_sort", kind: "text", id: "t.id" } as const

const columns = `id uuid, slug text, name text, address jsonb, point jsonb, phone text, email text, "openingHours" jsonb,
  "serviceRadiusKm" float8, pickup boolean, delivers boolean, version int, "createdAt" timestamptz, "updatedAt" timestamptz`

const list = lister(Store)
const found = rows(Schema.Struct({ item: Store }))
const saved = rows(Schema.Struct({ id: Schema.String }))
const replaced = row(Schema.Struct({ actual: Schema.NullOr(Schema.Int), taken: Schema.Boolean, saved: Schema.Boolean }))
const removed = row(Schema.Struct({ actual: Schema.NullOr(Schema.Int), used: Schema.Boolean, removed: Schema.Boolean }))

export const layer: Layer.Layer<StoreStore, never, Database> = Layer.effect(
  StoreStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const given = (store: Store) =>
      sql`SELECT g.*, ${Text.sortKey(store.name)}::text AS name_sort
        FROM jsonb_to_record(${JSON.stringify(store)}::jsonb) AS g(${sql.literal(columns)})`

    const insert = Effect.fn("PgStoreStore.insert")(function* (store: Store) {
      const [made] = yield* saved(sql`
        INSERT INTO store (id, slug, name, name_sort, address, point, phone, email, opening_hours, service_radius_km,
          pickup, delivers, version, created_at, updated_at)
        SELECT id, slug, name, name_sort, address, point, phone, email, "openingHours", "serviceRadiusKm",
          pickup, delivers, version, "createdAt", "updatedAt"
        FROM (${given(store)}) g
        ON CONFLICT ON CONSTRAINT store_slug DO NOTHING RETURNING id`)
      if (made === undefined) return yield* new StoreSlugTaken({ slug: store.slug })
    })

    const get = Effect.fn("PgStoreStore.get")(function* (id: StoreId) {
      const [one] = yield* found(read`SELECT ${read.literal(item)} AS item FROM store t WHERE t.id = ${id}::uuid`)
      return one === undefined ? yield* new StoreNotFound({ storeId: id }) : one.item
    })

    const replace = Effect.fn("PgStoreStore.replace")(function* (
      store: Store,
      { version }: { readonly version: number }
    ) {
      const outcome = yield* decided(
        database,
        replaced(sql`
          WITH locked AS MATERIALIZED (SELECT version FROM store WHERE id = ${store.id}::uuid FOR NO KEY UPDATE),
          taken AS MATERIALIZED (SELECT FROM store WHERE slug = ${store.slug} AND id <> ${store.id}::uuid),
          saved AS (
            UPDATE store t SET slug = g.slug, name = g.name, name_sort = g.name_sort, address = g.address,
              point = g.point, phone = g.phone, email = g.email, opening_hours = g."openingHours",
              service_radius_km = g."serviceRadiusKm", pickup = g.pickup, delivers = g.delivers,
              version = ${version} + 1, created_at = g."createdAt", updated_at = g."updatedAt"
            FROM (${given(store)}) g, locked
            WHERE t.id = g.id AND locked.version = ${version} AND NOT EXISTS (SELECT FROM taken)
            RETURNING t.id
          )
          SELECT (SELECT version FROM locked) AS actual, EXISTS (SELECT FROM taken) AS taken,
            EXISTS (SELECT FROM saved) AS saved`)
      )
      if (outcome.actual === null) return yield* new StoreNotFound({ storeId: store.id })
      if (outcome.actual !== version) return yield* new VersionConflict({ expected: version, actual: outcome.actual })
      if (outcome.taken) return yield* new StoreSlugTaken({ slug: store.slug })
      return { ...store, version: version + 1 }
    })

    // Carts are locked before the store, as whoever places or changes one locks them.
    const remove = Effect.fn("PgStoreStore.remove")(function* (
      id: StoreId,
      { version }: { readonly version?: number }
    ) {
      const outcome = yield* decided(
        database,
        removed(sql`
          WITH choosing AS MATERIALIZED (
            SELECT id FROM cart WHERE delivery_store_id = ${id}::uuid ORDER BY id FOR NO KEY UPDATE
          ), locked AS MATERIALIZED (
            SELECT version FROM store WHERE id = ${id}::uuid AND (SELECT count(*) FROM choosing) >= 0 FOR UPDATE
          ), used AS MATERIALIZED (
            SELECT FROM stock_level WHERE store_id = ${id}::uuid
            UNION ALL SELECT FROM stock_movement WHERE store_id = ${id}::uuid
            UNION ALL SELECT FROM orders WHERE store_id = ${id}::uuid LIMIT 1
          ), removed AS (
            DELETE FROM store t USING locked
            WHERE t.id = ${id}::uuid AND NOT EXISTS (SELECT FROM used)
              AND locked.version = coalesce(${version ?? null}::int, locked.version)
            RETURNING t.id
          )
          SELECT (SELECT version FROM locked) AS actual, EXISTS (SELECT FROM used) AS used,
            EXISTS (SELECT FROM removed) AS removed`)
      )
      if (outcome.actual === null) return yield* new StoreNotFound({ storeId: id })
      if (version !== undefined && outcome.actual !== version) {
        return yield* new VersionConflict({ expected: version, actual: outcome.actual })
      }
      if (!outcome.removed) return yield* new StoreInUse({ storeId: id })
    })

    return StoreStore.of({
      insert,
      get,
      list: (slice) => list(read, { sorting: byName, from: "store t", where: [], item }, slice),
      replace,
      remove
    })
  })
)
