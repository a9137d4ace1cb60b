/** The laws of people who are erased: what is sold to them meanwhile, and afterwards. */
import {
  type Cart,
  CartStore,
  CheckoutStore,
  CurrentActor,
  type CustomerId,
  Customers,
  CustomerStore,
  DraftOrderStore,
  Duka,
  SecretKey,
  StockAlertStore,
  type StoragePorts
} from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { refusal, tagOf, tally, times } from "./outcomes.ts"
import { again, placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const useCases = Duka.layer.pipe(Layer.provide(SecretKey.layerRandom))

/** The tag of the refusal; null when the person is erased. */
const erased = (id: CustomerId) =>
  Effect.flatMap(Customers, ({ erase }) => erase(id)).pipe(
    Effect.provideService(CurrentActor, { _tag: "System" }),
    Effect.match({ onFailure: (failure): string | null => failure._tag, onSuccess: () => null })
  )

const isOpen = ({ id }: Cart) => Effect.flatMap(CartStore, ({ basket }) => Effect.isSuccess(basket(id, Samples.at(1))))

/** Runs all of them at once, the first one somewhere between the others. */
const amid = <A, B, E, F, R, S>(
  first: Effect.Effect<A, E, R>,
  others: ReadonlyArray<Effect.Effect<B, F, S>>,
  place: number
) =>
  Effect.gen(function* () {
    const before = others.slice(0, place % (others.length + 1))
    const after = others.slice(before.length)
    const all = <C, G, T>(effects: ReadonlyArray<Effect.Effect<C, G, T>>) =>
      Effect.all(effects, { concurrency: "unbounded" })
    const [earlier, answer, later] = yield* Effect.all([all(before), first, all(after)], { concurrency: "unbounded" })
    return [answer, [...earlier, ...later]] as const
  })

export const erasing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("nothing is sold to a customer who was removed, though the first orders are answered again", () =>
    Effect.gen(function* () {
      const customers = yield* CustomerStore
      const { place } = yield* CheckoutStore
      const { insert, save } = yield* CartStore
      const person = yield* Saved.customer()
      const customerId = person.id
      const stocked = yield* Saved.stocked(9)
      const { product, storeId } = stocked
      const wanted = { storeId, customerId, lines: [{ product, quantity: 1 }] } as const
      const first = placement(wanted)
      assert.strictEqual(yield* tagOf(place(first)), "placed")
      const guests = yield* Saved.cart()
      yield* customers.remove(customerId, Samples.at(10))
      assert.strictEqual(yield* tagOf(place(again(first))), "replayed")
      const missing = { id: Samples.cart().id, version: 1 }
      for (const changes of [{}, { cart: missing }, { lines: [{ product, quantity: 99 }] as const }]) {
        assert.strictEqual(yield* refusal(place(placement({ ...wanted, ...changes }))), "CustomerNotFound")
      }
      assert.deepStrictEqual(yield* Saved.counts(stocked), [9, 1])
      assert.isFalse(yield* insert(Samples.cart({ customerId })))
      assert.isFalse(yield* save({ ...guests, customerId }, guests))
      assert.isTrue(yield* isOpen(guests))
      // Whoever is known again is a customer again.
      yield* customers.insert(person)
      assert.strictEqual(yield* tagOf(place(placement(wanted))), "placed")
      assert.isTrue(yield* save({ ...guests, customerId }, guests))
    })
  )

  it.effect("a person who is erased while they order: either is told of the other, and no contact stays behind", () =>
    Effect.gen(function* () {
      const { get } = yield* CustomerStore
      const { place } = yield* CheckoutStore
      const { product, storeId } = yield* Saved.stocked(1_000)
      for (const round of times(60)) {
        const person = yield* Saved.customer()
        const wanted = { storeId, customerId: person.id, lines: [{ product, quantity: 1 }] } as const
        const closed = yield* Saved.placed({ ...wanted, changes: { status: "cancelled" } })
        const cart = yield* Saved.cart({ customerId: person.id })
        const asked = times(4).map((index) => placement(index === 2 ? { ...wanted, cart } : wanted))
        const placing = asked.map((one) => Effect.map(tagOf(place(one)), (tag) => ({ tag, one })))
        const [refused, answers] = yield* amid(erased(person.id), placing, round)
        const tags = tally(answers.map(({ tag }) => tag))
        const kept = yield* Saved.keptOrder(closed.id)
        if (refused === null) {
          assert.deepStrictEqual(tags, { CustomerNotFound: 4 })
          assert.deepStrictEqual([kept.customerId, kept.contact], [null, null])
          assert.strictEqual(yield* refusal(get(person.id)), "CustomerNotFound")
        } else {
          assert.deepStrictEqual([refused, tags], ["OrdersOpen", { placed: 4 }])
          assert.deepStrictEqual(kept, closed)
          assert.deepStrictEqual(yield* get(person.id), person)
          for (const { one } of answers) {
            const { contact, customerId } = yield* Saved.keptOrder(one.order.id)
            assert.deepStrictEqual([customerId, contact], [person.id, one.order.contact])
          }
        }
      }
    }).pipe(Effect.provide(useCases))
  )

  it.effect("a cart that a person gets while they are erased goes with them", () =>
    Effect.gen(function* () {
      const { insert, openOf, save } = yield* CartStore
      for (const round of times(30)) {
        const { id: customerId } = yield* Saved.customer()
        const [own, guests] = [yield* Saved.cart({ customerId }), yield* Saved.cart({ currency: Samples.UGX })]
        const other = Samples.cart({ customerId, currency: Samples.UGX })
        const getting = [save(own, own), insert(other), save({ ...guests, customerId }, guests)]
        const [refused] = yield* amid(erased(customerId), getting, round)
        assert.isNull(refused)
        for (const currency of [Samples.KES, Samples.UGX])
          assert.isNull(yield* openOf(customerId, currency, Samples.at(1)))
        assert.isFalse(yield* isOpen(own))
        assert.isFalse(yield* isOpen(other))
      }
    }).pipe(Effect.provide(useCases))
  )

  it.effect("a draft that a person gets while they are erased goes with them, or is refused", () =>
    Effect.gen(function* () {
      const { allOf, get, insert, save } = yield* DraftOrderStore
      for (const round of times(30)) {
        const { id: customerId } = yield* Saved.customer()
        const [own, guests] = [yield* Saved.draftOrder({ customerId }), yield* Saved.draftOrder()]
        const getting = [
          save({ ...own, note: "Later" }, own),
          insert(Samples.draftOrder({ customerId })),
          save({ ...guests, customerId }, guests)
        ].map((one) => Effect.result(one))
        const [refused] = yield* amid(erased(customerId), getting, round)
        assert.isNull(refused)
        assert.deepStrictEqual(yield* allOf(customerId, Samples.at(1)), [])
        assert.strictEqual(yield* refusal(get(own.id, Samples.at(1))), "DraftOrderNotFound")
      }
    }).pipe(Effect.provide(useCases))
  )

  it.effect("a stock alert that a person asks for while they are erased goes with them, or is refused", () =>
    Effect.gen(function* () {
      const { add, list } = yield* StockAlertStore
      const { variants } = yield* Saved.product({ variants: [Samples.variant(), Samples.variant()] })
      for (const round of times(30)) {
        const { id: customerId } = yield* Saved.customer()
        yield* add({ customerId, variantId: variants[0].id, askedAt: Samples.at(0) })
        const asking = variants.map(({ id: variantId }) =>
          Effect.result(add({ customerId, variantId, askedAt: Samples.at(1) }))
        )
        const [refused] = yield* amid(erased(customerId), asking, round)
        assert.isNull(refused)
        assert.deepStrictEqual((yield* list(customerId, { _tag: "Numbered", page: 1, size: 5 })).total, 0)
        const late = add({ customerId, variantId: variants[0].id, askedAt: Samples.at(2) })
        assert.strictEqual(yield* refusal(late), "CustomerNotFound")
      }
    }).pipe(Effect.provide(useCases))
  )
}
