import {
  CustomerId,
  type Payment,
  PaymentId,
  PaymentMethod,
  PaymentStore,
  ProviderMessageId,
  type Refund,
  RefundId,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import { captured, chapa, entryOf, messageOf, ordered, paid, paymentOf, refundOf } from "./paymentSamples.ts"
import * as Samples from "./samples.ts"

const newestFirst = (a: Payment, b: Payment) =>
  a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1

/** The laws of `PaymentStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`PaymentStore (${adapter})`, (it) => {
    it.effect("a payment is read as it was added, by its id, its order and its provider's reference", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const reference = Samples.uuid()
        const payment = yield* paid({ reference, checkAt: Samples.at(9), decline: "declined", receipt: "QK1" })
        assert.deepStrictEqual(yield* store.get(payment.id), payment)
        assert.deepStrictEqual(yield* store.ofOrder(payment.orderId), [payment])
        assert.deepStrictEqual(yield* store.byReference(chapa, reference), payment)
        assert.isNull(yield* store.byReference(PaymentMethod.make("mpesa"), reference))
        const bare = yield* paid({ next: null, payer: null, returnUrl: null })
        assert.deepStrictEqual(yield* store.get(bare.id), bare)
        const id = PaymentId.make(Samples.uuid())
        assert.deepStrictEqual(told(yield* Effect.flip(store.get(id))), { _tag: "PaymentNotFound", paymentId: id })
        assert.strictEqual(yield* refusal(store.getRefund(RefundId.make(id))), "RefundNotFound")
      })
    )

    it.effect("a command makes one payment, however many ask at once, and a reference is one payment's", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const order = yield* ordered()
        const request = Samples.request()
        assert.isNull(yield* store.madeBy(request))
        const made = yield* Effect.forEach(times(8), () => store.add(paymentOf(order), request), {
          concurrency: "unbounded"
        })
        assert.lengthOf(
          made.filter((one) => one),
          1
        )
        const [payment] = yield* store.ofOrder(order.id)
        assert(payment !== undefined)
        assert.deepStrictEqual(yield* store.madeBy(request), { paymentId: payment.id })
        const other = { ...request, requestHash: "another" }
        assert.strictEqual(yield* refusal(store.madeBy(other)), "IdempotencyConflict")
        const reference = Samples.uuid()
        assert.isTrue(yield* store.add(paymentOf(order, { reference }), null))
        assert.isFalse(yield* store.add(paymentOf(order, { reference }), null))
      })
    )

    it.effect("lists stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const owner = CustomerId.make(Samples.uuid())
        const orders = [yield* ordered({ customerId: owner }), yield* ordered({ customerId: owner })]
        const own = yield* Effect.forEach(times(9), (index) => {
          const order = orders[index % 2] ?? orders[0]
          assert(order !== undefined)
          const status = index % 3 === 0 ? "failed" : "pending"
          const payment = paymentOf(order, { createdAt: Samples.at(index >> 1), status })
          return Effect.as(store.add(payment, null), payment)
        })
        const expected = own.toSorted(newestFirst)
        assert.deepStrictEqual(yield* everyWay((slice) => store.list({ customerId: owner }, slice)), expected)
        const failed = yield* everyWay((slice) => store.list({ customerId: owner, status: "failed" }, slice))
        assert.deepStrictEqual(
          failed,
          expected.filter(({ status }) => status === "failed")
        )
        const orderId = orders[0]?.id
        assert(orderId !== undefined)
        assert.deepStrictEqual(
          yield* everyWay((slice) => store.list({ orderId, method: chapa }, slice)),
          expected.filter((payment) => payment.orderId === orderId)
        )
        assert.deepStrictEqual(
          yield* everyWay((slice) => store.list({ orderId, method: PaymentMethod.make("mpesa") }, slice)),
          []
        )
      })
    )

    it.effect("saving keeps what may change as the next version, with its refunds and the books", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const payment = yield* paid()
        const entry = entryOf(payment, 1_000)
        const forged = { ...captured(payment), amount: 1, method: PaymentMethod.make("mpesa"), version: 40 }
        const saved = yield* store.save({ payment: forged, entries: [entry] }, payment)
        assert.deepStrictEqual(saved, { ...captured(payment), version: 2 })
        assert.deepStrictEqual(yield* store.get(payment.id), saved)
        assert.deepStrictEqual(yield* store.ledger(payment.orderId), [entry])
        const refund = refundOf(payment)
        const request = Samples.request()
        const refunding = { ...saved, refunding: 400 }
        const twice = yield* store.save({ payment: refunding, refunds: [refund], request }, saved)
        assert.deepStrictEqual(yield* store.getRefund(refund.id), refund)
        assert.deepStrictEqual(yield* store.madeBy(request), { refundId: refund.id })
        const given = entryOf(payment, -400, { kind: "refund", refundId: refund.id, at: Samples.at(11) })
        const done: Refund = { ...refund, status: "succeeded", reference: "R-1", updatedAt: Samples.at(11) }
        const last = { ...twice, refunding: 0, refunded: 400, status: "partially_refunded" as const }
        yield* store.save({ payment: last, refunds: [done], entries: [given] }, twice)
        assert.deepStrictEqual(yield* store.getRefund(refund.id), { ...done, version: 2 })
        assert.deepStrictEqual(yield* store.refundByReference(chapa, "R-1"), { ...done, version: 2 })
        assert.deepStrictEqual(yield* store.ledger(payment.orderId), [entry, given])
        const slice = { _tag: "Numbered", page: 1, size: 5 } as const
        const { items, total } = yield* store.refunds({ orderId: payment.orderId, status: "succeeded" }, slice)
        assert.deepStrictEqual([items, total], [[{ ...done, version: 2 }], 1])
      })
    )

    it.effect("of many who save at once, one does, and another version is refused with nothing written", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const payment = yield* paid()
        const stale = store.save({ payment: captured(payment), entries: [entryOf(payment, 1_000)] }, { version: 3 })
        assert.deepStrictEqual(told(yield* Effect.flip(stale)), { _tag: "VersionConflict", expected: 3, actual: 1 })
        const one = () =>
          Effect.result(store.save({ payment: captured(payment), entries: [entryOf(payment, 1_000)] }, payment))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.lengthOf(answers.filter(Result.isSuccess), 1)
        assert.lengthOf(yield* store.ledger(payment.orderId), 1)
        const unknown = { ...payment, id: PaymentId.make(Samples.uuid()) }
        assert.strictEqual(yield* refusal(store.save({ payment: unknown }, payment)), "PaymentNotFound")
      })
    )

    it.effect("the books are even, and nobody is given back more than was taken: anything else is refused whole", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const { commit } = yield* UnitOfWork
        const payment = yield* paid()
        const uneven = { ...entryOf(payment, 1_000), postings: [{ account: "orders", amount: -1 }] }
        const wrong = [
          { payment: captured(payment), entries: [uneven] },
          { payment: { ...captured(payment), refunded: 900, refunding: 101 } },
          { payment: { ...captured(payment), captured: 1_001 } },
          { payment: { ...captured(payment), refunding: -1 } }
        ]
        for (const change of wrong) {
          const exit = yield* Effect.exit(commit(store.save(change, payment)))
          assert.isTrue(Exit.hasDies(exit), JSON.stringify(change))
          assert.deepStrictEqual(yield* store.get(payment.id), payment)
          assert.deepStrictEqual(yield* store.ledger(payment.orderId), [])
        }
      })
    )

    it.effect("those whose provider is to be asked by now are told, the longest due first", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const later = yield* paid({ checkAt: Samples.at(-8_000) })
        const first = yield* paid({ checkAt: Samples.at(-9_000) })
        const future = yield* paid({ checkAt: Samples.at(-1_000) })
        yield* paid({ checkAt: null })
        const due = yield* store.due(Samples.at(-8_000), 100)
        assert.deepStrictEqual(due, [first, later])
        assert.deepStrictEqual(yield* store.due(Samples.at(-8_000), 1), [first])
        for (const payment of [first, later, future]) {
          yield* store.save({ payment: { ...payment, checkAt: null } }, payment)
        }
        assert.deepStrictEqual(yield* store.due(Samples.at(-8_000), 100), [])
      })
    )

    it.effect("a message is kept once, however many bring it at once, and what became of it is told", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const message = messageOf()
        const kept = yield* Effect.forEach(
          times(20),
          () => store.keep({ ...message, id: ProviderMessageId.make(Samples.uuid()) }),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(
          kept.filter((one) => one),
          1
        )
        assert.isTrue(yield* store.keep(messageOf({ method: PaymentMethod.make("mpesa"), key: message.key })))
        const about = { kind: "incoming", account: "1001", reference: "QK9", token: null } as const
        const amount = { amount: 500, currency: Samples.KES }
        const incoming = messageOf({ about: { ...about, amount }, receivedAt: Samples.at(50) })
        yield* store.keep(incoming)
        assert.deepStrictEqual(yield* store.message(incoming.id), incoming)
        const token = Samples.uuid()
        yield* store.conclude(incoming.id, "received", token)
        const asked = { ...incoming, about: { ...about, amount, token } }
        assert.deepStrictEqual(yield* store.incoming(chapa, token), asked)
        assert.isNull(yield* store.incoming(chapa, Samples.uuid()))
        yield* store.conclude(incoming.id, "unknown")
        assert.deepStrictEqual(yield* store.message(incoming.id), { ...asked, outcome: "unknown" })
        const unknown = yield* everyWay((slice) => store.messages({ outcome: "unknown" }, slice))
        assert.deepStrictEqual(
          unknown.filter(({ id }) => id === incoming.id),
          [{ ...asked, outcome: "unknown" }]
        )
      })
    )

    it.effect("of a person who is erased nothing is left, and of others everything", () =>
      Effect.gen(function* () {
        const store = yield* PaymentStore
        const owner = CustomerId.make(Samples.uuid())
        const order = yield* ordered({ customerId: owner })
        const payment = paymentOf(order, {
          ...captured(paymentOf(order)),
          id: PaymentId.make(Samples.uuid()),
          receipt: "QK77"
        })
        yield* store.add(payment, null)
        const refund = refundOf(payment)
        const refunding = yield* store.save({ payment: { ...payment, refunding: 400 }, refunds: [refund] }, payment)
        const other = yield* paid()
        yield* store.anonymise(owner, Samples.at(90))
        const erased = { payer: null, receipt: null, version: refunding.version + 1, updatedAt: Samples.at(90) }
        assert.deepStrictEqual(yield* store.get(payment.id), { ...refunding, ...erased })
        const kept = { ...refund, reason: null, version: 2, updatedAt: Samples.at(90) }
        assert.deepStrictEqual(yield* store.getRefund(refund.id), kept)
        assert.deepStrictEqual(yield* store.get(other.id), other)
      })
    )
  })
