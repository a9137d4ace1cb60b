import {
  CartLineId,
  CheckoutStore,
  CustomerStore,
  type DraftOrder,
  DraftOrderId,
  DraftOrderStore,
  OrderId,
  type StoragePorts
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { draftsPlaced } from "./draftsPlaced.ts"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const now = Samples.at(1)

/** Everything that may be written down. */
const full = (changes: Partial<DraftOrder> = {}): Partial<DraftOrder> => {
  const { id: storeId } = Samples.store()
  return {
    lines: [
      Samples.cartLine(Samples.variant().id, { id: CartLineId.make(Samples.uuid()), customisation: { message: "Hi" } }),
      Samples.cartLine(Samples.variant().id, { quantity: 7, seenUnitPrice: null })
    ],
    contact: Samples.contact,
    recipient: { name: "The recipient", phone: "+254700000004" },
    delivery: { method: "local", address: Samples.address(), storeId },
    payment: { method: "mpesa", payer: { phone: "+254700000005" }, capture: "manual" },
    note: "Ring twice.",
    ...changes
  }
}

const newestFirst = (drafts: ReadonlyArray<DraftOrder>) =>
  drafts.toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? 1 : -1))

/** A draft that became an order. */
const placed = Effect.fnUntraced(function* (draft: DraftOrder) {
  const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
  const asked = placement({ storeId, lines: [{ product, quantity: 1 }], draft })
  assert.strictEqual((yield* Effect.orDie((yield* CheckoutStore).place(asked)))._tag, "placed")
  return asked.order.id
})

