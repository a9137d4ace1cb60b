import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  ImageNotFound,
  InvalidInput,
  LastVariant,
  ProductEntries,
  ProductEntry,
  productLimits,
  VariantNotFound
} from "@duka/core"
import { patchVariant, withImage, withoutImage, withoutVariant, withVariant } from "../../src/catalog/edits.ts"
import { KES } from "../samples.ts"
import { product, variant, variantId } from "./products.ts"

const { ruleViolations } = ProductEntries

const Place = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))

const Edit = Schema.TaggedUnion({
  WithVariant: {},
  WithoutVariant: { place: Place },
  PatchVariant: { place: Place },
  WithImage: { place: Place },
  WithoutImage: { place: Place }
})

const values = Array.from({ length: 100 }, (_, index) => `size ${index}`)
const prices = [{ currency: KES, amount: 5 }] as const
const url = (place: number) => `https://example.com/${place}.jpg`

const sized = product({
  options: [{ name: "size", values: ["size 0", ...values.slice(1)] }],
  variants: [variant(0, { optionValues: { size: "size 0" } })]
})

/** Each step adds a variant of a size that no other one has had. */
const edited = (entry: ProductEntry, edit: typeof Edit.Type, step: number): Result.Result<ProductEntry, unknown> => {
  switch (edit._tag) {
    case "WithVariant":
      return withVariant(entry, variantId(step), { prices, optionValues: { size: `size ${step}` } })
    case "WithoutVariant":
      return withoutVariant(entry, entry.variants[edit.place]?.id ?? "none")
    case "PatchVariant":
      return patchVariant(entry, entry.variants[edit.place]?.id ?? "none", {
        weightGrams: step,
        stockPolicy: "backorder"
      })
    case "WithImage":
      return withImage(entry, { url: url(edit.place) })
    case "WithoutImage":
      return withoutImage(entry, url(edit.place))
  }
}

const full = (count: number) =>
  Array.from({ length: count - 1 }).reduce<ProductEntry>(
    (entry, _, index) => Result.getOrThrow(edited(entry, { _tag: "WithVariant" }, index + 1)),
    sized
  )

const failure = <A, E>(result: Result.Result<A, E>) => Option.getOrUndefined(Result.getFailure(result))

describe("edits of a product", () => {
  it.prop("keep every rule of an entry, one after the other", { edits: Schema.Array(Edit) }, ({ edits }) => {
    const end = edits.reduce<ProductEntry>(
      (entry, edit, index) => Result.getOrElse(edited(entry, edit, index + 1), () => entry),
      sized
    )
    expect(ruleViolations(end)).toStrictEqual([])
    expect(Option.isSome(Schema.decodeUnknownOption(ProductEntry)(end))).toBe(true)
  })

  it.prop("touch nothing but what they are about", { edits: Schema.Array(Edit), last: Edit }, ({ edits, last }) => {
    const before = [...edits, last]
      .slice(0, -1)
      .reduce<ProductEntry>(
        (entry, edit, index) => Result.getOrElse(edited(entry, edit, index + 1), () => entry),
        sized
      )
    const after = edited(before, last, 99)
    if (Result.isFailure(after)) return
    const { images, variants, ...rest } = after.success
    expect({ ...rest, images: before.images, variants: before.variants }).toStrictEqual(before)
    if (last._tag.endsWith("Image")) expect(variants).toStrictEqual(before.variants)
    else expect(images).toStrictEqual(before.images)
  })
})

describe("a variant", () => {
  it("is added at the end, with what was given and the defaults of a new one", () => {
    const given = { prices, optionValues: { size: "size 1" } }
    const added = Result.getOrThrow(withVariant(sized, variantId(7), given)).variants
    const { sku, ...rest } = added[1] ?? variant(9)
    const { sku: _, ...expected } = variant(7, { ...given, prices })
    expect(rest).toStrictEqual(expected)
    expect(sku).toBe("CAKE-2")
    expect(added[0]).toBe(sized.variants[0])
  })

  it("gets a SKU that no other has, also after others were removed", () => {
    const three = full(3)
    const two = Result.getOrThrow(withoutVariant(three, variantId(1)))
    const again = Result.getOrThrow(withVariant(two, variantId(50), { prices, optionValues: { size: "size 50" } }))
    expect(new Set(again.variants.map(({ sku }) => sku)).size).toBe(3)
    expect(ruleViolations(again)).toStrictEqual([])
  })

  it(`is refused beyond ${productLimits.variantsMax}`, () => {
    const most = full(productLimits.variantsMax)
    expect(most.variants).toHaveLength(productLimits.variantsMax)
    expect(failure(edited(most, { _tag: "WithVariant" }, 100))).toBeInstanceOf(InvalidInput)
  })

  it("is changed in what is named, and stays in its place", () => {
    const two = full(2)
    const patch = { prices: [{ currency: KES, amount: 9 }], taxClass: "zero", weightGrams: 0 } as const
    const [first, second] = Result.getOrThrow(patchVariant(two, variantId(0), patch)).variants
    expect(first).toStrictEqual({ ...two.variants[0], ...patch })
    expect(second).toBe(two.variants[1])
    expect(Result.getOrThrow(patchVariant(two, variantId(0), {}))).toStrictEqual(two)
  })

  it("loses its weight when that is set to null, and keeps it when it is left out", () => {
    const weighed = Result.getOrThrow(patchVariant(sized, variantId(0), { weightGrams: 500 }))
    expect(Result.getOrThrow(patchVariant(weighed, variantId(0), { taxClass: "zero" })).variants[0].weightGrams).toBe(
      500
    )
    expect(
      Result.getOrThrow(patchVariant(weighed, variantId(0), { weightGrams: null })).variants[0].weightGrams
    ).toBeNull()
  })

  it("that is the last one stays; one that is not there is not found", () => {
    expect(failure(withoutVariant(sized, variantId(0)))).toBeInstanceOf(LastVariant)
    expect(failure(withoutVariant(sized, variantId(1)))).toBeInstanceOf(VariantNotFound)
    expect(failure(patchVariant(sized, variantId(1), {}))).toBeInstanceOf(VariantNotFound)
    const [kept, ...gone] = Result.getOrThrow(withoutVariant(full(2), variantId(0))).variants
    expect([kept.id, gone]).toStrictEqual([variantId(1), []])
  })
})

describe("an image", () => {
  const one = Result.getOrThrow(withImage(sized, { url: url(1), alt: "A cake" }))
  const two = Result.getOrThrow(withImage(one, { url: url(2) }))

  it("is added at the end; one with the same address gets the new text where it stands", () => {
    expect(two.images.map((image) => image.url)).toStrictEqual([url(1), url(2)])
    const again = Result.getOrThrow(withImage(two, { url: url(1), alt: "Red velvet" }))
    expect(again.images).toStrictEqual([{ url: url(1), alt: "Red velvet" }, { url: url(2) }])
  })

  it("is removed by its address", () => {
    expect(Result.getOrThrow(withoutImage(two, url(1))).images).toStrictEqual([{ url: url(2) }])
    expect(failure(withoutImage(two, url(3)))).toBeInstanceOf(ImageNotFound)
  })

  it(`is refused beyond ${productLimits.imagesMax}, unless it is there already`, () => {
    const images = Array.from({ length: productLimits.imagesMax }, (_, index) => ({ url: url(index) }))
    expect(failure(withImage({ ...sized, images }, { url: url(99) }))).toBeInstanceOf(InvalidInput)
    expect(Result.isSuccess(withImage({ ...sized, images }, { url: url(0), alt: "new" }))).toBe(true)
  })
})
