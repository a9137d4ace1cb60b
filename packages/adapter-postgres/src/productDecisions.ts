/** Whether products may be saved as they are given, decided from what is there. Everything here is pure. */
import {
  type CategoryId,
  CategoryNotFound,
  type InsertFailure,
  ProductAllocated,
  type ProductEntry,
  SkuTaken,
  SlugTaken,
  Text,
  type VariantId
} from "@duka/core"
import { Result } from "effect"
import type { Leaving, OwnVariant } from "./productWrites.ts"

export interface Facts {
  readonly slugs: ReadonlyArray<{ readonly slug: string; readonly id: string }>
  readonly skus: ReadonlyArray<{ readonly sku: string; readonly id: VariantId }>
  readonly categories: ReadonlyArray<CategoryId>
}

interface Taken {
  readonly slugs: ReadonlySet<string>
  readonly skus: ReadonlySet<string>
  readonly categories: ReadonlySet<string>
}

const refusal = (entry: ProductEntry, { categories, skus, slugs }: Taken): InsertFailure | null => {
  if (slugs.has(entry.slug)) return new SlugTaken({ slug: entry.slug })
  const own = new Set<string>()
  const taken = entry.variants.find(({ sku }) => skus.has(sku) || own.size === own.add(sku).size)
  if (taken !== undefined) return new SkuTaken({ sku: taken.sku })
  const missing = entry.categoryIds.find((id) => !categories.has(id))
  return missing === undefined ? null : new CategoryNotFound({ category: missing })
}

/** Of each entry, why it cannot be saved. Those before it that can be take their slugs and SKUs. */
export const refusals = (entries: ReadonlyArray<ProductEntry>, facts: Facts): ReadonlyArray<InsertFailure | null> => {
  const slugs = new Set<string>(facts.slugs.map(({ slug }) => slug))
  const skus = new Set<string>(facts.skus.map(({ sku }) => sku))
  const categories = new Set<string>(facts.categories)
  return entries.map((entry) => {
    const failure = refusal(entry, { slugs, skus, categories })
    if (failure === null) {
      slugs.add(entry.slug)
      for (const { sku } of entry.variants) skus.add(sku)
    }
    return failure
  })
}

export const allocated = (
  entry: Pick<ProductEntry, "id">,
  variants: ReadonlyArray<OwnVariant>
): ProductAllocated | null => {
  const variantIds = variants.flatMap(({ allocated, id }) => (allocated ? [id] : [])).toSorted(Text.compare)
  return variantIds.length === 0 ? null : new ProductAllocated({ productId: entry.id, variantIds })
}

/** What has to leave before the entry can take the place of the product, or why it cannot. */
export const replacement = (
  entry: ProductEntry,
  facts: Facts & { readonly own: ReadonlyArray<OwnVariant> }
): Result.Result<Leaving, InsertFailure | ProductAllocated> => {
  const staying = new Map(entry.variants.map((variant) => [variant.id, variant]))
  const gone = facts.own.filter(({ id, retired }) => !retired && !staying.has(id))
  const forgotten = new Set(gone.filter(({ booked }) => !booked).map(({ id }) => id))
  const others = facts.skus.filter(({ id }) => !staying.has(id) && !forgotten.has(id))
  const failure = refusal(entry, {
    slugs: new Set(facts.slugs.filter(({ id }) => id !== entry.id).map(({ slug }) => slug)),
    skus: new Set(others.map(({ sku }) => sku)),
    categories: new Set(facts.categories)
  })
  if (failure !== null) return Result.fail(failure)
  const promised = allocated(entry, gone)
  if (promised !== null) return Result.fail(promised)
  return Result.succeed({
    id: entry.id,
    retired: gone.filter(({ booked }) => booked).map(({ id }) => id),
    forgotten: [...forgotten],
    yielding: facts.skus.filter(({ id, sku }) => staying.has(id) && staying.get(id)?.sku !== sku).map(({ id }) => id)
  })
}