/** The laws of `DraftOrderStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`DraftOrderStore (${adapter})`, (it) => {
    it.effect("a draft is read as it was made, with its customer as he is known, until it expires", () =>
      Effect.gen(function* () {
        const { get, insert } = yield* DraftOrderStore
        const { id: customerId, name } = yield* Saved.customer({ email: null, phone: "+254700000009" })
        const customer = { name, phone: "+254700000009" }
        for (const [draft, known] of [
          [Samples.draftOrder(), null],
          [Samples.draftOrder(full()), null],
          [Samples.draftOrder(full({ customerId })), customer]
        ] as const) {
          assert.deepStrictEqual(yield* insert(draft), { draft, customer: known })
          assert.deepStrictEqual(yield* get(draft.id, Samples.at(3599)), { draft, customer: known })
          assert.strictEqual(yield* refusal(get(draft.id, draft.expiresAt)), "DraftOrderNotFound")
        }
        const unknown = DraftOrderId.make(Samples.uuid())
        const missing = { _tag: "DraftOrderNotFound", draftOrderId: unknown }
        assert.deepStrictEqual(told(yield* Effect.flip(get(unknown, now))), missing)
      })
    )

    it.effect("drafts stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { allOf, list } = yield* DraftOrderStore
        const { get } = yield* DraftOrderStore
        const [{ id: customerId }, { id: other }] = [yield* Saved.customer(), yield* Saved.customer()]
        const made = yield* Effect.forEach(times(8), (index) =>
          Saved.draftOrder({ customerId, createdAt: Samples.at(index >> 1) })
        )
        yield* Saved.draftOrder({ customerId: other })
        yield* Saved.draftOrder({ customerId, expiresAt: now })
        const orders = yield* Effect.forEach(made.slice(0, 3), placed)
        const all = newestFirst(yield* Effect.forEach(made, ({ id }) => Effect.map(get(id, now), ({ draft }) => draft)))
        const listed = (placed?: boolean) =>
          everyWay((slice) => list({ customerId, ...(placed === undefined ? {} : { placed }) }, now, slice))
        assert.deepStrictEqual(yield* listed(), all)
        assert.deepStrictEqual(yield* allOf(customerId, now), all)
        assert.deepStrictEqual(
          yield* listed(false),
          all.filter(({ orderId }) => orderId === null)
        )
        const became = yield* listed(true)
        assert.deepStrictEqual(became.map(({ orderId }) => orderId).toSorted(), [...orders].toSorted())
        const everybodys = yield* everyWay((slice) => list({ placed: true }, now, slice), [50])
        assert.deepStrictEqual(
          everybodys.filter((one) => one.customerId === customerId),
          became
        )
      })
    )

    it.effect("saving keeps what may change as the next version, and of many who save at once, one does", () =>
      Effect.gen(function* () {
        const { get, save } = yield* DraftOrderStore
        const { id: customerId } = yield* Saved.customer()
        const before = yield* Saved.draftOrder(full())
        const changed = { ...full({ customerId, note: null }), updatedAt: Samples.at(70), expiresAt: Samples.at(9_000) }
        const forged = {
          currency: Samples.UGX,
          orderId: OrderId.make(Samples.uuid()),
          createdAt: Samples.at(80),
          version: 40
        }
        const expected: DraftOrder = { ...before, ...changed, version: 2 }
        assert.deepStrictEqual((yield* save({ ...before, ...changed, ...forged }, before)).draft, expected)
        assert.deepStrictEqual((yield* get(before.id, Samples.at(8_999))).draft, expected)
        const late = yield* Effect.flip(save(before, before))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 1, actual: 2 })
        const unknown = Samples.draftOrder()
        assert.strictEqual(yield* refusal(save(unknown, unknown)), "DraftOrderNotFound")
        const expired = { ...expected, updatedAt: expected.expiresAt }
        assert.strictEqual(yield* refusal(save(expired, expected)), "DraftOrderNotFound")
        const one = (index: number) => Effect.result(save({ ...expected, note: `Note ${index}` }, expected))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id, now)]
        )
      })
    )

    it.effect("a customer whom nobody knows, or who was removed, has no draft", () =>
      Effect.gen(function* () {
        const { get, insert, save } = yield* DraftOrderStore
        const gone = yield* Saved.customer()
        yield* (yield* CustomerStore).remove(gone.id, Samples.at(1))
        const kept = yield* Saved.draftOrder()
        for (const customerId of [gone.id, Samples.customer().id]) {
          const missing = { _tag: "CustomerNotFound", customerId }
          const asked = Samples.draftOrder({ customerId })
          assert.deepStrictEqual(told(yield* Effect.flip(insert(asked))), missing)
          assert.strictEqual(yield* refusal(get(asked.id, now)), "DraftOrderNotFound")
          assert.deepStrictEqual(told(yield* Effect.flip(save({ ...kept, customerId }, kept))), missing)
          assert.strictEqual(yield* refusal(save({ ...kept, customerId }, { version: 9 })), "VersionConflict")
        }
        assert.deepStrictEqual((yield* get(kept.id, now)).draft, kept)
      })
    )

    it.effect("a draft is removed once, at the version that is named, or at any", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* DraftOrderStore
        const [one, other] = [yield* Saved.draftOrder(full()), yield* Saved.draftOrder()]
        const late = yield* Effect.flip(remove(one.id, now, { version: 2 }))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 2, actual: 1 })
        assert.deepStrictEqual((yield* get(one.id, now)).draft, one)
        assert.deepStrictEqual(yield* remove(one.id, now, { version: 1 }), one)
        assert.deepStrictEqual(yield* remove(other.id, now, {}), other)
        for (const { id } of [one, other]) {
          assert.strictEqual(yield* refusal(remove(id, now, {})), "DraftOrderNotFound")
          assert.strictEqual(yield* refusal(get(id, now)), "DraftOrderNotFound")
        }
        const expired = yield* Saved.draftOrder({ expiresAt: now })
        assert.strictEqual(yield* refusal(remove(expired.id, now, {})), "DraftOrderNotFound")
      })
    )

    it.effect("those that have expired go, the longest expired first, placed or not, and their orders stay", () =>
      Effect.gen(function* () {
        const { get, removeExpired } = yield* DraftOrderStore
        // Long before anybody else's.
        const at = (seconds: number) => Samples.at(seconds - 3600 * 24 * 3_650)
        const made = yield* Effect.forEach(times(3), (index) => Saved.draftOrder({ expiresAt: at(index) }))
        const draft = yield* Saved.draftOrder({ expiresAt: at(-10) })
        const orderId = yield* placed(draft)
        assert.strictEqual(yield* removeExpired(at(-11), 10), 0)
        assert.strictEqual(yield* removeExpired(at(1), 2), 2)
        const left = yield* Effect.forEach([draft, ...made], ({ id }) => Effect.isSuccess(get(id, at(-20))))
        assert.deepStrictEqual(left, [false, false, true, true])
        assert.strictEqual(yield* removeExpired(at(1), 2), 1)
        assert.strictEqual(yield* removeExpired(at(2), 2), 1)
        assert.strictEqual((yield* Saved.keptOrder(orderId)).id, orderId)
      })
    )

    it.effect("all of a customer's go at once, placed or not, and nobody else's", () =>
      Effect.gen(function* () {
        const { allOf, get, removeOf } = yield* DraftOrderStore
        const [{ id: customerId }, { id: other }] = [yield* Saved.customer(), yield* Saved.customer()]
        const own = yield* Effect.forEach(times(3), () => Saved.draftOrder(full({ customerId })))
        yield* Effect.forEach(own.slice(0, 1), placed)
        const [others, nobodys] = [yield* Saved.draftOrder({ customerId: other }), yield* Saved.draftOrder()]
        yield* removeOf(customerId)
        assert.deepStrictEqual(yield* allOf(customerId, now), [])
        assert.deepStrictEqual(yield* allOf(other, now), [others])
        assert.deepStrictEqual((yield* get(nobodys.id, now)).draft, nobodys)
      })
    )

    draftsPlaced(it)
  })
