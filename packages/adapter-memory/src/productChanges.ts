/** Saving, replacing and removing products. */
import {
  type CartLine,
  CategoryNotFound,
  type InsertFailure,
  ProductAllocated,
  type ProductEntry,
  type ProductId,
  ProductNotFound,
  SkuTaken,
  SlugTaken,
  Text,
  type VariantId,
  VersionConflict
} from "@duka/core"
import { HashMap, Result } from "effect"
import { Bug } from "./Bug.ts"
import type { Change } from "./MemoryTables.ts"
import { type KeptProduct, levelsOf, row, type Tables } from "./Tables.ts"

const kept = (entry: ProductEntry, retired: ReadonlyArray<VariantId>): KeptProduct => ({
  entry,
  sortKey: Text.sortKey(entry.name),
  words: [...new Set([...Text.words(entry.name), ...Text.words(entry.description)])],
  retired
})

/** The tables with the entry in them; or why it cannot be there. The tables hold no variant of it any more. */
const written = (
  tables: Tables,
  entry: ProductEntry,
  retired: ReadonlyArray<VariantId>
): Result.Result<Tables, InsertFailure | Bug> => {
  if (HashMap.has(tables.productSlugs, entry.slug)) return Result.fail(new SlugTaken({ slug: entry.slug }))
  let { skus, variants } = tables
  for (const variant of entry.variants) {
    if (HashMap.has(skus, variant.sku)) return Result.fail(new SkuTaken({ sku: variant.sku }))
    if (HashMap.has(variants, variant.id))
      return Result.fail(new Bug({ message: `There is a variant ${variant.id} already.` }))
    skus = HashMap.set(skus, variant.sku, variant.id)
    variants = HashMap.set(variants, variant.id, { productId: entry.id, variant, retired: false })
  }
  const missing = entry.categoryIds.find((id) => !HashMap.has(tables.categories, id))
  if (missing !== undefined) return Result.fail(new CategoryNotFound({ category: missing }))
  return Result.succeed({
    ...tables,
    skus,
    variants,
    products: HashMap.set(tables.products, entry.id, kept(entry, retired)),
    productSlugs: HashMap.set(tables.productSlugs, entry.slug, entry.id)
  })
}

export const insert = (
  tables: Tables,
  entries: ReadonlyArray<ProductEntry>
): Change<ReadonlyArray<InsertFailure | null>> => {
  let saved = tables
  const answers: Array<InsertFailure | null> = []
  for (const entry of entries) {
    if (HashMap.has(saved.products, entry.id)) {
      return Result.fail(new Bug({ message: `There is a product ${entry.id} already.` }))
    }
    const next = written(saved, entry, [])
    if (Result.isSuccess(next)) saved = next.success
    else if (next.failure instanceof Bug) return Result.fail(next.failure)
    answers.push(Result.isSuccess(next) ? null : next.failure instanceof Bug ? null : next.failure)
  }
  return Result.succeed([answers, saved])
}

const read = (
  tables: Tables,
  id: ProductId,
  version: number | undefined
): Result.Result<KeptProduct, ProductNotFound | VersionConflict> => {
  const found = row(tables.products, id)
  if (found === undefined) return Result.fail(new ProductNotFound({ product: id }))
  return version === undefined || version === found.entry.version
    ? Result.succeed(found)
    : Result.fail(new VersionConflict({ expected: version, actual: found.entry.version }))
}

const allocated = (tables: Tables, variantIds: ReadonlyArray<VariantId>): ReadonlyArray<VariantId> =>
  variantIds
    .filter((id) => [...levelsOf(tables, id).values()].some((level) => level.allocated > 0))
    .toSorted(Text.compare)

/** Nobody puts them into a cart any more, or waits for them. */
const withdrawn = (tables: Tables, gone: ReadonlySet<VariantId>): Tables => {
  const isGone = (line: CartLine) => gone.has(line.variantId)
  return gone.size === 0
    ? tables
    : {
        ...tables,
        carts: HashMap.map(tables.carts, (cart) =>
          cart.lines.some(isGone) ? { ...cart, lines: cart.lines.filter((line) => !isGone(line)) } : cart
        ),
        stockAlerts: HashMap.filter(tables.stockAlerts, ({ variantId }) => !gone.has(variantId))
      }
}

