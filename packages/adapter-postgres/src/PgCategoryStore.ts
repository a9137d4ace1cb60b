import {
  Category,
  CategoryCycle,
  type CategoryId,
  categoryLimits,
  CategoryNotEmpty,
  CategoryNotFound,
  type CategoryRef,
  CategoryStore,
  CategoryTooDeep,
  SlugTaken,
  Text,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database, decided } from "./Database.ts"
import { lister } from "./lists.ts"
import { row, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'description', t.description,
  'parentId', t.parent_id, 'position', t.position, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const byName = { sort: "name", by: "t.name_sort", shown: "t.name_sort", kind: "text", id: "t.id" } as const

const list = lister(Category)
const found = rows(Schema.Struct({ item: Category }))
const facts = row(
  Schema.Struct({
    actual: Schema.NullOr(Schema.Int),
    taken: Schema.Boolean,
    /** How deep the parent stands, from 1; null when there is no such parent. */
    parentDepth: Schema.NullOr(Schema.Int),
    /** Whether the parent is the category itself or below it. */
    circle: Schema.Boolean,
    moved: Schema.Boolean,
    /** How many levels the category and what is below it take. */
    height: Schema.Int,
    subcategories: Schema.Int
  })
)

export const layer: Layer.Layer<CategoryStore, never, Database> = Layer.effect(
  CategoryStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    // Whoever changes the tree waits here: two moves that are each right may close a circle together.
    const lockTree = sql`SELECT pg_advisory_xact_lock(hashtextextended('duka category tree', 0))`

    const factsOf = (id: CategoryId, parentId: CategoryId | null, slug: string | null) =>
      facts(sql`
        SELECT (SELECT version FROM category WHERE id = ${id}::uuid FOR UPDATE) AS actual,
          EXISTS (SELECT FROM category WHERE slug = ${slug}::text AND id <> ${id}::uuid) AS taken,
          (SELECT nullif(count(*), 0)::int FROM category_closure WHERE category_id = ${parentId}::uuid) AS "parentDepth",
          EXISTS (SELECT FROM category_closure
            WHERE ancestor_id = ${id}::uuid AND category_id = ${parentId}::uuid) AS circle,
          NOT EXISTS (SELECT FROM category
            WHERE id = ${id}::uuid AND parent_id IS NOT DISTINCT FROM ${parentId}::uuid) AS moved,
          (SELECT coalesce(max(depth), 0)::int + 1 FROM category_closure WHERE ancestor_id = ${id}::uuid) AS height,
          (SELECT count(*)::int FROM category WHERE parent_id = ${id}::uuid) AS subcategories`)

    /** Every category of the subtree below every category above it: those that the parent names, and itself. */
    const hang = (id: CategoryId, parentId: CategoryId | null) =>
      sql`INSERT INTO category_closure (ancestor_id, category_id, depth)
        SELECT above.ancestor_id, below.category_id, above.depth + below.depth + 1
        FROM category_closure above, category_closure below
        WHERE above.category_id = ${parentId}::uuid AND below.ancestor_id = ${id}::uuid`

    const cut = (id: CategoryId) =>
      sql`DELETE FROM category_closure cut USING category_closure below
        WHERE below.ancestor_id = ${id}::uuid AND cut.category_id = below.category_id
          AND cut.ancestor_id NOT IN (SELECT category_id FROM category_closure WHERE ancestor_id = ${id}::uuid)`

    const tooDeep = new CategoryTooDeep({ depthMax: categoryLimits.categoryDepthMax })

    const insert = Effect.fn("PgCategoryStore.insert")((category: Category) =>
      decided(
        database,
        Effect.gen(function* () {
          const { createdAt, description, id, name, parentId, position, slug, updatedAt, version } = category
          yield* lockTree
          const { parentDepth, taken } = yield* factsOf(id, parentId, slug)
          if (taken) return yield* new SlugTaken({ slug })
          if (parentId !== null && parentDepth === null) return yield* new CategoryNotFound({ category: parentId })
          if ((parentDepth ?? 0) + 1 > categoryLimits.categoryDepthMax) return yield* tooDeep
          yield* sql`
            WITH made AS (
              INSERT INTO category (id, parent_id, slug, name, name_sort, description, position, version, created_at, updated_at)
              VALUES (${id}::uuid, ${parentId}::uuid, ${slug}, ${name}, ${Text.sortKey(name)}, ${description}, ${position},
                ${version}, ${createdAt}, ${updatedAt})
              RETURNING id
            )
            INSERT INTO category_closure (ancestor_id, category_id, depth) SELECT id, id, 0 FROM made`
          if (parentId !== null) yield* hang(id, parentId)
        })
      )
    )

    const get = Effect.fn("PgCategoryStore.get")(function* (ref: CategoryRef) {
      const where = "id" in ref ? read`t.id = ${ref.id}::uuid` : read`t.slug = ${ref.slug}`
      const [one] = yield* found(read`SELECT ${read.literal(item)} AS item FROM category t WHERE ${where}`)
      return one === undefined ? yield* new CategoryNotFound({ category: "id" in ref ? ref.id : ref.slug }) : one.item
    })

    const replace = Effect.fn("PgCategoryStore.replace")(
      (category: Category, { version }: { readonly version: number }) =>
        decided(
          database,
          Effect.gen(function* () {
            const { createdAt, description, id, name, parentId, position, slug, updatedAt } = category
            yield* lockTree
            const { actual, circle, height, moved, parentDepth, taken } = yield* factsOf(id, parentId, slug)
            if (actual === null) return yield* new CategoryNotFound({ category: id })
            if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
            if (taken) return yield* new SlugTaken({ slug })
            if (moved && parentId !== null) {
              if (parentDepth === null) return yield* new CategoryNotFound({ category: parentId })
              if (circle) return yield* new CategoryCycle({ categoryId: id, parentId })
              if (parentDepth + height > categoryLimits.categoryDepthMax) return yield* tooDeep
            }
            yield* sql`UPDATE category SET parent_id = ${parentId}::uuid, slug = ${slug}, name = ${name},
              name_sort = ${Text.sortKey(name)}, description = ${description}, position = ${position},
              version = ${version} + 1, created_at = ${createdAt}, updated_at = ${updatedAt} WHERE id = ${id}::uuid`
            if (moved) {
              yield* cut(id)
              yield* hang(id, parentId)
            }
            return { ...category, version: version + 1 }
          })
        )
    )

    const remove = Effect.fn("PgCategoryStore.remove")((id: CategoryId, { version }: { readonly version?: number }) =>
      decided(
        database,
        Effect.gen(function* () {
          yield* lockTree
          // Whoever replaces a product locks it before its categories.
          yield* sql`SELECT FROM product p JOIN product_category c ON c.product_id = p.id
            WHERE c.category_id = ${id}::uuid ORDER BY p.id FOR NO KEY UPDATE OF p`
          const { actual, subcategories } = yield* factsOf(id, null, null)
          if (actual === null) return yield* new CategoryNotFound({ category: id })
          if (version !== undefined && version !== actual) {
            return yield* new VersionConflict({ expected: version, actual })
          }
          if (subcategories > 0) return yield* new CategoryNotEmpty({ categoryId: id, subcategories })
          yield* sql`
            WITH lost AS (
              UPDATE product p SET category_ids = array_remove(p.category_ids, ${id}::uuid)
              FROM product_category c WHERE c.category_id = ${id}::uuid AND p.id = c.product_id
            )
            DELETE FROM category WHERE id = ${id}::uuid`
        })
      )
    )

    return CategoryStore.of({
      insert,
      get,
      all: () =>
        Effect.map(found(read`SELECT ${read.literal(item)} AS item FROM category t`), (all) =>
          all.map((one) => one.item)
        ),
      list: ({ parentId }, slice) => {
        const where =
          parentId === undefined
            ? []
            : [parentId === null ? read`t.parent_id IS NULL` : read`t.parent_id = ${parentId}::uuid`]
        return list(read, { sorting: byName, from: "category t", where, item }, slice)
      },
      replace,
      remove
    })
  })
)
