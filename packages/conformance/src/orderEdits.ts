/** Orders whose lines change before anything was shipped. */
import { type Order, OrderId, OrderStore, ProductStore, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { order as orderOf } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const ordered = Effect.fnUntraced(function* () {
  const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
  const lines = [
    { product, quantity: 3 },
    { product, quantity: 2 }
  ] as const
  return yield* Saved.placed({ storeId, lines })
})

/** The order without its first line, with more of the second one, and with two of another product. */
const changed = Effect.fnUntraced(function* (order: Order) {
  const { product } = yield* Saved.stocked(0, { policy: "untracked" })
  const { lines } = orderOf({ storeId: order.storeId, lines: [{ product, quantity: 2 }] })
  const second = order.lines[1] ?? order.lines[0]
  const gross = second.unitPrice * 7
  const more = { ...second, quantity: 7, gross, discount: 10, total: gross - 10 }
  const added = { ...lines[0], position: 2 }
  const subtotal = more.gross + added.gross
  const next: Order = {
    ...order,
    lines: [more, added],
    totals: { subtotal, discount: 10, delivery: 40, rounding: -30, tax: 7, total: subtotal },
    leadTimeHours: 48,
    note: "More of it",
    payments: { authorised: 900, captured: 900, refunded: 100, refunding: 0, open: false },
    timeline: [
      ...order.timeline,
      { at: Samples.at(60), event: "edit", status: order.status, by: "staff", reason: "She called" }
    ],
    updatedAt: Samples.at(60)
  }
  return { next, product, products: [{ productId: product.id, version: product.version }] }
})

export const editing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("an edit puts other lines, sums and lead time in place of what was sold, as the next version", () =>
    Effect.gen(function* () {
      const { edit, get, save } = yield* OrderStore
      const before = yield* ordered()
      const { next, products } = yield* changed(before)
      const forged = { currency: Samples.UGX, createdAt: Samples.at(500), number: 1, version: 40 }
      assert.deepStrictEqual(yield* edit({ ...next, ...forged }, { version: 1, products }), { ...next, version: 2 })
      assert.deepStrictEqual(yield* get(before.id), { ...next, version: 2 })
      const again: Order = { ...next, lines: [next.lines[0]], updatedAt: Samples.at(61) }
      const last: Order = { ...again, version: 3 }
      assert.deepStrictEqual(yield* edit(again, { version: 2, products: [] }), last)
      const started: Order = { ...last, status: "processing" }
      assert.deepStrictEqual(yield* save(started, last), { ...started, version: 4 })
    })
  )

  it.effect("what an edit adds was ordered: it is kept for the books", () =>
    Effect.gen(function* () {
      const { edit } = yield* OrderStore
      const catalog = yield* ProductStore
      const before = yield* ordered()
      const { next, product, products } = yield* changed(before)
      yield* edit(next, { version: 1, products })
      const outcome = yield* catalog.remove(product.id, { at: Samples.at(70) })
      assert.strictEqual(outcome, "archived")
    })
  )

  it.effect("an order is not edited at another version, and of many who edit at once, one does", () =>
    Effect.gen(function* () {
      const { edit, get } = yield* OrderStore
      const before = yield* ordered()
      const { next, products } = yield* changed(before)
      const read = { version: 1, products }
      const stale = yield* Effect.flip(edit(next, { version: 3, products }))
      assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 3, actual: 1 })
      assert.strictEqual(yield* refusal(edit({ ...next, id: OrderId.make(Samples.uuid()) }, read)), "OrderNotFound")
      assert.deepStrictEqual(yield* get(before.id), before)
      const one = (index: number) => Effect.result(edit({ ...next, note: `Note ${index}` }, read))
      const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
      assert.deepStrictEqual(
        answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
        [yield* get(before.id)]
      )
    })
  )

  it.effect("an edit does nothing when a product that its prices rest on has changed, or has gone", () =>
    Effect.gen(function* () {
      const { edit, get } = yield* OrderStore
      const catalog = yield* ProductStore
      const before = yield* ordered()
      const { next, product, products } = yield* changed(before)
      const other = [{ productId: product.id, version: product.version + 1 }]
      assert.isNull(yield* edit(next, { version: 1, products: other }))
      yield* catalog.remove(product.id, { at: Samples.at(70) })
      assert.isNull(yield* edit(next, { version: 1, products }))
      assert.strictEqual(yield* refusal(edit(next, { version: 3, products: other })), "VersionConflict")
      assert.deepStrictEqual(yield* get(before.id), before)
    })
  )
}
