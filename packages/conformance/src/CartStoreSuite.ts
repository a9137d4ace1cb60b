import { type Cart, CartStore, CustomerId, InventoryStore, type StoragePorts, Text } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { opening } from "./cartOpenings.ts"
import { emptying } from "./cartsEmptiedAtOnce.ts"
import { refusal, times, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const now = Samples.at(1)

/** A cart as it is read. */
const read = Effect.fnUntraced(function* (id: Cart["id"]) {
  return (yield* Effect.orDie((yield* CartStore).basket(id, now))).cart
})

const byVariant = <A extends { readonly variantId: string }>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all.toSorted((a, b) => Text.compare(a.variantId, b.variantId))

/** The laws of `CartStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`CartStore (${adapter})`, (it) => {
    it.effect("all open carts of a customer are told by currency, and no expired or other one", () =>
      Effect.gen(function* () {
        const { allOf } = yield* CartStore
        const [{ id }, other] = [yield* Saved.customer(), yield* Saved.customer()]
        const second = yield* Saved.cart({ customerId: id, currency: Samples.UGX, expiresAt: Samples.at(20) })
        const first = yield* Saved.cart({ customerId: id, currency: Samples.KES, expiresAt: Samples.at(10) })
        yield* Saved.cart({ customerId: other.id })
        assert.deepStrictEqual(yield* allOf(id, Samples.at(9)), [first, second])
        assert.deepStrictEqual(yield* allOf(id, Samples.at(10)), [second])
        assert.deepStrictEqual(yield* allOf(id, Samples.at(20)), [])
      })
    )

    it.effect("what was saved is read again as it was, the lines in their order", () =>
      Effect.gen(function* () {
        const { basket } = yield* CartStore
        const [tea, cake] = [yield* Saved.stocked(1), yield* Saved.stocked(1)]
        const lines = [
          Samples.cartLine(cake.variantId, {
            quantity: 3,
            customisation: { message: "Heri ☕ “siku”", extras: ["nuts", "fruit"] }
          }),
          Samples.cartLine(tea.variantId, { seenUnitPrice: null }),
          Samples.cartLine(cake.variantId, { customisation: { message: "" } })
        ]
        const address = Samples.address()
        for (const delivery of [
          null,
          { method: "pickup", storeId: tea.storeId },
          { method: "local", address },
          {
            method: "local",
            address: { firstName: "Only", lines: ["One"], city: "Kisumu", country: "KE" },
            storeId: tea.storeId
          }
        ] as const) {
          const cart = yield* Saved.cart({ lines, delivery, currency: Samples.UGX, updatedAt: Samples.at(0) })
          assert.deepStrictEqual(yield* read(cart.id), cart)
        }
        const { id } = Samples.cart()
        assert.deepStrictEqual(told(yield* Effect.flip(basket(id, now))), { _tag: "CartNotFound", cartId: id })
      })
    )

    it.effect("saving keeps lines, delivery, customer and times as the next version, and nothing else", () =>
      Effect.gen(function* () {
        const { save } = yield* CartStore
        const { storeId, variantId } = yield* Saved.stocked(1)
        const [staying, going] = [Samples.cartLine(variantId), Samples.cartLine(variantId)]
        const before = yield* Saved.cart({ lines: [going, staying] })
        const next: Cart = {
          ...before,
          customerId: CustomerId.make(Samples.uuid()),
          lines: [
            Samples.cartLine(variantId, { quantity: 7 }),
            { ...staying, quantity: 2, customisation: { message: "Hi" } }
          ],
          delivery: { method: "pickup", storeId },
          updatedAt: Samples.at(50),
          expiresAt: Samples.at(7200)
        }
        const other = { currency: Samples.UGX, createdAt: Samples.at(40), version: 9 }
        assert.isTrue(yield* save({ ...next, ...other }, before))
        assert.deepStrictEqual(yield* read(before.id), { ...next, version: 2 })
        assert.isFalse(yield* save({ ...next, lines: [] }, before), "it has moved on")
        assert.isFalse(yield* save(Samples.cart(), { version: 1 }), "it never was")
        assert.isTrue(yield* save({ ...next, lines: [], delivery: null }, { version: 2 }))
        assert.deepStrictEqual(yield* read(before.id), { ...next, lines: [], delivery: null, version: 3 })
      })
    )

    it.effect("saving answers false, and changes nothing, where a variant or the chosen store does not exist", () =>
      Effect.gen(function* () {
        const { save } = yield* CartStore
        const before = yield* Saved.cart()
        const nowhere = Samples.store().id
        const lines = [Samples.cartLine(Samples.variant().id)]
        assert.isFalse(yield* save({ ...before, lines }, before))
        assert.isFalse(yield* save({ ...before, delivery: { method: "pickup", storeId: nowhere } }, before))
        const delivery = { method: "local", address: Samples.address(), storeId: nowhere } as const
        assert.isFalse(yield* save({ ...before, delivery }, before))
        assert.deepStrictEqual(yield* read(before.id), before)
      })
    )

    it.effect("of many who save one version at once, one does", () =>
      Effect.gen(function* () {
        const { save } = yield* CartStore
        const { variantId } = yield* Saved.stocked(1)
        const before = yield* Saved.cart()
        const answers = yield* Effect.forEach(
          times(8),
          (index) => save({ ...before, lines: [Samples.cartLine(variantId, { quantity: index + 1 })] }, before),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(
          answers.filter((saved) => saved),
          1
        )
        const { lines, version } = yield* read(before.id)
        assert.deepStrictEqual([version, lines.map(({ quantity }) => quantity)], [2, [answers.indexOf(true) + 1]])
      })
    )

    it.effect("a basket tells what its lines and others are and cost, in the cart's currency", () =>
      Effect.gen(function* () {
        const { basket, supply } = yield* CartStore
        const prices = [
          { currency: Samples.KES, amount: 1_000, compareAt: 2_000 },
          { currency: Samples.UGX, amount: 30_000 }
        ] as const
        const fancy = Samples.variant({ prices, optionValues: { size: "L" }, taxClass: "zero", weightGrams: 250 })
        const product = yield* Saved.product({
          leadTimeHours: 24,
          customisations: [{ kind: "text", key: "message", label: "Message", maxLength: 20 }],
          variants: [Samples.variant({ stockPolicy: "untracked" }), fancy]
        })
        const { leadTimeHours, customisations, name } = product
        const offer = {
          variantId: fancy.id,
          productId: product.id,
          productVersion: 1,
          sku: fancy.sku,
          name,
          optionValues: fancy.optionValues,
          unitPrice: 30_000,
          taxClass: fancy.taxClass,
          stockPolicy: fancy.stockPolicy,
          customisations,
          leadTimeHours,
          weightGrams: 250
        }
        const other = product.variants[0]
        const { sku, stockPolicy, taxClass } = other
        const unsold = {
          ...offer,
          variantId: other.id,
          sku,
          optionValues: {},
          unitPrice: null,
          taxClass,
          stockPolicy,
          weightGrams: null
        }
        const lines = [Samples.cartLine(fancy.id), Samples.cartLine(fancy.id, { quantity: 2 })]
        const cart = yield* Saved.cart({ lines, currency: Samples.UGX })
        const unknown = Samples.variant().id
        assert.deepStrictEqual((yield* basket(cart.id, now)).offers, [offer])
        const also = yield* basket(cart.id, now, [other.id, fancy.id, unknown])
        assert.deepStrictEqual(byVariant(also.offers), byVariant([offer, unsold]))
        const supplied = yield* supply([fancy.id, fancy.id, other.id, unknown], Samples.KES)
        assert.deepStrictEqual(
          byVariant(supplied.offers),
          byVariant([
            { ...offer, unitPrice: 1_000 },
            { ...unsold, unitPrice: 100_000 }
          ])
        )
        assert.deepStrictEqual((yield* supply([], Samples.KES)).offers, [])
      })
    )

    it.effect("only what is active is offered; the lines of the rest stay in the cart", () =>
      Effect.gen(function* () {
        const { basket } = yield* CartStore
        const all = [yield* Saved.product(), yield* Saved.product(), yield* Saved.product()] as const
        const lines = all.map(({ variants }) => Samples.cartLine(variants[0].id))
        const cart = yield* Saved.cart({ lines })
        yield* Saved.replaced({ ...all[0], status: "draft" }, all[0])
        yield* Saved.replaced({ ...all[1], status: "archived" }, all[1])
        const found = yield* basket(cart.id, now)
        assert.deepStrictEqual(found.cart, cart)
        assert.deepStrictEqual(
          found.offers.map(({ productId }) => productId),
          [all[2].id]
        )
      })
    )

    it.effect("stores stand by name and id, with what they have of each variant", () =>
      Effect.gen(function* () {
        const { basket, supply } = yield* CartStore
        const stores = [
          yield* Saved.store({ name: "Östlich", point: null, serviceRadiusKm: 3.5, pickup: false }),
          yield* Saved.store({ name: "ostlich", delivers: false }),
          yield* Saved.store({ name: "Accra" })
        ] as const
        const tracked = yield* Saved.stocked(5, { storeId: stores[0].id })
        const backorder = yield* Saved.stocked(2, { storeId: stores[1].id, policy: "backorder" })
        const untracked = yield* Saved.stocked(0, { storeId: stores[2].id, policy: "untracked" })
        const { allocate } = yield* InventoryStore
        yield* allocate(stores[0].id, [{ variantId: tracked.variantId, quantity: 2 }])
        yield* allocate(stores[1].id, [{ variantId: backorder.variantId, quantity: 6 }])
        const variants = [tracked, backorder, untracked].map(({ variantId }) => variantId)
        const expected = stores
          .map(({ delivers, id, name, pickup, point, serviceRadiusKm }) => ({
            storeId: id,
            name,
            point,
            serviceRadiusKm,
            pickup,
            delivers,
            levels: [
              ...(id === stores[0].id ? [{ variantId: tracked.variantId, available: 3 }] : []),
              ...(id === stores[1].id ? [{ variantId: backorder.variantId, available: -4 }] : [])
            ]
          }))
          .toSorted(
            (a, b) => Text.compare(Text.sortKey(a.name), Text.sortKey(b.name)) || Text.compare(a.storeId, b.storeId)
          )
        const cart = yield* Saved.cart({ lines: [Samples.cartLine(tracked.variantId)] })
        const own = new Set<string>(stores.map(({ id }) => id))
        for (const found of [yield* supply(variants, Samples.KES), yield* basket(cart.id, now, variants)]) {
          const mine = found.stores
            .filter(({ storeId }) => own.has(storeId))
            // A level that is missing has nothing, and so has one that is empty.
            .map((store) => ({ ...store, levels: store.levels.filter(({ available }) => available !== 0) }))
          assert.deepStrictEqual(mine, expected)
          const keys = found.stores.map(({ name }) => Text.sortKey(name))
          assert.deepStrictEqual(keys, keys.toSorted(Text.compare))
        }
      })
    )

    it.effect("a cart that is removed is gone", () =>
      Effect.gen(function* () {
        const { basket, remove, save } = yield* CartStore
        const cart = yield* Saved.cart({ delivery: { method: "local", address: Samples.address() } })
        yield* remove(cart.id)
        assert.strictEqual(yield* refusal(basket(cart.id, now)), "CartNotFound")
        assert.deepStrictEqual(told(yield* Effect.flip(remove(cart.id))), { _tag: "CartNotFound", cartId: cart.id })
        assert.isFalse(yield* save(cart, cart))
      })
    )

    it.effect("of the carts that have expired so many go, the longest expired first, and no other", () =>
      Effect.gen(function* () {
        const { basket, remove, removeExpired } = yield* CartStore
        // Long before anybody else's.
        const at = (seconds: number) => Samples.at(seconds - 3600 * 24 * 3_650)
        const carts = yield* Effect.forEach([3, 1, 2, 9], (seconds) => Saved.cart({ expiresAt: at(seconds) }))
        const left = Effect.map(
          Effect.forEach(carts, ({ id }) => Effect.result(basket(id, at(0)))),
          (all) => all.map(({ _tag }) => _tag === "Success")
        )
        assert.strictEqual(yield* removeExpired(at(0), 10), 0)
        assert.strictEqual(yield* removeExpired(at(3), 2), 2)
        assert.deepStrictEqual(yield* left, [true, false, false, true])
        assert.strictEqual(yield* removeExpired(at(3), 2), 1)
        assert.strictEqual(yield* removeExpired(at(3), 2), 0)
        assert.deepStrictEqual(yield* left, [false, false, false, true])
        for (const { id } of carts.slice(3)) yield* remove(id)
      })
    )

    opening(it)
    emptying(it)
  })
