/** What staff does with payments: taking what is promised, letting go of it, giving back. */
import { Effect, Option, Schema } from "effect"
import { requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { IdempotencyKey, Keys } from "../Idempotency.ts"
import { input } from "../Input.ts"
import { Money } from "../Money.ts"
import { line } from "../Text.ts"
import { type Read, VersionConflict } from "../Version.ts"
import { asking, known } from "./asking.ts"
import { type Payment, PaymentId, paymentLimits, type Refund, RefundId } from "./Payment.ts"
import {
  AmountNotPossible,
  PaymentMethodNotFound,
  PaymentNotFound,
  PaymentNotMovable,
  RefundNotFound
} from "./PaymentRefusals.ts"
import { paymentView, refundView } from "./PaymentView.ts"
import { refundable, uncaptured } from "./settling.ts"

export const Capture = Schema.Struct({ amount: Schema.optionalKey(Money) }).annotate({ identifier: "Capture" })

/** All that can be given back, unless less is named. */
export const NewRefund = Schema.Struct({
  amount: Schema.optionalKey(Money),
  reason: Schema.optionalKey(line({ max: paymentLimits.reasonMax }))
}).annotate({ identifier: "NewRefund" })

/** How money was given back by hand: the receipt of a transfer, or the number of a cash voucher. */
export const RecordedRefund = Schema.Struct({
  reference: line({ max: paymentLimits.referenceMax })
}).annotate({ identifier: "RecordedRefund" })

const idOf = (id: string) => {
  const paymentId = Option.getOrUndefined(PaymentId.makeOption(id))
  return paymentId === undefined ? Effect.fail(new PaymentNotFound({ paymentId: id })) : Effect.succeed(paymentId)
}

const answered = (made: Refund, replayed: boolean) => ({ refund: refundView(made), replayed })

/** The amount that is asked for, if it is more than nothing and not more than there is. */
const possible = (asked: Money | undefined, most: Money) => {
  const amount = asked ?? most
  return amount.currency === most.currency && amount.amount > 0 && amount.amount <= most.amount
    ? Effect.succeed(amount.amount)
    : Effect.fail(new AmountNotPossible({ asked: amount, most }))
}

export const moving = Effect.gen(function* () {
  const { change, close, conclude, giveBack, heard, providerOf, store } = yield* asking
  const keys = yield* Keys
  const { record, recorded } = yield* auditing

  const read = Effect.fnUntraced(function* (id: string, { version }: Read) {
    const payment = yield* store.get(yield* idOf(id))
    if (version !== undefined && version !== payment.version) {
      return yield* new VersionConflict({ expected: version, actual: payment.version })
    }
    return payment
  })

  const money = ({ currency }: Payment, amount: number) => ({ amount, currency })

  const capture = Effect.fn("Payments.capture")(function* (
    id: string,
    given: typeof Capture.Encoded = {},
    version: Read = {}
  ) {
    yield* requires("payment:write")
    const asked = yield* input(Capture)(given)
    const payment = yield* read(id, version)
    if (uncaptured(payment) === 0) {
      return yield* new PaymentNotMovable({ current: payment.status, wanted: "capture" })
    }
    const provider = providerOf(payment.method)
    if (provider === undefined) return yield* new PaymentMethodNotFound({ method: payment.method })
    const amount = yield* possible(asked.amount, money(payment, uncaptured(payment)))
    // Of the same state the same capture: a lost answer is asked for again, and nothing is taken twice.
    const state = yield* provider.capture({
      key: `capture:${payment.id}:${payment.captured}`,
      payment: known(payment),
      amount: money(payment, amount)
    })
    const saved = yield* heard(payment, state)
    yield* recorded(record({ action: "payment.captured", subject: payment.id, before: payment, after: saved }))
    return paymentView(saved, false)
  })

  const letGo = Effect.fn("Payments.void")(function* (id: string, version: Read = {}) {
    yield* requires("payment:write")
    const payment = yield* read(id, version)
    if (payment.status !== "pending" && uncaptured(payment) === 0) {
      return yield* new PaymentNotMovable({ current: payment.status, wanted: "void" })
    }
    const saved = yield* change(payment, (current) =>
      Effect.gen(function* () {
        const closed = yield* close(current)
        yield* record({ action: "payment.let-go", subject: payment.id, before: payment, after: closed })
        return [closed, closed] as const
      })
    )
    return paymentView(saved, false)
  })

  const refund = Effect.fn("Payments.refund")(function* (id: string, given: typeof NewRefund.Encoded, key: string) {
    const actor = yield* requires("payment:refund")
    const asked = yield* input(NewRefund)(given)
    const payment = yield* read(id, {})
    const request = yield* keys.keyed(actor, "payments.refund", yield* input(IdempotencyKey)(key), {
      id: payment.id,
      ...asked
    })
    return yield* change(payment, (current) =>
      Effect.gen(function* () {
        const earlier = yield* store.madeBy(request)
        if (earlier !== null && "refundId" in earlier) {
          const made = yield* Effect.orDie(store.getRefund(earlier.refundId))
          return [current, answered(made, true)] as const
        }
        if (refundable(current) <= 0) {
          return yield* new PaymentNotMovable({ current: current.status, wanted: "refund" })
        }
        const amount = yield* possible(asked.amount, money(current, refundable(current)))
        const made = yield* giveBack(current, { amount, reason: asked.reason ?? null, request })
        yield* record({ action: "payment.refunded", subject: current.id, before: current, after: made.payment })
        return [made.payment, answered(made.refund, false)] as const
      })
    )
  })

  const ofStaff = Effect.fnUntraced(function* (id: string) {
    yield* requires("payment:refund")
    const refundId = Option.getOrUndefined(RefundId.makeOption(id))
    if (refundId === undefined) return yield* new RefundNotFound({ refundId: id })
    const found = yield* store.getRefund(refundId)
    return { found, payment: yield* Effect.orDie(store.get(found.paymentId)) }
  })

  const notMovable = ({ status }: Refund, wanted: "record" | "retry") =>
    new PaymentNotMovable({ current: status, wanted })

  const recordRefund = Effect.fn("Payments.recordRefund")(function* (id: string, given: typeof RecordedRefund.Encoded) {
    const { payment } = yield* ofStaff(id)
    const { reference } = yield* input(RecordedRefund)(given)
    return yield* change(payment, (current) =>
      Effect.gen(function* () {
        // Read again, now that the payment is locked: somebody else may have recorded it.
        const { found } = yield* ofStaff(id)
        const isOurs = found.status === "pending" && found.byHand
        if (!isOurs) return yield* notMovable(found, "record")
        const saved = yield* conclude(current, found, { status: "succeeded", reference, decline: null })
        yield* record({ action: "refund.recorded", subject: current.id, before: current, after: saved })
        return [saved, refundView({ ...found, status: "succeeded", reference, version: found.version + 1 })] as const
      })
    )
  })

  const retryRefund = Effect.fn("Payments.retryRefund")(function* (id: string) {
    const { payment } = yield* ofStaff(id)
    return yield* change(payment, (current) =>
      Effect.gen(function* () {
        const { found } = yield* ofStaff(id)
        if (found.status !== "failed") return yield* notMovable(found, "retry")
        const amount = yield* possible(
          { amount: found.amount, currency: found.currency },
          money(current, refundable(current))
        )
        const made = yield* giveBack(current, { amount, reason: found.reason })
        yield* record({ action: "refund.retried", subject: current.id, before: current, after: made.payment })
        return [made.payment, refundView(made.refund)] as const
      })
    )
  })

  return { capture, recordRefund, refund, retryRefund, void: letGo }
})
