/** From what callers hand in to the entry that is kept, with every default filled in; and from an entry to what is shown. */
import { Result } from "effect"
import type { Violation } from "../Input.ts"
import type { Currency, MinorUnits } from "../Money.ts"
import type { Timestamp } from "../Time.ts"
import {
  type Product,
  type ProductEntry,
  type ProductId,
  productLimits,
  Sku,
  type Variant,
  type VariantEntry,
  type VariantId
} from "./Product.ts"
import type { NewProduct, NewVariant, ProductReplacement, VariantReplacement } from "./ProductInput.ts"
import { Slug } from "./Slug.ts"

/** The SKU of a variant that was given none: the slug in capitals, with the variant's place from the second on. */
export const derivedSku = (slug: Slug, index: number): Sku =>
  Sku.make(`${slug.toUpperCase().slice(0, 58).replace(/-+$/, "")}${index === 0 ? "" : `-${index + 1}`}`)

/** A slug for SKUs that nobody else has: short enough for the suffix to be seen in them. */
export const suffixed = (slug: Slug, suffix: string): Slug =>
  Slug.make(`${slug.slice(0, 52).replace(/-+$/, "")}-${suffix}`)

/** The first SKU derived from this place on that no other variant of the product has. */
export const freeSku = (slug: Slug, index: number, taken: ReadonlySet<Sku>): Sku => {
  let place = index
  while (taken.has(derivedSku(slug, place))) place++
  return derivedSku(slug, place)
}

/** Products with `price` have one variant; none when there is neither, which the model's schemas refuse. */
const givenVariants = (given: NewProduct | ProductReplacement): ReadonlyArray<VariantReplacement> | undefined => {
  if (given.variants !== undefined) return given.variants
  const { price, sku, stockPolicy, taxClass, weightGrams } = given
  if (price === undefined) return undefined
  const single: NewVariant = {
    prices: [price],
    ...(sku === undefined ? {} : { sku }),
    ...(stockPolicy === undefined ? {} : { stockPolicy }),
    ...(taxClass === undefined ? {} : { taxClass }),
    ...(weightGrams === undefined ? {} : { weightGrams })
  }
  return [single]
}

export const variantEntry = (given: VariantReplacement, id: VariantId, sku: Sku): VariantEntry => ({
  id,
  sku,
  optionValues: given.optionValues ?? {},
  prices: given.prices,
  taxClass: given.taxClass ?? "standard",
  stockPolicy: given.stockPolicy ?? "tracked",
  weightGrams: given.weightGrams ?? null
})

/** The rules between a product's parts: each variant has a value of each option, no two the same ones, and an id and a SKU of its own. */
export const ruleViolations = (entry: Pick<ProductEntry, "options" | "variants">): ReadonlyArray<Violation> => {
  const options = new Map(entry.options.map((option) => [option.name, option.values]))
  const combinations = new Set<string>()
  const skus = new Set<string>()
  const ids = new Set<string>()
  return entry.variants.flatMap((variant, index) => {
    const at = `/variants/${index}`
    const found: Array<Violation> = []
    for (const [name, value] of Object.entries(variant.optionValues)) {
      if (options.get(name)?.includes(value) !== true) {
        found.push({
          pointer: `${at}/optionValues/${name}`,
          rule: "option",
          message: `The product has no option ${name} with the value ${value}`
        })
      }
    }
    for (const name of options.keys()) {
      // An option may be called as what every object has, such as `constructor`.
      if (!Object.hasOwn(variant.optionValues, name)) {
        found.push({
          pointer: `${at}/optionValues/${name}`,
          rule: "required",
          message: `Expected a value of the option ${name}`
        })
      }
    }
    const combination = JSON.stringify([...options.keys()].map((name) => variant.optionValues[name] ?? null))
    if (combinations.size === combinations.add(combination).size) {
      found.push({
        pointer: `${at}/optionValues`,
        rule: "isUniqueBy",
        message: "Another variant has the same option values"
      })
    }
    if (ids.size === ids.add(variant.id).size) {
      found.push({ pointer: `${at}/id`, rule: "isUniqueBy", message: "Another variant has the same id" })
    }
    if (skus.size === skus.add(variant.sku).size) {
      found.push({ pointer: `${at}/sku`, rule: "isUniqueBy", message: "Another variant has the same SKU" })
    }
    return found
  })
}