/** The variants are no longer there, nor is anything that names them, but what orders copied. */
const withoutVariants = (tables: Tables, ids: ReadonlyArray<VariantId>): Tables => ({
  ...tables,
  skus: HashMap.removeMany(
    tables.skus,
    ids.flatMap((id) => row(tables.variants, id)?.variant.sku ?? [])
  ),
  variants: HashMap.removeMany(tables.variants, ids),
  levels: HashMap.removeMany(tables.levels, ids),
  movements: HashMap.removeMany(tables.movements, ids)
})

const inBooks = (tables: Tables, id: VariantId): boolean =>
  HashMap.has(tables.movements, id) || HashMap.has(tables.ordered, id)

/** The tables as they are for somebody who is to write the product anew: without it, but with its levels and books. */
const opened = (tables: Tables, entry: ProductEntry, named: ReadonlyArray<VariantId>): Tables => ({
  ...tables,
  productSlugs: HashMap.remove(tables.productSlugs, entry.slug),
  skus: HashMap.removeMany(
    tables.skus,
    named.flatMap((id) => row(tables.variants, id)?.variant.sku ?? [])
  ),
  variants: HashMap.removeMany(tables.variants, named)
})

export const replace = (
  tables: Tables,
  entry: ProductEntry,
  { version }: { readonly version: number }
): Change<ProductEntry, ProductNotFound | VersionConflict | InsertFailure | ProductAllocated> =>
  Result.flatMap(read(tables, entry.id, version), (before): Change<ProductEntry, InsertFailure | ProductAllocated> => {
    const staying = new Set(entry.variants.map((variant) => variant.id))
    const gone = before.entry.variants.map((variant) => variant.id).filter((id) => !staying.has(id))
    const forgotten = gone.filter((id) => !inBooks(tables, id))
    const retired = [...before.retired, ...gone.filter((id) => inBooks(tables, id))].filter((id) => !staying.has(id))
    const own = [...before.entry.variants.map((variant) => variant.id), ...before.retired]
    const rest = opened(
      withoutVariants(tables, forgotten),
      before.entry,
      own.filter((id) => staying.has(id))
    )
    const saved = { ...entry, version: version + 1 }
    const next = written(rest, saved, retired)
    if (Result.isFailure(next)) return Result.fail(next.failure)
    const refusing = allocated(tables, gone)
    if (refusing.length > 0) return Result.fail(new ProductAllocated({ productId: entry.id, variantIds: refusing }))
    const variants = retired.reduce(
      (variants, id) => HashMap.modify(variants, id, (variant) => ({ ...variant, retired: true })),
      next.success.variants
    )
    return Result.succeed([saved, withdrawn({ ...next.success, variants }, new Set(gone))])
  })

const archived = (tables: Tables, before: KeptProduct, at: ProductEntry["updatedAt"]): Tables => {
  const entry: ProductEntry = { ...before.entry, status: "archived", version: before.entry.version + 1, updatedAt: at }
  return { ...tables, products: HashMap.set(tables.products, entry.id, { ...before, entry }) }
}

export const remove = (
  tables: Tables,
  id: ProductId,
  { at, version }: { readonly version?: number; readonly at: ProductEntry["updatedAt"] }
): Change<"removed" | "archived", ProductNotFound | VersionConflict | ProductAllocated> =>
  Result.flatMap(read(tables, id, version), (before): Change<"removed" | "archived", ProductAllocated> => {
    const own = [...before.entry.variants.map((variant) => variant.id), ...before.retired]
    const refusing = allocated(tables, own)
    if (refusing.length > 0) return Result.fail(new ProductAllocated({ productId: id, variantIds: refusing }))
    if (HashMap.has(tables.ordered, id)) return Result.succeed(["archived", archived(tables, before, at)])
    const rest = withdrawn(withoutVariants(tables, own), new Set(own))
    return Result.succeed([
      "removed",
      {
        ...rest,
        products: HashMap.remove(rest.products, id),
        productSlugs: HashMap.remove(rest.productSlugs, before.entry.slug)
      }
    ])
  })
