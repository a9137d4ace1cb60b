import {
  CustomerId,
  type Order,
  type OrderFilter,
  OrderId,
  OrderStore,
  ReturnStore,
  ShipmentStore,
  type StoragePorts
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { editing } from "./orderEdits.ts"
import { everyWay } from "./paging.ts"
import type { Wanted } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const customerId = () => CustomerId.make(Samples.uuid())

/** An order of two lines. */
const ordered = Effect.fnUntraced(function* (wanted: Partial<Wanted> = {}) {
  const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
  const lines = [
    { product, quantity: 3 },
    { product, quantity: 2 }
  ] as const
  return yield* Saved.placed({ storeId, lines, ...wanted })
})

const newestFirst = (a: Order, b: Order) =>
  a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1

/** The order once its first line was shipped, with everything changed that may change. */
const movedOn = (order: Order): Order => {
  const [first, ...rest] = order.lines
  return {
    ...order,
    status: "processing",
    contact: { name: "Another buyer", email: "another@example.com" },
    recipient: null,
    delivery: { method: "local", address: Samples.address({ city: "Thika", note: "New gate" }) },
    note: "Changed",
    collection: { amount: { amount: 500_000, currency: order.currency }, means: "mpesa", receipt: "QK12345" },
    payments: { authorised: 700, captured: 500, refunded: 20, refunding: 30, open: true },
    lines: [{ ...first, shipped: 2, cancelled: 1, delivered: 1, returned: 1 }, ...rest],
    timeline: [
      ...order.timeline,
      { at: Samples.at(60), event: "ship_part", status: "processing", by: "staff", reason: "first parcel" }
    ],
    updatedAt: Samples.at(60),
    deliveredAt: Samples.at(59)
  }
}

/** The laws of `OrderStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`OrderStore (${adapter})`, (it) => {
    editing(it)

    it.effect("an order is read as it was placed", () =>
      Effect.gen(function* () {
        const { get } = yield* OrderStore
        const order = yield* ordered({ customerId: customerId() })
        assert.deepStrictEqual(yield* get(order.id), order)
        const id = OrderId.make(Samples.uuid())
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "OrderNotFound", orderId: id })
      })
    )

    it.effect("lists stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* OrderStore
        const owner = customerId()
        const statuses = ["confirmed", "pending", "cancelled"] as const
        const own = yield* Effect.forEach(times(10), (index) => {
          const status = statuses[index % 3] ?? "confirmed"
          return ordered({ customerId: owner, at: Samples.at(index >> 2), changes: { status } })
        })
        const expected = own.toSorted(newestFirst)
        assert.deepStrictEqual(yield* everyWay((slice) => list({ customerId: owner }, slice), [1, 3, 4]), expected)
        const { next } = yield* list({ customerId: owner }, { _tag: "After", limit: 4, position: null })
        const fourth = expected[3]
        assert(fourth !== undefined)
        assert.deepStrictEqual(next, { sort: "-createdAt", value: fourth.createdAt, id: fourth.id })
        const numbers = own.slice(0, 2).map(({ number }) => number)
        const filters: ReadonlyArray<OrderFilter> = [
          ...statuses.map((status) => ({ customerId: owner, status })),
          { customerId: owner, status: "shipped" },
          ...numbers.flatMap((number) => [
            { number },
            { number, customerId: owner },
            { number, status: "pending" as const }
          ]),
          { customerId: customerId(), number: numbers[0] ?? 0 }
        ]
        for (const filter of filters) {
          const found = yield* everyWay((slice) => list(filter, slice), [2])
          const isFound = ({ customerId, number, status }: Order) =>
            (filter.customerId ?? customerId) === customerId &&
            (filter.status ?? status) === status &&
            (filter.number ?? number) === number
          assert.deepStrictEqual(found, expected.filter(isFound), JSON.stringify(filter))
        }
        const all = yield* everyWay((slice) => list({}, slice), [50])
        assert.deepStrictEqual(
          all.filter((order) => order.customerId === owner),
          expected
        )
        assert.deepStrictEqual(all, all.toSorted(newestFirst))
      })
    )

    it.effect("saving keeps what may change as the next version, and adds to the timeline", () =>
      Effect.gen(function* () {
        const { get, save } = yield* OrderStore
        const before = yield* ordered({ customerId: customerId() })
        const next = movedOn(before)
        const saved = yield* save({ ...next, version: 40 }, before)
        assert.deepStrictEqual(saved, { ...next, version: 2 })
        assert.deepStrictEqual(yield* get(before.id), saved)
        const closing = {
          at: Samples.at(70),
          event: "deliver",
          status: "delivered",
          by: "system",
          reason: null
        } as const
        const twice: Order = { ...saved, timeline: [...saved.timeline, closing, { ...closing, at: Samples.at(71) }] }
        assert.deepStrictEqual((yield* save(twice, saved)).timeline, twice.timeline)
        assert.deepStrictEqual(yield* get(before.id), { ...twice, version: 3 })
      })
    )

    it.effect("what was sold, and the timeline as it is kept, never change", () =>
      Effect.gen(function* () {
        const { get, save } = yield* OrderStore
        const before = yield* ordered({ customerId: customerId() })
        const [line, ...rest] = before.lines
        const [step, ...steps] = before.timeline
        const forged: Order = {
          ...before,
          status: "processing",
          totals: { ...before.totals, total: 1 },
          currency: Samples.UGX,
          lines: [{ ...line, name: "Other", unitPrice: 1, total: 1, customisation: [], shipped: 1 }, ...rest],
          timeline: [{ ...step, reason: "forged" }, ...steps],
          leadTimeHours: 900,
          createdAt: Samples.at(500)
        }
        const lines: Order["lines"] = [{ ...line, shipped: 1 }, ...rest]
        const expected: Order = { ...before, status: "processing", lines, version: 2 }
        assert.deepStrictEqual(yield* save(forged, before), expected)
        assert.deepStrictEqual(yield* get(before.id), expected)
      })
    )

    it.effect("an order is not saved at another version, and of many who save at once, one does", () =>
      Effect.gen(function* () {
        const { get, save } = yield* OrderStore
        const before = yield* ordered()
        const stale = yield* Effect.flip(save(movedOn(before), { version: 3 }))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 3, actual: 1 })
        const unknown = { ...before, id: OrderId.make(Samples.uuid()) }
        assert.strictEqual(yield* refusal(save(unknown, before)), "OrderNotFound")
        assert.deepStrictEqual(yield* get(before.id), before)
        const step = (index: number): Order["timeline"][number] => ({ ...before.timeline[0], reason: `Clerk ${index}` })
        const one = (index: number) =>
          Effect.result(save({ ...before, note: `Note ${index}`, timeline: [...before.timeline, step(index)] }, before))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id)]
        )
        assert.lengthOf((yield* get(before.id)).timeline, before.timeline.length + 1)
      })
    )

    it.effect("a customer's open orders are those that are neither delivered nor cancelled, by number", () =>
      Effect.gen(function* () {
        const { openOf } = yield* OrderStore
        const owner = customerId()
        const statuses = ["delivered", "pending", "cancelled", "confirmed", "processing", "shipped"] as const
        const own = yield* Effect.forEach(statuses, (status) => ordered({ customerId: owner, changes: { status } }))
        yield* ordered({ customerId: customerId() })
        const open = own.filter(({ status }) => status !== "delivered" && status !== "cancelled")
        assert.deepStrictEqual(
          yield* openOf(owner),
          open.map(({ number }) => number)
        )
        assert.deepStrictEqual(yield* openOf(customerId()), [])
      })
    )

    it.effect("guests' orders with an email become the customer's, whatever its case, and nobody else's", () =>
      Effect.gen(function* () {
        const { get, join } = yield* OrderStore
        const [owner, other] = [customerId(), customerId()]
        const email = `amina-${owner}@example.com`
        const orderedBy = (contact: Order["contact"], more: Partial<Wanted> = {}) =>
          ordered({ changes: { contact }, ...more })
        const guests = [
          yield* orderedBy({ name: "Amina", email }),
          yield* orderedBy({ name: "Amina", email: email.toUpperCase() })
        ]
        const others = [
          yield* orderedBy({ name: "Amina", email }, { customerId: other }),
          yield* orderedBy({ name: "Amina", email: `x${email}` }),
          yield* orderedBy({ name: "Amina", phone: "+254700000001" })
        ]
        yield* join(owner, email, Samples.at(700))
        yield* join(owner, email, Samples.at(701))
        for (const order of guests) {
          const joined = { ...order, customerId: owner, version: 2, updatedAt: Samples.at(700) }
          assert.deepStrictEqual(yield* get(order.id), joined)
        }
        for (const order of others) assert.deepStrictEqual(yield* get(order.id), order)
      })
    )

    it.effect("anonymising reaches what is told of shipments and returns", () =>
      Effect.gen(function* () {
        const { anonymise } = yield* OrderStore
        const [shipments, returns] = [yield* ShipmentStore, yield* ReturnStore]
        const owner = customerId()
        const [own, other] = [yield* ordered({ customerId: owner }), yield* ordered({ customerId: customerId() })]
        const sent = [own, other].map(({ id }) => Samples.shipment(id))
        const plain = Samples.shipment(own.id, { note: null })
        for (const shipment of [...sent, plain]) yield* shipments.insert(shipment, null)
        const back = [own, other].map(({ id }) => Samples.returned(id, { reason: "Amina says so" }))
        for (const one of back) yield* returns.insert(one, Samples.request())
        yield* anonymise(owner, Samples.at(900))
        const [mine, theirs] = sent
        const [mineBack, theirsBack] = back
        assert(mine !== undefined && theirs !== undefined && mineBack !== undefined && theirsBack !== undefined)
        const moved = { version: 2, updatedAt: Samples.at(900) }
        assert.deepStrictEqual(yield* shipments.get(mine.id), { ...mine, note: null, ...moved })
        assert.deepStrictEqual(yield* shipments.get(theirs.id), theirs)
        assert.deepStrictEqual(yield* shipments.get(plain.id), plain)
        const lines = mineBack.lines.map((line) => ({ ...line, reason: null }))
        assert.deepStrictEqual(yield* returns.get(mineBack.id), { ...mineBack, reason: null, lines, ...moved })
        assert.deepStrictEqual(yield* returns.get(theirsBack.id), theirsBack)
      })
    )

    it.effect("anonymised orders keep what was sold and where to, and nothing of who it was", () =>
      Effect.gen(function* () {
        const { anonymise, get, list, openOf, save } = yield* OrderStore
        const owner = customerId()
        const { id: storeId } = yield* Saved.store()
        const bare = { firstName: "Asked", lines: ["Line"], city: "Kisumu", country: "KE" } as const
        const before = [
          yield* ordered({ customerId: owner }),
          yield* ordered({ customerId: owner, delivery: { method: "pickup", storeId } }),
          yield* ordered({ customerId: owner, delivery: { method: "local", address: bare } })
        ]
        const other = yield* ordered({ customerId: customerId() })
        const moved = yield* save(movedOn(yield* ordered({ customerId: owner })), { version: 1 })
        const unpaid = yield* ordered({ customerId: owner })
        yield* save({ ...unpaid, collection: { reason: "Amina was not at home" } }, { version: 1 })
        yield* anonymise(owner, Samples.at(900))
        const erased = { firstName: "erased", lines: ["erased"], country: "KE" }
        const places = [
          { method: "local", address: { ...erased, city: "Nairobi", county: "Nairobi" }, storeId: before[0]?.storeId },
          { method: "pickup", storeId },
          { method: "local", address: { ...erased, city: "Kisumu" } }
        ]
        for (const [index, order] of before.entries()) {
          assert.deepStrictEqual(told(yield* get(order.id)), {
            ...order,
            customerId: null,
            contact: null,
            recipient: null,
            note: null,
            delivery: places[index],
            lines: order.lines.map((line) => ({
              ...line,
              customisation: line.customisation.map((customised) => ({ ...customised, text: "" }))
            })),
            updatedAt: Samples.at(900),
            version: 2
          })
        }
        const kept = yield* get(moved.id)
        assert.deepStrictEqual(kept.collection, {
          amount: { amount: 500_000, currency: kept.currency },
          means: "mpesa"
        })
        assert.deepStrictEqual(
          [...kept.timeline],
          moved.timeline.map((step) => ({ ...step, reason: null }))
        )
        assert.deepStrictEqual((yield* get(unpaid.id)).collection, { reason: "erased" })
        assert.deepStrictEqual(yield* get(other.id), other)
        assert.deepStrictEqual((yield* list({ customerId: owner }, { _tag: "Numbered", page: 1, size: 5 })).total, 0)
        assert.deepStrictEqual(yield* openOf(owner), [])
      })
    )
  })