export interface NewIds {
  readonly id: ProductId
  readonly slug: Slug
  /** What SKUs are derived from; the slug when left out. */
  readonly skuSlug?: Slug
  /** As many as `variantCount` says; variants that bring an id leave theirs unused. */
  readonly variantIds: ReadonlyArray<VariantId>
  readonly createdAt: Timestamp
  readonly updatedAt: Timestamp
  readonly version: number
}

/** How many variants will need an id. */
export const variantCount = (given: NewProduct | ProductReplacement): number => given.variants?.length ?? 1

/** The entry that was asked for, or the rules that its parts break together. */
export const entryOf = (
  given: NewProduct | ProductReplacement,
  { createdAt, id, skuSlug, slug, updatedAt, variantIds, version }: NewIds
): Result.Result<ProductEntry, ReadonlyArray<Violation>> => {
  const variants = givenVariants(given) ?? []
  const skus = new Set(variants.flatMap((variant) => variant.sku ?? []))
  const [first, ...others] = variants.flatMap((variant, index) => {
    const variantId = variant.id ?? variantIds[index]
    if (variantId === undefined) return []
    const sku = variant.sku ?? freeSku(skuSlug ?? slug, index, skus)
    skus.add(sku)
    return [variantEntry(variant, variantId, sku)]
  })
  if (first === undefined)
    return Result.fail([{ pointer: "/price", rule: "priceOrVariants", message: "Expected a price or variants" }])
  const entry: ProductEntry = {
    id,
    slug,
    name: given.name,
    description: given.description ?? "",
    status: given.status ?? "active",
    categoryIds: given.categoryIds ?? [],
    tags: given.tags ?? [],
    featured: given.featured ?? false,
    images: given.images ?? [],
    attributes: given.attributes ?? {},
    options: given.options ?? [],
    customisations: given.customisations ?? [],
    leadTimeHours: given.leadTimeHours ?? 0,
    metadata: given.metadata ?? {},
    variants: [first, ...others],
    version,
    createdAt,
    updatedAt
  }
  const broken = ruleViolations(entry)
  return broken.length === 0 ? Result.succeed(entry) : Result.fail(broken)
}

/** The most that one store has of a variant. */
export type Availability = (id: VariantId) => number

const shownAmount = (amount: MinorUnits | undefined, currency: Currency) =>
  amount === undefined ? null : { amount, currency }

const shownVariant = (variant: VariantEntry, currency: Currency, available: Availability): Variant => {
  const price = variant.prices.find((price) => price.currency === currency)
  return {
    ...variant,
    price: shownAmount(price?.amount, currency),
    compareAtPrice: shownAmount(price?.compareAt, currency),
    available:
      variant.stockPolicy === "tracked"
        ? Math.min(Math.max(available(variant.id), 0), productLimits.availableShownMax)
        : null
  }
}

/** The lowest of its variants' prices; null when none is sold in the currency. */
export const lowestPrice = (entry: Pick<ProductEntry, "variants">, currency: Currency): MinorUnits | null => {
  const amounts = entry.variants.flatMap((variant) =>
    variant.prices.flatMap((price) => (price.currency === currency ? [price.amount] : []))
  )
  return amounts.length === 0 ? null : Math.min(...amounts)
}

/** Whether an order of one unit of some variant could be served. */
export const inStock = (entry: Pick<ProductEntry, "variants">, available: Availability): boolean =>
  entry.variants.some((variant) => variant.stockPolicy !== "tracked" || available(variant.id) > 0)

/** The product as everybody reads it. */
export const shown = (entry: ProductEntry, currency: Currency, available: Availability): Product => {
  const [first, ...others] = entry.variants
  return {
    ...entry,
    price: shownAmount(lowestPrice(entry, currency) ?? undefined, currency),
    inStock: inStock(entry, available),
    variants: [
      shownVariant(first, currency, available),
      ...others.map((variant) => shownVariant(variant, currency, available))
    ]
  }
}
