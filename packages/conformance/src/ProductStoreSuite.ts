import { CartStore, CategoryId, ProductStore, Sku, Slug, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { refusal, told } from "./outcomes.ts"
import { listing } from "./productLists.ts"
import { elaborate, reading } from "./productReadings.ts"
import { removing } from "./productRemovals.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"
import { searching } from "./productSearches.ts"

/** The laws of `ProductStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ProductStore (${adapter})`, (it) => {
    it.effect("what was saved is read again as it was, by id and by slug, whatever its status", () =>
      Effect.gen(function* () {
        const { entry, insert } = yield* ProductStore
        for (const given of [yield* elaborate(), Samples.product(), Samples.product({ status: "archived" })]) {
          assert.deepStrictEqual(yield* insert([given]), [null])
          assert.deepStrictEqual(yield* entry({ id: given.id }), given)
          assert.deepStrictEqual(yield* entry({ slug: given.slug }), given)
        }
        assert.deepStrictEqual(yield* insert([]), [])
        const unknown = Samples.product()
        assert.deepStrictEqual(told(yield* Effect.flip(entry({ id: unknown.id }))), {
          _tag: "ProductNotFound",
          product: unknown.id
        })
        assert.include(yield* Effect.flip(entry({ slug: unknown.slug })), { product: unknown.slug })
      })
    )

    it.effect("each is saved or not at all, and told in the order given; the earlier one wins", () =>
      Effect.gen(function* () {
        const { entry, insert } = yield* ProductStore
        const before = yield* Saved.product()
        const unknown = CategoryId.make(Samples.uuid())
        const [fine, shared] = [Samples.product(), Sku.make(`SHARED-${Samples.uuid().toUpperCase()}`)]
        const variants = [Samples.variant({ sku: shared })] as const
        const late = Slug.make(`late-${Samples.uuid()}`)
        const given = [
          fine,
          Samples.product({ slug: before.slug }),
          Samples.product({ slug: fine.slug }),
          Samples.product({ variants: [Samples.variant(), Samples.variant({ sku: before.variants[0].sku })] }),
          Samples.product({ variants }),
          Samples.product({ variants: [Samples.variant({ sku: shared })] }),
          Samples.product({ slug: late, categoryIds: [unknown] }),
          // The one before was not saved: its slug is not taken.
          Samples.product({ slug: late })
        ]
        const answers = yield* insert(given)
        assert.deepStrictEqual(answers.map(told), [
          null,
          { _tag: "SlugTaken", slug: before.slug },
          { _tag: "SlugTaken", slug: fine.slug },
          { _tag: "SkuTaken", sku: before.variants[0].sku },
          null,
          { _tag: "SkuTaken", sku: shared },
          { _tag: "CategoryNotFound", category: unknown },
          null
        ])
        const kept = yield* Effect.forEach(given, ({ id }) => Effect.option(entry({ id })))
        assert.deepStrictEqual(
          kept.map((found) => found._tag === "Some"),
          answers.map((failure) => failure === null)
        )
      })
    )

    it.effect("of many who insert the same slug at once, one does", () =>
      Effect.gen(function* () {
        const { insert } = yield* ProductStore
        const slug = Slug.make(`wanted-${Samples.uuid()}`)
        const asked = Array.from({ length: 8 }, () => insert([Samples.product({ slug })]))
        const answers = yield* Effect.all(asked, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers
            .flat()
            .map((failure) => failure?._tag ?? "saved")
            .toSorted(),
          [...Array.from({ length: 7 }, () => "SlugTaken"), "saved"]
        )
      })
    )

    it.effect("replacing saves everything as the next version, unless it has changed since", () =>
      Effect.gen(function* () {
        const { entry, replace } = yield* ProductStore
        const before = yield* Saved.product()
        const next = { ...(yield* elaborate()), id: before.id, createdAt: before.createdAt, version: 77 }
        const saved = yield* replace(next, before)
        assert.deepStrictEqual(saved, { ...next, version: 2 })
        assert.deepStrictEqual(yield* entry({ slug: next.slug }), saved)
        assert.strictEqual(yield* refusal(entry({ slug: before.slug })), "ProductNotFound")
        const stale = yield* Effect.flip(replace(before, { version: 1 }))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
        assert.strictEqual(yield* refusal(replace(Samples.product(), { version: 1 })), "ProductNotFound")
        assert.deepStrictEqual(yield* entry({ id: before.id }), saved)
      })
    )

    it.effect("of many who replace one version at once, one does", () =>
      Effect.gen(function* () {
        const { entry, replace } = yield* ProductStore
        const before = yield* Saved.product()
        const answers = yield* Effect.forEach(
          Array.from({ length: 8 }, (_, index) => ({ ...before, name: `Name ${index}` })),
          (next) => Effect.result(replace(next, before)),
          { concurrency: "unbounded" }
        )
        const saved = answers.flatMap((answer) => (answer._tag === "Success" ? [answer.success] : []))
        assert.lengthOf(saved, 1)
        assert.deepStrictEqual([yield* entry({ id: before.id })], saved)
      })
    )

    it.effect("replacing refuses what is taken or missing, and changes nothing", () =>
      Effect.gen(function* () {
        const { entry, replace } = yield* ProductStore
        const [before, other] = yield* Effect.all([Saved.product(), Saved.product()])
        const [sku, unknown] = [other.variants[0].sku, CategoryId.make(Samples.uuid())]
        assert.include(yield* Effect.flip(replace({ ...before, slug: other.slug }, before)), { _tag: "SlugTaken" })
        const taken = { ...before, variants: [{ ...before.variants[0], sku }] as const }
        assert.include(yield* Effect.flip(replace(taken, before)), { _tag: "SkuTaken", sku })
        const nowhere = yield* Effect.flip(replace({ ...before, categoryIds: [unknown] }, before))
        assert.include(nowhere, { _tag: "CategoryNotFound", category: unknown })
        assert.deepStrictEqual(yield* entry({ id: before.id }), before)
      })
    )

    it.effect("SKUs are free again as soon as the replacement itself gives them up", () =>
      Effect.gen(function* () {
        const { entry, replace } = yield* ProductStore
        const [a, b] = [Samples.variant(), Samples.variant()]
        const before = yield* Saved.product({ variants: [a, b] })
        const swapped = yield* replace(
          {
            ...before,
            variants: [
              { ...b, sku: a.sku },
              { ...a, sku: b.sku }
            ]
          },
          before
        )
        assert.deepStrictEqual(yield* entry({ id: before.id }), swapped)
        // Variants without an id of their own are new ones, under the SKUs of those that go.
        const renewed = yield* replace({ ...before, variants: [Samples.variant({ sku: a.sku })] }, swapped)
        assert.deepStrictEqual(yield* entry({ id: before.id }), renewed)
        assert.strictEqual(renewed.version, 3)
      })
    )

    it.effect("a cart's lines go with their variant, and come back with nobody", () =>
      Effect.gen(function* () {
        const { replace } = yield* ProductStore
        const { basket, save } = yield* CartStore
        const [staying, going] = [Samples.variant(), Samples.variant()]
        const before = yield* Saved.product({ variants: [staying, going] })
        const lines = [Samples.cartLine(going.id), Samples.cartLine(staying.id)]
        const cart = yield* Saved.cart({ lines })
        yield* replace({ ...before, variants: [staying] }, before)
        const found = yield* basket(cart.id, Samples.at(1))
        assert.deepStrictEqual(found.cart.lines, lines.slice(1))
        assert.isFalse(yield* save({ ...found.cart, lines }, found.cart))
      })
    )

    reading(it)
    removing(it)
    listing(it)
    searching(it)
  })
