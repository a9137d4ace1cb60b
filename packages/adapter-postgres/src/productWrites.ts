/** The statements that lock, look at and write products. Whoever runs them is in a transaction. */
import { CategoryId, type ProductEntry, ProductId, Sku, Slug, VariantId } from "@duka/core"
import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { productTables } from "./productRows.ts"
import { row } from "./rows.ts"

const lockedRow = row(Schema.Struct({ version: Schema.NullOr(Schema.Int), categories: Schema.Array(CategoryId) }))

/**
 * Locks a product, its variants and their levels, in the order that is everybody's, and the categories it is to be in.
 * Whoever changes stock holds a lock of the variants, or of their products, before he locks a level.
 * What is decided on is read by the next statement: this one's snapshot is older than its locks.
 */
export const lock = (sql: SqlClient.SqlClient, id: ProductId, categoryIds: ReadonlyArray<CategoryId>) =>
  lockedRow(sql`
    WITH locked AS MATERIALIZED (SELECT id, version FROM product WHERE id = ${id}::uuid FOR UPDATE),
    variants AS MATERIALIZED (
      SELECT v.id FROM variant v WHERE v.product_id = (SELECT id FROM locked) ORDER BY v.id FOR UPDATE
    ), levels AS MATERIALIZED (
      SELECT s.variant_id FROM stock_level s
      WHERE s.variant_id IN (SELECT id FROM variants) ORDER BY s.variant_id, s.store_id FOR UPDATE
    ), categories AS MATERIALIZED (
      SELECT c.id FROM category c
      WHERE c.id = ANY(${categoryIds}::uuid[]) AND (SELECT count(*) FROM levels) >= 0 ORDER BY c.id FOR KEY SHARE
    )
    SELECT (SELECT version FROM locked) AS version,
      (SELECT coalesce(array_agg(id::text), '{}') FROM categories) AS categories`)

const OwnVariant = Schema.Struct({
  id: VariantId,
  sku: Sku,
  retired: Schema.Boolean,
  /** Movements or orders name it. */
  booked: Schema.Boolean,
  allocated: Schema.Boolean
})
export type OwnVariant = typeof OwnVariant.Type

const factsRow = row(
  Schema.Struct({
    /** Of those asked about: whose they are. */
    slugs: Schema.Array(Schema.Struct({ slug: Slug, id: ProductId })),
    skus: Schema.Array(Schema.Struct({ sku: Sku, id: VariantId })),
    categories: Schema.Array(CategoryId),
    /** Every variant of the product, retired ones too. */
    own: Schema.Array(OwnVariant),
    ordered: Schema.Boolean
  })
)

export interface Asked {
  readonly id: ProductId | null
  readonly slugs: ReadonlyArray<string>
  readonly skus: ReadonlyArray<string>
  readonly categories: ReadonlyArray<string>
}

/** What decides whether products may be saved or removed. */
export const facts = (sql: SqlClient.SqlClient, { categories, id, skus, slugs }: Asked) =>
  factsRow(sql`
    WITH kept AS MATERIALIZED (
      SELECT id FROM category WHERE id = ANY(${categories}::uuid[]) ORDER BY id FOR KEY SHARE
    )
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', slug, 'id', id)), '[]')
        FROM product WHERE slug = ANY(${slugs}::text[])) AS slugs,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('sku', sku, 'id', id)), '[]')
        FROM variant WHERE sku = ANY(${skus}::text[])) AS skus,
      (SELECT coalesce(jsonb_agg(id), '[]') FROM kept) AS categories,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'sku', v.sku, 'retired', v.retired,
          'booked', EXISTS (SELECT FROM stock_movement m WHERE m.variant_id = v.id)
            OR EXISTS (SELECT FROM order_line l WHERE l.variant_id = v.id),
          'allocated', EXISTS (SELECT FROM stock_level s WHERE s.variant_id = v.id AND s.allocated > 0)
        )), '[]') FROM variant v WHERE v.product_id = ${id}::uuid) AS own,
      EXISTS (SELECT FROM order_line WHERE product_id = ${id}::uuid) AS ordered`)

export interface Leaving {
  readonly id: ProductId
  /** Kept unseen for the books. */
  readonly retired: ReadonlyArray<VariantId>
  readonly forgotten: ReadonlyArray<VariantId>
  /** Their SKUs go to other variants of the same product. */
  readonly yielding: ReadonlyArray<VariantId>
}

/**
 * Takes variants, whose locks we hold, out of every cart, and from everybody who waits for them. Lines are locked by variant
 * and cart, as cartWrites.ts locks them, and alerts by variant and customer: left to a cascade, two carts and two variants
 * would close a circle.
 */
const withdrawn = (sql: SqlClient.SqlClient, variantIds: ReadonlyArray<VariantId>) =>
  variantIds.length === 0
    ? Effect.void
    : Effect.asVoid(sql`
        WITH leaving AS MATERIALIZED (
          SELECT cart_id, id FROM cart_line WHERE variant_id = ANY(${variantIds}::uuid[])
          ORDER BY variant_id, cart_id, id FOR UPDATE
        ), alerts AS MATERIALIZED (
          SELECT customer_id, variant_id FROM stock_alert WHERE variant_id = ANY(${variantIds}::uuid[])
          ORDER BY variant_id, customer_id FOR UPDATE
        ), untold AS (
          DELETE FROM stock_alert t USING alerts a WHERE t.customer_id = a.customer_id AND t.variant_id = a.variant_id
        )
        DELETE FROM cart_line l USING leaving g WHERE l.cart_id = g.cart_id AND l.id = g.id`)

