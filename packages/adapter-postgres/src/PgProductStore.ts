import {
  type Document,
  type InsertFailure,
  type Page,
  type Product,
  ProductEntry,
  ProductNotFound,
  type ProductRef,
  type ProductSearch,
  ProductStore,
  type ProductView,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Predicate, Schema } from "effect"
import { Database, decided } from "./Database.ts"
import { nothing, sliced } from "./lists.ts"
import { allocated, refusals, replacement } from "./productDecisions.ts"
import { entryText } from "./productDocuments.ts"
import { isFiltered } from "./productFilters.ts"
import { afterOf, productList } from "./productList.ts"
import { named, productStatements, refText } from "./productStatements.ts"
import { archive, clear, erase, facts, lock, write } from "./productWrites.ts"
import { plainRows, rows } from "./rows.ts"

const entryRows = rows(Schema.Struct({ entry: Schema.fromJsonString(ProductEntry) }))
const idRows = rows(Schema.Struct({ id: Schema.String }))
const isDocument = (row: unknown): row is { readonly json: string } =>
  Predicate.hasProperty(row, "json") && typeof row.json === "string"
const isListed = (
  row: unknown
): row is { readonly json: string; readonly value: Page.Position["value"]; readonly id: string } =>
  isDocument(row) &&
  Predicate.hasProperty(row, "id") &&
  typeof row.id === "string" &&
  Predicate.hasProperty(row, "value") &&
  (row.value === null || typeof row.value === "string" || typeof row.value === "number")
const documentRows = plainRows(isDocument)
const pageRows = plainRows(isListed)
const place = Schema.NullOr(Schema.Union([Schema.String, Schema.Finite]))
const numberedRows = rows(
  Schema.Struct({
    json: Schema.NullOr(Schema.String),
    value: place,
    id: Schema.NullOr(Schema.String),
    total: Schema.Int
  })
)

export const layer: Layer.Layer<ProductStore, never, Database> = Layer.effect(
  ProductStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database
    const statements = productStatements(read)

    const insert = Effect.fn("PgProductStore.insert")((entries: ReadonlyArray<ProductEntry>) =>
      decided(
        database,
        Effect.gen(function* () {
          if (entries.length === 0) return []
          const found = yield* facts(sql, {
            id: null,
            slugs: entries.map(({ slug }) => slug),
            skus: entries.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
            categories: [...new Set(entries.flatMap(({ categoryIds }) => categoryIds))]
          })
          const refused: ReadonlyArray<InsertFailure | null> = refusals(entries, found)
          const accepted = entries.filter((_, index) => refused[index] === null)
          if (accepted.length > 0) yield* write(sql, accepted)
          return refused
        })
      )
    )

    const entry = Effect.fn("PgProductStore.entry")(function* (ref: ProductRef) {
      const [found] = yield* entryRows(
        read`SELECT ${read.literal(entryText)} AS entry FROM product t WHERE ${named(read, ref)}`
      )
      return found === undefined ? yield* new ProductNotFound({ product: refText(ref) }) : found.entry
    })

    const replace = Effect.fn("PgProductStore.replace")(
      (given: ProductEntry, { version }: { readonly version: number }) =>
        decided(
          database,
          Effect.gen(function* () {
            const locked = yield* lock(sql, given.id, given.categoryIds)
            if (locked.version === null) return yield* new ProductNotFound({ product: given.id })
            if (locked.version !== version) {
              return yield* new VersionConflict({ expected: version, actual: locked.version })
            }
            const found = yield* facts(sql, {
              id: given.id,
              slugs: [given.slug],
              skus: given.variants.map(({ sku }) => sku),
              categories: given.categoryIds
            })
            yield* clear(sql, yield* Effect.fromResult(replacement(given, found)))
            yield* write(sql, [given], version + 1)
            return { ...given, version: version + 1 }
          })
        )
    )

    const remove = Effect.fn("PgProductStore.remove")(
      (
        id: ProductEntry["id"],
        { at, version }: { readonly version?: number; readonly at: ProductEntry["updatedAt"] }
      ) =>
        decided(
          database,
          Effect.gen(function* () {
            const locked = yield* lock(sql, id, [])
            if (locked.version === null) return yield* new ProductNotFound({ product: id })
            if (version !== undefined && locked.version !== version) {
              return yield* new VersionConflict({ expected: version, actual: locked.version })
            }
            const { ordered, own } = yield* facts(sql, { id, slugs: [], skus: [], categories: [] })
            const promised = allocated({ id }, own)
            if (promised !== null) return yield* promised
            yield* ordered
              ? archive(sql, id, at)
              : erase(
                  sql,
                  id,
                  own.map((variant) => variant.id)
                )
            return ordered ? ("archived" as const) : ("removed" as const)
          })
        )
    )

    // Without a span: the statement has one, and a second costs a product by slug as much as decoding its row.
    const get = Effect.fnUntraced(function* (ref: ProductRef, view: ProductView) {
      const [found] = yield* documentRows(statements.shown(ref, view))
      const document: Document.Document<Product> | undefined = found
      return document === undefined ? yield* new ProductNotFound({ product: refText(ref) }) : document
    })

    /** A category and all below it. Which plan is good depends on how many products they have: it must be known before. */
    const narrowed = Effect.fnUntraced(function* ({ categoryId, ...search }: ProductSearch) {
      if (categoryId === undefined) return search
      const found = yield* idRows(
        read`SELECT category_id AS id FROM category_closure WHERE ancestor_id = ${categoryId}::uuid`
      )
      return { ...search, categoryIds: found.map(({ id }) => id) }
    })

    const list = Effect.fnUntraced(function* (asked: ProductSearch, slice: Page.Slice) {
      const search = yield* narrowed(asked)
      const position = slice._tag === "After" ? slice.position : null
      const after = position === null ? null : afterOf(search, position)
      if (after === undefined) return nothing
      if (slice._tag === "Numbered") {
        const counted = yield* numberedRows(productList({ sql: read, search, slice, after }).unprepared)
        return sliced<Document.Document<Product>>(
          search.sort,
          slice,
          counted.map(({ json, ...place }) => ({ ...place, item: json === null ? null : { json } }))
        )
      }
      // Planned anew for the values of its filters, not once and for all.
      const found = yield* pageRows(
        isFiltered(search)
          ? productList({ sql: read, search, slice, after }).unprepared
          : statements.page(search, slice, after)
      )
      return sliced<Document.Document<Product>>(
        search.sort,
        slice,
        found.map((row) => ({ value: row.value, id: row.id, item: row }))
      )
    })

    return ProductStore.of({ insert, entry, replace, remove, get, list })
  })
)
