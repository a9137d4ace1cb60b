import { Effect, Result } from "effect"
import { requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { reader } from "../Document.ts"
import { Ids } from "../Ids.ts"
import { input, InvalidInput } from "../Input.ts"
import { Events } from "../notification/Events.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried } from "../Version.ts"
import { variantIds } from "./creating.ts"
import { patchVariant, withImage, withoutImage, withoutVariant, withVariant } from "./edits.ts"
import { entryOf, ruleViolations } from "./entries.ts"
import { Image, Product, type ProductEntry, Sku, VariantId } from "./Product.ts"
import { NewVariant, ProductPatch, ProductReplacement, VariantPatch } from "./ProductInput.ts"
import { ProductStore } from "./ProductStore.ts"
import { productRef } from "./reading.ts"

const invalid = (violations: InvalidInput["violations"]) => new InvalidInput({ violations })

/** A variant that stays the same one keeps its SKU when none is named. */
const withSkus = (entry: ProductEntry, given: ProductReplacement, stays: boolean): ProductReplacement => {
  if (stays) return given.sku === undefined ? { ...given, sku: entry.variants[0].sku } : given
  if (given.variants === undefined) return given
  const skus = new Map(entry.variants.map((variant) => [variant.id, variant.sku]))
  return {
    ...given,
    variants: given.variants.map((variant) => {
      const sku = variant.sku ?? (variant.id === undefined ? undefined : skus.get(variant.id))
      return sku === undefined ? variant : { ...variant, sku }
    })
  }
}

/** The entry that a replacement makes of another one: variants keep their ids, a simple product its only one. */
const replaced = (
  entry: ProductEntry,
  given: ProductReplacement,
  fresh: ReadonlyArray<VariantId>
): Result.Result<ProductEntry, InvalidInput> => {
  const unknown = (given.variants ?? []).flatMap((variant, index) =>
    variant.id !== undefined && !entry.variants.some((kept) => kept.id === variant.id)
      ? [{ pointer: `/variants/${index}/id`, rule: "exists", message: "The product has no variant with this id" }]
      : []
  )
  if (unknown.length > 0) return Result.fail(invalid(unknown))
  const [only, ...more] = entry.variants
  const stays = given.variants === undefined && more.length === 0
  const made = entryOf(withSkus(entry, given, stays), {
    ...entry,
    slug: given.slug ?? entry.slug,
    variantIds: stays ? [only.id] : fresh
  })
  return Result.mapError(made, invalid)
}

/** The use cases that change products. */
export const editing = Effect.gen(function* () {
  const store = yield* ProductStore
  const ids = yield* Ids
  const settings = yield* Settings
  const events = yield* Events
  const units = yield* UnitOfWork
  const { record, recorded } = yield* auditing
  const decode = reader(Product)

  /** Reads the entry, changes it and saves it. */
  const change = <E>(idOrSlug: string, read: Read, edit: (entry: ProductEntry) => Result.Result<ProductEntry, E>) =>
    Effect.gen(function* () {
      const entry = yield* store.entry(yield* productRef(idOrSlug))
      const edited = yield* Effect.fromResult(edit(entry))
      const broken = ruleViolations(edited)
      if (broken.length > 0) return yield* invalid(broken)
      const updatedAt = yield* now
      const version = read.version ?? entry.version
      const after = yield* store.replace({ ...edited, updatedAt }, { version })
      yield* record({ action: "product.updated", subject: entry.id, before: entry, after })
      return yield* Effect.flatMap(store.get({ id: entry.id }, { currency: settings.currency }), decode)
    }).pipe(recorded, retried(read))

  const replace = Effect.fn("Products.replace")(function* (
    idOrSlug: string,
    given: typeof ProductReplacement.Encoded,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    const replacement = yield* input(ProductReplacement)(given)
    const fresh = yield* variantIds(ids, replacement)
    return yield* change(idOrSlug, read, (entry) => replaced(entry, replacement, fresh))
  })

  const update = Effect.fn("Products.update")(function* (
    idOrSlug: string,
    given: typeof ProductPatch.Encoded,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    const patch = yield* input(ProductPatch)(given)
    return yield* change(idOrSlug, read, (entry) => Result.succeed({ ...entry, ...patch }))
  })

  const remove = Effect.fn("Products.remove")(function* (idOrSlug: string, read: Read = {}) {
    yield* requires("catalog:write")
    const removed = Effect.gen(function* () {
      const before = yield* store.entry(yield* productRef(idOrSlug))
      const { id: subject } = before
      const outcome = yield* store.remove(subject, { ...read, at: yield* now })
      yield* outcome === "removed"
        ? record({ action: "product.removed", subject, before })
        : record({ action: "product.archived", subject, before, after: { ...before, status: "archived" } })
      const { name, slug } = before
      yield* events.publish({ type: "product.deleted", data: { productId: subject, name, slug } })
      return outcome
    })
    return yield* units.commit(removed)
  })

  const addVariant = Effect.fn("Products.addVariant")(function* (
    idOrSlug: string,
    given: typeof NewVariant.Encoded,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    const variant = yield* input(NewVariant)(given)
    const id = yield* ids.make(VariantId)
    const add = (given: NewVariant) => change(idOrSlug, read, (entry) => withVariant(entry, id, given))
    if (variant.sku !== undefined) return yield* add(variant)
    // A SKU that we made of the slug gives way when another product has it.
    return yield* Effect.catchTag(add(variant), "SkuTaken", ({ sku }) =>
      Effect.flatMap(ids.suffix, (suffix) =>
        add({ ...variant, sku: Sku.make(`${sku.slice(0, 58)}-${suffix.toUpperCase()}`) })
      )
    )
  })

  const updateVariant = Effect.fn("Products.updateVariant")(function* (
    idOrSlug: string,
    variantId: string,
    given: typeof VariantPatch.Encoded,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    const patch = yield* input(VariantPatch)(given)
    return yield* change(idOrSlug, read, (entry) => patchVariant(entry, variantId, patch))
  })

  const removeVariant = Effect.fn("Products.removeVariant")(function* (
    idOrSlug: string,
    variantId: string,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    return yield* change(idOrSlug, read, (entry) => withoutVariant(entry, variantId))
  })

  const addImage = Effect.fn("Products.addImage")(function* (
    idOrSlug: string,
    given: typeof Image.Encoded,
    read: Read = {}
  ) {
    yield* requires("catalog:write")
    const image = yield* input(Image)(given)
    return yield* change(idOrSlug, read, (entry) => withImage(entry, image))
  })

  const removeImage = Effect.fn("Products.removeImage")(function* (idOrSlug: string, url: string, read: Read = {}) {
    yield* requires("catalog:write")
    return yield* change(idOrSlug, read, (entry) => withoutImage(entry, url))
  })

  return { replace, update, remove, addVariant, updateVariant, removeVariant, addImage, removeImage }
})
