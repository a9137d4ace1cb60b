import {
  type Category,
  CategoryCycle,
  type CategoryId,
  categoryLimits,
  CategoryNotEmpty,
  CategoryNotFound,
  type CategoryRef,
  CategoryStore,
  CategoryTooDeep,
  CategoryTree,
  SlugTaken,
  Text,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const byName = {
  sort: "name",
  descending: false,
  value: ({ name }: Category) => Text.sortKey(name),
  id: ({ id }: Category) => id
}

/** From the root, which is 1. */
const depth = (tables: Tables, id: CategoryId | null): number => {
  let levels = 0
  for (let current = id; current !== null; current = row(tables.categories, current)?.parentId ?? null) levels++
  return levels
}

/** How many levels a category and what is below it take. */
const height = (children: ReadonlyMap<CategoryId | null, ReadonlyArray<Category>>, id: CategoryId): number => {
  let levels = 0
  for (let floor: ReadonlyArray<CategoryId> = [id]; floor.length > 0; levels++) {
    floor = floor.flatMap((parent) => (children.get(parent) ?? []).map((child) => child.id))
  }
  return levels
}

const tooDeep = () => Result.fail(new CategoryTooDeep({ depthMax: categoryLimits.categoryDepthMax }))

const slugOwner = (tables: Tables, { slug }: Category) => row(tables.categorySlugs, slug)

const kept = (tables: Tables, category: Category): Tables => ({
  ...tables,
  categories: HashMap.set(tables.categories, category.id, category),
  categorySlugs: HashMap.set(tables.categorySlugs, category.slug, category.id)
})

const insert = (tables: Tables, category: Category): Change<void, SlugTaken | CategoryNotFound | CategoryTooDeep> => {
  const { parentId, slug } = category
  if (slugOwner(tables, category) !== undefined) return Result.fail(new SlugTaken({ slug }))
  if (parentId !== null && !HashMap.has(tables.categories, parentId)) {
    return Result.fail(new CategoryNotFound({ category: parentId }))
  }
  if (depth(tables, parentId) + 1 > categoryLimits.categoryDepthMax) return tooDeep()
  return Result.succeed([undefined, kept(tables, category)])
}

const replace = (
  tables: Tables,
  category: Category,
  read: { readonly version: number }
): Change<Category, CategoryNotFound | VersionConflict | SlugTaken | CategoryCycle | CategoryTooDeep> => {
  const { id, parentId, slug } = category
  const before = row(tables.categories, id)
  if (before === undefined) return Result.fail(new CategoryNotFound({ category: id }))
  if (before.version !== read.version) {
    return Result.fail(new VersionConflict({ expected: read.version, actual: before.version }))
  }
  const owner = slugOwner(tables, category)
  if (owner !== undefined && owner !== id) return Result.fail(new SlugTaken({ slug }))
  if (parentId !== null && parentId !== before.parentId) {
    if (!HashMap.has(tables.categories, parentId)) return Result.fail(new CategoryNotFound({ category: parentId }))
    const all = HashMap.toValues(tables.categories)
    if (CategoryTree.subtree(all, id).has(parentId)) return Result.fail(new CategoryCycle({ categoryId: id, parentId }))
    const children = Map.groupBy(all, (other) => other.parentId)
    if (depth(tables, parentId) + height(children, id) > categoryLimits.categoryDepthMax) return tooDeep()
  }
  const saved = { ...category, version: read.version + 1 }
  const free = { ...tables, categorySlugs: HashMap.remove(tables.categorySlugs, before.slug) }
  return Result.succeed([saved, kept(free, saved)])
}

const remove = (
  tables: Tables,
  id: CategoryId,
  { version }: { readonly version?: number }
): Change<void, CategoryNotFound | CategoryNotEmpty | VersionConflict> => {
  const found = row(tables.categories, id)
  if (found === undefined) return Result.fail(new CategoryNotFound({ category: id }))
  if (version !== undefined && version !== found.version) {
    return Result.fail(new VersionConflict({ expected: version, actual: found.version }))
  }
  const subcategories = HashMap.toValues(tables.categories).filter((other) => other.parentId === id).length
  if (subcategories > 0) return Result.fail(new CategoryNotEmpty({ categoryId: id, subcategories }))
  return Result.succeed([
    undefined,
    {
      ...tables,
      categories: HashMap.remove(tables.categories, id),
      categorySlugs: HashMap.remove(tables.categorySlugs, found.slug),
      products: HashMap.map(tables.products, (kept) =>
        kept.entry.categoryIds.includes(id)
          ? { ...kept, entry: { ...kept.entry, categoryIds: kept.entry.categoryIds.filter((other) => other !== id) } }
          : kept
      )
    }
  ])
}

const get = (tables: Tables, ref: CategoryRef): Result.Result<Category, CategoryNotFound> => {
  const id = "id" in ref ? ref.id : row(tables.categorySlugs, ref.slug)
  const found = id === undefined ? undefined : row(tables.categories, id)
  return found === undefined
    ? Result.fail(new CategoryNotFound({ category: "id" in ref ? ref.id : ref.slug }))
    : Result.succeed(found)
}

export const layer: Layer.Layer<CategoryStore, never, MemoryTables> = Layer.effect(
  CategoryStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return CategoryStore.of({
      insert: (category) => change((tables) => insert(tables, category)),
      get: (ref) => find((tables) => get(tables, ref)),
      all: () => read((tables) => HashMap.toValues(tables.categories)),
      list: ({ parentId }, slice) =>
        read((tables) =>
          sliced(
            HashMap.toValues(tables.categories).filter((one) => parentId === undefined || one.parentId === parentId),
            byName,
            slice
          )
        ),
      replace: (category, version) => change((tables) => replace(tables, category, version)),
      remove: (id, options) => change((tables) => remove(tables, id, options))
    })
  })
)
