import { Effect } from "effect"
import { requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Ids } from "../Ids.ts"
import { input, InvalidInput } from "../Input.ts"
import { Events } from "../notification/Events.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { entryOf, shown, suffixed, variantCount } from "./entries.ts"
import { type ProductEntry, ProductId, VariantId } from "./Product.ts"
import { BulkProducts, NewProduct, type ProductReplacement } from "./ProductInput.ts"
import type { BulkOutcome } from "./Products.ts"
import { type InsertFailure, ProductStore } from "./ProductStore.ts"
import { Slug, slugify } from "./Slug.ts"

/** As many ids as the product has variants. */
export const variantIds = (ids: Ids["Service"], given: NewProduct | ProductReplacement) =>
  Effect.forEach(Array.from({ length: variantCount(given) }), () => ids.make(VariantId))

interface Saved {
  readonly entry: ProductEntry
  readonly failure: InsertFailure | null
}

/** The use cases that make products. */
export const creating = Effect.gen(function* () {
  const store = yield* ProductStore
  const ids = yield* Ids
  const settings = yield* Settings
  const events = yield* Events
  const units = yield* UnitOfWork
  const { record } = yield* auditing

  const newEntry = Effect.fnUntraced(function* (given: NewProduct, slug: Slug, pointer: string, skuSlug: Slug = slug) {
    const time = yield* now
    const made = entryOf(given, {
      id: yield* ids.make(ProductId),
      slug,
      skuSlug,
      variantIds: yield* variantIds(ids, given),
      version: 1,
      createdAt: time,
      updatedAt: time
    })
    return yield* Effect.mapError(
      Effect.fromResult(made),
      (broken) =>
        new InvalidInput({ violations: broken.map((rule) => ({ ...rule, pointer: `${pointer}${rule.pointer}` })) })
    )
  })

  const save = Effect.fnUntraced(function* (entries: ReadonlyArray<ProductEntry>) {
    const failures = yield* store.insert(entries)
    const saved = entries.map((entry, index): Saved => ({ entry, failure: failures[index] ?? null }))
    const made = saved.flatMap(({ entry, failure }) => (failure === null ? [entry] : []))
    yield* record(...made.map((entry) => ({ action: "product.created", subject: entry.id, after: entry }) as const))
    yield* events.publish(
      ...made.map(({ id, name, slug }) => ({ type: "product.created", data: { productId: id, name, slug } }) as const)
    )
    return saved
  })

  const derived = (given: NewProduct) => slugify(given.name, "1")

  /** What we made of the name gives way when it is taken: slug or SKU. What was asked for does not. */
  const givesWay = (given: NewProduct, failure: InsertFailure): boolean => {
    switch (failure._tag) {
      case "SlugTaken":
        return given.slug === undefined
      case "SkuTaken":
        return given.sku !== failure.sku && given.variants?.some(({ sku }) => sku === failure.sku) !== true
      case "CategoryNotFound":
        return false
    }
  }

  const insert = Effect.fnUntraced(function* (given: ReadonlyArray<NewProduct>, pointer: (index: number) => string) {
    const entries = yield* Effect.forEach(given, (one, index) =>
      newEntry(one, one.slug ?? derived(one), pointer(index))
    )
    const saved = yield* save(entries)
    return yield* Effect.forEach(saved, (first, index) => {
      const one = given[index]
      if (first.failure === null || one === undefined || !givesWay(one, first.failure)) return Effect.succeed(first)
      const { slug } = first.entry
      const isSlug = first.failure._tag === "SlugTaken"
      const other = (suffix: string) => (isSlug ? Slug.make(`${slug}-${suffix}`) : slug)
      return ids.suffix.pipe(
        Effect.flatMap((suffix) => newEntry(one, other(suffix), pointer(index), suffixed(slug, suffix))),
        Effect.flatMap((entry) => save([entry])),
        Effect.map(([second = first]) => second)
      )
    })
  })

  const fresh = (entry: ProductEntry) => shown(entry, settings.currency, () => 0)

  const create = Effect.fn("Products.create")(function* (given: typeof NewProduct.Encoded) {
    yield* requires("catalog:write")
    const product = yield* input(NewProduct)(given)
    const [saved] = yield* units.commit(insert([product], () => ""))
    if (saved === undefined) return yield* Effect.die(new Error("The storage answered nothing for one product."))
    return saved.failure === null ? fresh(saved.entry) : yield* saved.failure
  })

  const createMany = Effect.fn("Products.createMany")(function* (given: typeof BulkProducts.Encoded) {
    yield* requires("catalog:write")
    const products = yield* input(BulkProducts)(given)
    const saved = yield* units.commit(insert(products, (index) => `/${index}`))
    return saved.map(({ entry, failure }): BulkOutcome =>
      failure === null ? { _tag: "created", product: fresh(entry) } : { _tag: "refused", error: failure }
    )
  })

  return { create, createMany }
})
