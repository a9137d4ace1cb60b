/** Paying for an order: by who placed it, or by staff for somebody on the phone. */
import { Effect, Option } from "effect"
import { CurrentActor, holds, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { IdempotencyKey, type KeyedRequest, Keys } from "../Idempotency.ts"
import { Ids } from "../Ids.ts"
import { input } from "../Input.ts"
import { type Order, OrderId } from "../order/Order.ts"
import { OrderNotFound } from "../order/OrderErrors.ts"
import { OrderReckoning } from "../order/OrderReckoning.ts"
import { Settings } from "../Settings.ts"
import { after, now } from "../Time.ts"
import { VersionConflict } from "../Version.ts"
import { asking } from "./asking.ts"
import { paymentStep } from "./methods.ts"
import { intended, NewPayment, payerMissing } from "./NewPayment.ts"
import { PaymentId } from "./Payment.ts"
import { PaymentNotSupported } from "./PaymentErrors.ts"
import { PaymentProviders } from "./PaymentProviders.ts"
import { AmountNotPossible, NothingDue, PaymentInProgress, PaymentMethodNotFound } from "./PaymentRefusals.ts"
import { paymentView } from "./PaymentView.ts"
import { isOpen, refundable, sumsOf } from "./settling.ts"

/** A prompt on a phone is answered within so long, or not at all: nobody is shown two at once. */
const promptSeconds = 90

export const starting = Effect.gen(function* () {
  const { begin, close, reckon, store } = yield* asking
  const { costOf, seen } = yield* OrderReckoning
  const keys = yield* Keys
  const ids = yield* Ids
  const providers = yield* PaymentProviders
  const settings = yield* Settings
  const { record } = yield* auditing

  const add = Effect.fnUntraced(function* (order: Order, given: NewPayment, request: KeyedRequest) {
    const at = yield* now
    const { currency } = order
    const before = yield* store.ofOrder(order.id)
    const held = before.reduce((sum, payment) => sum + refundable(payment), 0)
    const due = { amount: costOf(order) - held, currency }
    if (order.status === "cancelled" || order.status === "delivered" || due.amount <= 0) {
      return yield* new NothingDue({ order: order.status, due })
    }
    const asked = given.amount ?? due
    if (asked.currency !== currency || asked.amount <= 0 || asked.amount > due.amount) {
      return yield* new AmountNotPossible({ asked, most: due })
    }
    const step = paymentStep(given.method, currency, { providers, settings })
    if (step === null) return yield* new PaymentMethodNotFound({ method: given.method })
    if (asked.amount % step !== 0) return yield* new PaymentNotSupported({ method: given.method, operation: "amount" })
    const prompt = before.find(
      (payment) => isOpen(payment) && payment.next?.kind === "prompt" && after(payment.createdAt, promptSeconds) > at
    )
    if (prompt !== undefined) {
      return yield* new PaymentInProgress({ paymentId: prompt.id, method: prompt.method })
    }
    const provider = providers.find(({ name }) => name === given.method)
    const id = yield* ids.make(PaymentId)
    const payment = intended({ id, orderId: order.id, amount: asked.amount, currency, at }, given, provider)
    if (provider !== undefined && !provider.capabilities.capture.includes(payment.capture)) {
      return yield* new PaymentNotSupported({ method: given.method, operation: "capture" })
    }
    const known = { ...order.contact, ...given.payer }
    const missing = provider === undefined ? undefined : payerMissing(provider, known, "/payer")
    if (missing !== undefined) return yield* missing
    // Whoever begins anew has given up what he had begun before; that one is paid all the same, and it is given back.
    const others = yield* Effect.forEach(before, (other) => (isOpen(other) ? close(other) : Effect.succeed(other)))
    if (!(yield* store.add(payment, request))) {
      // Its twin was faster: begin again, and find what it made.
      return yield* new VersionConflict({ expected: order.version, actual: order.version })
    }
    return { value: { payment, order }, sums: sumsOf([...others, payment]) }
  })

  const start = Effect.fn("Payments.start")(function* (id: string, given: typeof NewPayment.Encoded, key: string) {
    const asked = yield* input(NewPayment)(given)
    const actor = yield* CurrentActor
    const orderId = Option.getOrUndefined(OrderId.makeOption(id))
    if (orderId === undefined) return yield* new OrderNotFound({ orderId: id })
    const { own } = yield* seen(orderId)
    if (!own) yield* requires("payment:write")
    const request = yield* keys.keyed(actor, "payments.start", yield* input(IdempotencyKey)(key), { orderId, ...asked })
    const made = yield* reckon(orderId, (order) =>
      Effect.gen(function* () {
        const earlier = yield* store.madeBy(request)
        if (earlier === null || !("paymentId" in earlier)) {
          const added = yield* add(order, asked, request)
          const { payment } = added.value
          if (!own) yield* record({ action: "payment.started", subject: payment.id, after: payment })
          return { ...added, value: { ...added.value, replayed: false } }
        }
        const payment = yield* Effect.orDie(store.get(earlier.paymentId))
        return { value: { payment, order, replayed: true }, sums: order.payments }
      })
    )
    const { order, payment, replayed } = made
    // A retry goes on where the first one was lost.
    const begun = payment.next === null && payment.status === "pending" ? yield* begin(payment, order) : payment
    return { payment: paymentView(begun, own || !holds(actor, "order:read")), replayed }
  })

  return { start }
})
