/** Changes of an entry, decided purely. */
import { Result } from "effect"
import { InvalidInput } from "../Input.ts"
import { ImageNotFound, LastVariant, VariantNotFound } from "./CatalogErrors.ts"
import { freeSku, variantEntry } from "./entries.ts"
import type { Image, ProductEntry, VariantEntry, VariantId } from "./Product.ts"
import { productLimits } from "./Product.ts"
import type { NewVariant, VariantPatch } from "./ProductInput.ts"

type Edited<E = never> = Result.Result<ProductEntry, E>

const full = (most: number) =>
  new InvalidInput({
    violations: [{ pointer: "", rule: "isMaxLength", message: `A product has at most ${most} of them` }]
  })

export const withVariant = (
  entry: ProductEntry,
  id: VariantId,
  given: typeof NewVariant.Type
): Edited<InvalidInput> => {
  if (entry.variants.length >= productLimits.variantsMax) return Result.fail(full(productLimits.variantsMax))
  const [first, ...others] = entry.variants
  const taken = new Set(entry.variants.map((variant) => variant.sku))
  const sku = given.sku ?? freeSku(entry.slug, entry.variants.length, taken)
  return Result.succeed({ ...entry, variants: [first, ...others, variantEntry(given, id, sku)] })
}

const patched = (variant: VariantEntry, patch: VariantPatch): VariantEntry => ({
  id: variant.id,
  sku: patch.sku ?? variant.sku,
  optionValues: patch.optionValues ?? variant.optionValues,
  prices: patch.prices ?? variant.prices,
  taxClass: patch.taxClass ?? variant.taxClass,
  stockPolicy: patch.stockPolicy ?? variant.stockPolicy,
  weightGrams: patch.weightGrams === undefined ? variant.weightGrams : patch.weightGrams
})

export const patchVariant = (entry: ProductEntry, variantId: string, patch: VariantPatch): Edited<VariantNotFound> => {
  if (!entry.variants.some((variant) => variant.id === variantId))
    return Result.fail(new VariantNotFound({ variantId }))
  const change = (variant: VariantEntry) => (variant.id === variantId ? patched(variant, patch) : variant)
  const [first, ...others] = entry.variants
  return Result.succeed({ ...entry, variants: [change(first), ...others.map(change)] })
}

export const withoutVariant = (entry: ProductEntry, variantId: string): Edited<VariantNotFound | LastVariant> => {
  const gone = entry.variants.find((variant) => variant.id === variantId)
  if (gone === undefined) return Result.fail(new VariantNotFound({ variantId }))
  const [first, ...others] = entry.variants.filter((variant) => variant !== gone)
  return first === undefined
    ? Result.fail(new LastVariant({ variantId: gone.id }))
    : Result.succeed({ ...entry, variants: [first, ...others] })
}

/** Appends the image; one with the same address is there already and gets the new text. */
export const withImage = (entry: ProductEntry, image: typeof Image.Type): Edited<InvalidInput> => {
  if (entry.images.some((kept) => kept.url === image.url)) {
    return Result.succeed({ ...entry, images: entry.images.map((kept) => (kept.url === image.url ? image : kept)) })
  }
  return entry.images.length >= productLimits.imagesMax
    ? Result.fail(full(productLimits.imagesMax))
    : Result.succeed({ ...entry, images: [...entry.images, image] })
}

export const withoutImage = (entry: ProductEntry, url: string): Edited<ImageNotFound> =>
  entry.images.some((image) => image.url === url)
    ? Result.succeed({ ...entry, images: entry.images.filter((image) => image.url !== url) })
    : Result.fail(new ImageNotFound({ url }))