/** Makes room for what is written anew: variants that leave the product, prices and categories. */
export const clear = (sql: SqlClient.SqlClient, { forgotten, id, retired, yielding }: Leaving) =>
  Effect.andThen(
    withdrawn(sql, [...forgotten, ...retired]),
    sql`
    WITH forgotten AS (DELETE FROM variant WHERE id = ANY(${forgotten}::uuid[])),
    retired AS (UPDATE variant SET retired = true WHERE id = ANY(${retired}::uuid[])),
    owing AS (UPDATE stock_level SET owing = true WHERE product_id = ${id}::uuid AND on_hand < allocated),
    yielding AS (UPDATE variant SET sku = id::text WHERE id = ANY(${yielding}::uuid[])),
    categories AS (DELETE FROM product_category WHERE product_id = ${id}::uuid),
    variant_prices AS (
      DELETE FROM variant_price p USING variant v WHERE v.product_id = ${id}::uuid AND p.variant_id = v.id
    )
    DELETE FROM product_price WHERE product_id = ${id}::uuid`
  )

const columns = {
  product: `id uuid, slug text, name text, "nameSort" text, status text, featured boolean, words text[], tags text[],
    "attributePairs" text[], "optionPairs" text[], "categoryIds" uuid[], customisations jsonb, "leadTimeHours" int,
    "alwaysInStock" boolean, document text, version int, "createdAt" timestamptz, "updatedAt" timestamptz`,
  variant: `id uuid, "productId" uuid, sku text, position int, "optionValues" jsonb, "taxClass" text,
    "stockPolicy" text, "weightGrams" int, document text`
} as const

/** What a product that is there already takes over. */
const takeOver = {
  product: `ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, name_sort = excluded.name_sort,
    status = excluded.status, featured = excluded.featured, words = excluded.words, tags = excluded.tags,
    attribute_pairs = excluded.attribute_pairs, option_pairs = excluded.option_pairs,
    category_ids = excluded.category_ids, customisations = excluded.customisations,
    lead_time_hours = excluded.lead_time_hours, always_in_stock = excluded.always_in_stock,
    document = excluded.document, version = excluded.version, created_at = excluded.created_at,
    updated_at = excluded.updated_at`,
  variant: `ON CONFLICT (id) DO UPDATE SET sku = excluded.sku, position = excluded.position,
    option_values = excluded.option_values, tax_class = excluded.tax_class, stock_policy = excluded.stock_policy,
    weight_grams = excluded.weight_grams, retired = false, document = excluded.document`
} as const

/** Writes new products; or, with a version, what is to take the place of one that was cleared. */
export const write = (sql: SqlClient.SqlClient, entries: ReadonlyArray<ProductEntry>, version?: number) => {
  const tables = productTables(entries, version)
  const conflict = (table: "product" | "variant") => sql.literal(version === undefined ? "" : takeOver[table])
  return sql`
    WITH products AS (
      INSERT INTO product (id, slug, name, name_sort, status, featured, words, tags, attribute_pairs, option_pairs,
        category_ids, customisations, lead_time_hours, always_in_stock, document, version, created_at, updated_at)
      SELECT id, slug, name, "nameSort", status, featured, array_to_tsvector(words), tags, "attributePairs",
        "optionPairs", "categoryIds", customisations, "leadTimeHours", "alwaysInStock", document, version, "createdAt",
        "updatedAt"
      FROM jsonb_to_recordset(${tables.products}::jsonb) AS g(${sql.literal(columns.product)}) ${conflict("product")}
    ), categories AS (
      INSERT INTO product_category (product_id, category_id) SELECT "productId", "categoryId"
      FROM jsonb_to_recordset(${tables.categories}::jsonb) AS g("productId" uuid, "categoryId" uuid)
    ), variants AS (
      INSERT INTO variant (id, product_id, sku, position, option_values, tax_class, stock_policy, weight_grams, document)
      SELECT id, "productId", sku, position, "optionValues", "taxClass", "stockPolicy", "weightGrams", document
      FROM jsonb_to_recordset(${tables.variants}::jsonb) AS g(${sql.literal(columns.variant)}) ${conflict("variant")}
    ), variant_prices AS (
      INSERT INTO variant_price (variant_id, currency, amount, compare_at) SELECT "variantId", currency, amount, "compareAt"
      FROM jsonb_to_recordset(${tables.variantPrices}::jsonb)
        AS g("variantId" uuid, currency text, amount bigint, "compareAt" bigint)
    )
    INSERT INTO product_price (product_id, currency, status, amount) SELECT "productId", currency, status, amount
    FROM jsonb_to_recordset(${tables.productPrices}::jsonb)
      AS g("productId" uuid, currency text, status text, amount bigint)`
}

/** The product goes with its prices, categories, levels, movements and cart lines. */
export const erase = (sql: SqlClient.SqlClient, id: ProductId, variantIds: ReadonlyArray<VariantId>) =>
  Effect.andThen(
    withdrawn(sql, variantIds),
    sql`
    WITH movements AS (DELETE FROM stock_movement WHERE variant_id = ANY(${variantIds}::uuid[]))
    DELETE FROM product WHERE id = ${id}::uuid`
  )

export const archive = (sql: SqlClient.SqlClient, id: ProductId, at: string) =>
  sql`UPDATE product SET status = 'archived', version = version + 1, updated_at = ${at} WHERE id = ${id}::uuid`
