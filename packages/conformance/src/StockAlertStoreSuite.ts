import {
  CustomerId,
  CustomerStore,
  ProductStore,
  type StockAlert,
  stockAlertLimits,
  StockAlertStore,
  type StoragePorts,
  UnitOfWork,
  VariantId
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { refusal, tally, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const most = stockAlertLimits.alertsMax

/** So many variants of one product, sold out. */
const soldOut = (count: number) =>
  Effect.map(
    Saved.product({ variants: [Samples.variant(), ...times(count - 1).map(() => Samples.variant())] }),
    (product) => {
      const ids = product.variants.map(({ id }) => id)
      const named = (index: number): VariantId => ids[index] ?? product.variants[0].id
      return { product, ids, one: named(0), two: named(1), three: named(2) }
    }
  )

const person = Effect.map(Effect.suspend(Saved.customer), ({ id }) => id)

const people = (count: number) => Effect.forEach(times(count), () => person)

const asked = (customerId: CustomerId, variantId: VariantId, seconds = 0): StockAlert => ({
  customerId,
  variantId,
  askedAt: Samples.at(seconds)
})

const mine = (customerId: CustomerId, sizes?: ReadonlyArray<number>) =>
  Effect.flatMap(StockAlertStore, ({ list }) => everyWay((slice) => list(customerId, slice), sizes))

/** The laws of `StockAlertStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`StockAlertStore (${adapter})`, (it) => {
    it.effect("whoever asks again is answered with what he asked first, until he takes it back", () =>
      Effect.gen(function* () {
        const { add, remove } = yield* StockAlertStore
        const { one: id, two: other } = yield* soldOut(2)
        const [me, you] = [yield* person, yield* person]
        const first = asked(me, id)
        assert.deepStrictEqual(yield* add(first), { alert: first, isNew: true })
        assert.deepStrictEqual(yield* add(asked(me, id, 9)), { alert: first, isNew: false })
        const rest = [asked(me, other, 1), asked(you, id, 2)]
        for (const alert of rest) yield* add(alert)
        yield* remove(first)
        yield* remove(first)
        assert.deepStrictEqual([...(yield* mine(me)), ...(yield* mine(you))], rest)
        const later = asked(me, id, 20)
        assert.deepStrictEqual(yield* add(later), { alert: later, isNew: true })
      })
    )

    it.effect("a list stands newest first, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { add } = yield* StockAlertStore
        const { ids, one } = yield* soldOut(11)
        const [me, you] = [yield* person, yield* person]
        const all = ids.map((id, index) => asked(me, id, index % 4))
        for (const alert of all) yield* add(alert)
        yield* add(asked(you, one))
        const sorted = all.toSorted((a, b) =>
          a.askedAt === b.askedAt ? (a.variantId < b.variantId ? 1 : -1) : a.askedAt < b.askedAt ? 1 : -1
        )
        assert.deepStrictEqual(yield* mine(me, [1, 4, 50]), sorted)
      })
    )

    it.effect("nobody waits for what is not there, and who is not known waits for nothing", () =>
      Effect.gen(function* () {
        const { add } = yield* StockAlertStore
        const { replace } = yield* ProductStore
        const customers = yield* CustomerStore
        const { one: staying, product, two: going } = yield* soldOut(2)
        const { id: storeId } = yield* Saved.store()
        yield* Saved.received(going, storeId, 1)
        const [me, erased] = [yield* person, yield* person]
        // It is kept for the books.
        yield* replace({ ...product, variants: [product.variants[0]] }, product)
        yield* customers.remove(erased, Samples.at(1))
        for (const variantId of [going, VariantId.make(Samples.uuid())]) {
          const refused = yield* Effect.flip(add(asked(me, variantId)))
          assert.deepStrictEqual(told(refused), { _tag: "VariantNotFound", variantId })
        }
        for (const customerId of [erased, CustomerId.make(Samples.uuid())]) {
          for (const variantId of [staying, going]) {
            const refused = yield* Effect.flip(add(asked(customerId, variantId)))
            assert.deepStrictEqual(told(refused), { _tag: "CustomerNotFound", customerId })
          }
        }
      })
    )

    it.effect(`a customer has ${most} at most, however many he asks for at once`, () =>
      Effect.gen(function* () {
        const { add, remove } = yield* StockAlertStore
        const { ids, one } = yield* soldOut(most)
        const { ids: more } = yield* soldOut(8)
        const [me, you] = [yield* person, yield* person]
        yield* Effect.forEach(ids.slice(0, most - 3), (id) => add(asked(me, id)), { concurrency: 8 })
        const outcomes = yield* Effect.forEach(
          more,
          (id) =>
            add(asked(me, id)).pipe(Effect.match({ onFailure: ({ _tag }): string => _tag, onSuccess: () => "added" })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(tally(outcomes), { added: 3, TooManyStockAlerts: 5 })
        assert.lengthOf(yield* mine(me, [50]), most)
        const last = asked(me, ids[most - 1] ?? one)
        assert.deepStrictEqual(told(yield* Effect.flip(add(last))), { _tag: "TooManyStockAlerts", alertsMax: most })
        // What is asked again is not one more, and others' do not count.
        assert.isFalse((yield* add(asked(me, one, 9))).isNew)
        assert.isTrue((yield* add(asked(you, one))).isNew)
        yield* remove(asked(me, one))
        assert.isTrue((yield* add(last)).isNew)
      })
    )

    it.effect("of several that ask for the same at once one is new, and all are answered with it", () =>
      Effect.gen(function* () {
        const { add } = yield* StockAlertStore
        const { one: id } = yield* soldOut(1)
        const me = yield* person
        const all = yield* Effect.forEach(times(8), (index) => add(asked(me, id, index)), {
          concurrency: "unbounded"
        })
        assert.strictEqual(all.filter(({ isNew }) => isNew).length, 1)
        const kept = yield* mine(me)
        assert.deepStrictEqual(
          all.map(({ alert }) => alert),
          times(8).flatMap(() => kept)
        )
      })
    )

    it.effect("they are taken a few at a time, those that have waited longest first, and no others", () =>
      Effect.gen(function* () {
        const { add, take } = yield* StockAlertStore
        const { one: id, two: other } = yield* soldOut(2)
        const all = (yield* people(5)).map((customerId, index) => asked(customerId, id, 10 - index))
        for (const alert of all) yield* add(alert)
        const [first] = all
        assert(first !== undefined)
        yield* add({ ...first, variantId: other })
        const oldest = all.toReversed()
        assert.deepStrictEqual(yield* take(id, 2), oldest.slice(0, 2))
        assert.deepStrictEqual(yield* take(id, 10), oldest.slice(2))
        assert.deepStrictEqual(yield* take(id, 10), [])
        assert.deepStrictEqual(yield* mine(first.customerId), [{ ...first, variantId: other }])
      })
    )

    it.effect("each is taken once, by however many at the same time", () =>
      Effect.gen(function* () {
        const { add, take } = yield* StockAlertStore
        const { commit } = yield* UnitOfWork
        const { one: id } = yield* soldOut(1)
        const all = (yield* people(40)).map((customerId) => asked(customerId, id))
        yield* Effect.forEach(all, add, { concurrency: 8 })
        const taken: Array<StockAlert> = []
        const taking = Effect.map(commit(take(id, 3)), (some) => void taken.push(...some))
        // Who finds none because others are just taking them comes again, as the jobs of those others do.
        for (let round = 0; round < 20 && taken.length < all.length; round++) {
          yield* Effect.forEach(times(6), () => taking, { concurrency: "unbounded" })
        }
        const names = (alerts: ReadonlyArray<StockAlert>) => alerts.map(({ customerId }) => customerId).toSorted()
        assert.deepStrictEqual(names(taken), names(all))
      })
    )

    it.effect("what is added, taken or forgotten is part of its unit", () =>
      Effect.gen(function* () {
        const { add, forget, remove, take } = yield* StockAlertStore
        const { commit } = yield* UnitOfWork
        const { one: id, two: other } = yield* soldOut(2)
        const me = yield* person
        const kept = asked(me, id)
        yield* add(kept)
        const undone = [add(asked(me, other)), take(id, 5), forget(me), remove(kept)]
        for (const change of undone) yield* Effect.flip(commit(Effect.andThen(change, Effect.fail("no" as const))))
        assert.deepStrictEqual(yield* mine(me), [kept])
      })
    )

    it.effect("a variant takes its alerts along when it leaves its product, for the books or for good", () =>
      Effect.gen(function* () {
        const { add, take } = yield* StockAlertStore
        const { remove, replace } = yield* ProductStore
        const { ids, one: staying, product, three: forgotten, two: booked } = yield* soldOut(3)
        const { product: another, variantId: also } = yield* Saved.stocked(0)
        const { id: storeId } = yield* Saved.store()
        yield* Saved.received(booked, storeId, 1)
        const me = yield* person
        for (const id of [...ids, also]) yield* add(asked(me, id))
        const saved = yield* replace({ ...product, variants: [product.variants[0]] }, product)
        const left = (yield* mine(me)).map(({ variantId }) => variantId)
        assert.deepStrictEqual(left.toSorted(), [staying, also].toSorted())
        assert.strictEqual(yield* remove(another.id, { at: Samples.at(9) }), "removed")
        assert.deepStrictEqual(yield* mine(me), [asked(me, staying)])
        for (const id of [booked, forgotten, also]) assert.deepStrictEqual(yield* take(id, 5), [])
        // One that comes back begins anew.
        yield* replace({ ...saved, variants: product.variants }, saved)
        assert.deepStrictEqual(yield* mine(me), [asked(me, staying)])
      })
    )

    it.effect("a product that is archived keeps those who wait", () =>
      Effect.gen(function* () {
        const { add } = yield* StockAlertStore
        const { replace } = yield* ProductStore
        const { one: id, product } = yield* soldOut(1)
        const me = yield* person
        yield* add(asked(me, id))
        yield* replace({ ...product, status: "archived" }, product)
        assert.deepStrictEqual(yield* mine(me), [asked(me, id)])
      })
    )

    it.effect("who is forgotten waits for nothing any more, and others go on waiting", () =>
      Effect.gen(function* () {
        const { add, forget } = yield* StockAlertStore
        const { ids, one } = yield* soldOut(3)
        const [me, you] = [yield* person, yield* person]
        for (const id of ids) yield* add(asked(me, id))
        yield* add(asked(you, one))
        yield* forget(me)
        assert.deepStrictEqual([...(yield* mine(me)), ...(yield* mine(you))], [asked(you, one)])
        assert.strictEqual(yield* refusal(add(asked(me, VariantId.make(Samples.uuid())))), "VariantNotFound")
      })
    )
  })
