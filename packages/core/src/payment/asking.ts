/** How providers are asked, and how what they say becomes part of the shop. */
import { Effect } from "effect"
import { isSamePaid, type Order } from "../order/Order.ts"
import { OrderReckoning } from "../order/OrderReckoning.ts"
import type { OrderNotFound } from "../order/OrderErrors.ts"
import { Settings } from "../Settings.ts"
import { after, now, type Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import { booking } from "./booking.ts"
import { type Payment, type PaymentId } from "./Payment.ts"
import { PaymentMethodNotFound, type PaymentNotFound } from "./PaymentRefusals.ts"
import { type PaymentDeclined, type PaymentExpired, type ProviderFailure, ProviderRefused } from "./PaymentErrors.ts"
import type { Payer, PaymentStarted, ProviderPayment } from "./PaymentProvider.ts"
import type { ProviderState } from "./ProviderState.ts"
import { nextCheck, settled, sumsOf, uncaptured } from "./settling.ts"

/** A payment's change is no more: its order, or the payment itself, is not there. */
export type Gone = OrderNotFound | PaymentNotFound | VersionConflict

export const known = ({ amount, createdAt, currency, id, reference }: Payment): ProviderPayment => ({
  id,
  reference,
  amount: { amount, currency },
  startedAt: createdAt
})

/** Who pays: what was said of the payer, and the order's contact for the rest. */
const payerOf = ({ contact }: Order, { payer }: Payment): Payer => ({
  name: contact?.name ?? "",
  ...(contact?.email === undefined ? {} : { email: contact.email }),
  ...(contact?.phone === undefined ? {} : { phone: contact.phone }),
  ...payer
})

/** What a provider that said no has said of the payment. */
const refusedState = (payment: Payment, decline: ProviderState["decline"]): ProviderState => ({
  status: decline === "expired" ? "expired" : "failed",
  reference: payment.reference,
  currency: payment.currency,
  authorised: payment.captured,
  captured: payment.captured,
  refunded: payment.refunded,
  decline,
  receipt: null
})

const over = (payment: Payment, decline: ProviderState["decline"]): PaymentStarted => ({
  state: refusedState(payment, decline),
  next: { kind: "none" }
})

/** So many payments are asked about before the next ones are looked for. */
export const dueAtOnce = 100

export const asking = Effect.gen(function* () {
  const { close, conclude, giveBack, providerOf, settle, store, write } = yield* booking
  const { expire, reckon } = yield* OrderReckoning
  const settings = yield* Settings

  /** A change of one payment, among all those of its order, in a unit with the order. */
  const change = <A, E, R>(
    payment: Pick<Payment, "id" | "orderId">,
    f: (current: Payment, order: Order) => Effect.Effect<readonly [Payment, A], E, R>
  ) =>
    reckon(payment.orderId, (order) =>
      Effect.gen(function* () {
        const payments = yield* store.ofOrder(order.id)
        // A payment never leaves its order.
        const current = payments.find(({ id }) => id === payment.id) ?? (yield* Effect.orDie(store.get(payment.id)))
        const [changed, value] = yield* f(current, order)
        // Others of the order may have moved with it.
        const others = payments.filter(({ id }) => id !== changed.id)
        return { value, sums: sumsOf([...others, changed]) }
      })
    )

  const saved = <E, R>(payment: Payment, f: (current: Payment) => Effect.Effect<Payment, E, R>) =>
    change(payment, (current) => Effect.map(f(current), (after) => [after, after] as const))

  /** What a provider says is settled, whoever asked. One that speaks of other money is not believed. */
  const heard = Effect.fnUntraced(function* (payment: Payment, state: ProviderState, also: Partial<Payment> = {}) {
    if (state.currency !== payment.currency) {
      const problem = `The payment ${payment.id} is said to be in ${state.currency}.`
      return yield* new ProviderRefused({ method: payment.method, problem })
    }
    return yield* saved(payment, (current) => settle(current, state, also))
  })

  /**
   * A started payment is mostly pending. Then its order has nothing to follow, and one statement does; whoever has moved it
   * meanwhile is followed as always.
   */
  const begun = Effect.fnUntraced(function* (payment: Payment, { next, state }: PaymentStarted) {
    const following = heard(payment, state, { next })
    if (state.currency !== payment.currency) return yield* following
    const after: Payment = { ...settled(payment, state, yield* now).payment, next }
    return isSamePaid(sumsOf([payment]), sumsOf([after]))
      ? yield* Effect.catch(store.save({ payment: after }, payment), () => following)
      : yield* following
  })

  /** It cannot be told now: it is asked about later. */
  const postponed = (payment: Payment, at: Timestamp) =>
    saved(payment, (current) =>
      write(current, {
        payment: { ...current, checks: current.checks + 1, checkAt: nextCheck(at, current.checks), updatedAt: at }
      })
    )

  const begin = Effect.fn("Payments.begin")(function* (payment: Payment, order: Order) {
    const provider = providerOf(payment.method)
    if (provider === undefined) return yield* new PaymentMethodNotFound({ method: payment.method })
    const base = settings.payments.publicUrl
    const started = provider.start({
      id: payment.id,
      amount: { amount: payment.amount, currency: payment.currency },
      startedAt: payment.createdAt,
      orderNumber: order.number,
      capture: payment.capture,
      payer: payerOf(order, payment),
      returnUrl: payment.returnUrl,
      webhookUrl: base === null ? null : `${base}/v1/webhooks/payments/${provider.name}`
    })
    const answer = yield* Effect.catchTags(started, {
      PaymentDeclined: ({ decline }) => Effect.succeed(over(payment, decline)),
      PaymentExpired: () => Effect.succeed(over(payment, "expired")),
      // It will never do: another way to pay may be tried at once.
      PaymentNotSupported: (error) =>
        Effect.andThen(heard(payment, refusedState(payment, "declined")), Effect.fail(error)),
      ProviderRefused: (error) => Effect.andThen(heard(payment, refusedState(payment, "declined")), Effect.fail(error))
    })
    return yield* begun(payment, answer)
  })

  /** Asks how it stands, and settles what is said. */
  const look = Effect.fn("Payments.look")(function* (paymentId: PaymentId, receipt: string | null = null) {
    const payment = yield* store.get(paymentId)
    const provider = providerOf(payment.method)
    if (provider === undefined) return payment
    const state = yield* provider.lookUp(known(payment))
    return yield* heard(payment, { ...state, receipt: state.receipt ?? receipt })
  })

  /** Every payment that is due: a provider that does not answer is asked again later, and in the end not any more. */
  const reconcile = Effect.fn("Payments.reconcile")(function* () {
    const at = yield* now
    const due = yield* store.due(at, dueAtOnce)
    yield* Effect.forEach(
      due,
      (payment) =>
        Effect.gen(function* () {
          const looked = yield* Effect.result(look(payment.id))
          const seconds = providerOf(payment.method)?.capabilities.lookUpSeconds ?? 0
          const isTooLate = after(payment.createdAt, seconds) < at
          if (looked._tag === "Success" && (looked.success.status !== "pending" || !isTooLate)) return
          const current = looked._tag === "Success" ? looked.success : payment
          if (isTooLate && current.status === "pending") {
            yield* heard(current, refusedState(current, "expired"))
          } else yield* postponed(current, at)
        }).pipe(Effect.catchCause((cause) => Effect.logWarning("A payment could not be reconciled.", cause))),
      { concurrency: 8, discard: true }
    )
    return due.length
  })

  /** Lets go of a payment that nobody wants any more: what came in meanwhile is settled first. */
  const letGo = Effect.fn("Payments.letGo")(function* (paymentId: PaymentId) {
    const payment = yield* look(paymentId)
    const provider = providerOf(payment.method)
    if (provider === undefined || !provider.capabilities.voids) return
    if (payment.status !== "pending" && uncaptured(payment) === 0) return
    const left = payment.status === "pending" ? payment.amount : uncaptured(payment)
    const amount = { amount: left, currency: payment.currency }
    const state = yield* provider.void({ key: `void:${payment.id}`, payment: known(payment), amount })
    yield* heard(payment, state)
  })

  /** An order that was not paid in time; who has paid in the last moment is heard first. */
  const expireOrder = Effect.fn("Payments.expireOrder")(function* (orderId: Order["id"]) {
    const open = yield* store.ofOrder(orderId)
    yield* Effect.forEach(open, ({ id }) => Effect.ignore(look(id)), { concurrency: 4, discard: true })
    yield* expire(orderId)
  })

  return {
    begin,
    change,
    close,
    conclude,
    expireOrder,
    giveBack,
    heard,
    letGo,
    look,
    providerOf,
    reckon,
    reconcile,
    store
  }
})

/** Why a payment could not be started. One that was declined at once has been started, and has failed. */
export type StartFailure = Exclude<ProviderFailure, PaymentDeclined | PaymentExpired> | PaymentMethodNotFound
