/**
 * A provider that takes no money: a shop in tests or in a demo is paid by it, and it does what its script says. It keeps its
 * books in memory, so they end with the process. Nothing of it is left to chance: the same calls under the same clock are
 * answered the same.
 */
import {
  type Money,
  type NextStep,
  PaymentDeclined,
  PaymentMethod,
  PaymentNotSupported,
  type PaymentProvider,
  type ProviderCapabilities,
  type ProviderPayment,
  ProviderRefused,
  type ProviderRefund,
  type ProviderState,
  type StartPayment
} from "@duka/core"
import { Effect, Redacted } from "effect"
import * as Books from "./books.ts"
import { type Deliver, delivered } from "./delivering.ts"
import type { Event } from "./messages.ts"
import * as Messages from "./messages.ts"
import * as Script from "./script.ts"

export type { Other } from "./books.ts"
export { type Deliver, overHttp } from "./delivering.ts"
export type { Event }
export type { Fault, Operation, Plan } from "./script.ts"

export interface FakeOptions {
  /** `fake` unless given: the payment method, and the path of its webhook. */
  readonly name?: string
  /** What differs from a provider that can do everything. */
  readonly capabilities?: Partial<ProviderCapabilities>
  /** The smallest amount that it can express, in minor units: 1 unless given. */
  readonly step?: Money.MinorUnits
  /** What the buyer does next: goes to a page under `https://fake.invalid` unless given. */
  readonly next?: (payment: StartPayment) => NextStep
  /** Every payment is paid as soon as it is started. */
  readonly paysAtOnce?: boolean
  /** What signs its messages. */
  readonly secret?: Redacted.Redacted
  /** What goes wrong with each call, by chance or by plan. */
  readonly plan?: Script.Plan
}

const everything: ProviderCapabilities = {
  capture: ["automatic", "manual"],
  refund: "partial",
  voids: true,
  needs: [],
  currencies: null,
  lookUpSeconds: 3_600
}

const onItsPage = ({ id }: StartPayment): NextStep => ({ kind: "redirect", url: `https://fake.invalid/pay/${id}` })

export const make = ({
  capabilities: given = {},
  name = "fake",
  next = onItsPage,
  paysAtOnce = false,
  plan = () => undefined,
  secret = Redacted.make("what the fake provider and the shop know"),
  step = 1
}: FakeOptions = {}) => {
  const method = PaymentMethod.make(name)
  const capabilities = { ...everything, ...given }
  const books = Books.make(method)
  const messages = Messages.make(secret)
  const { acting, calls, fail } = Script.make(method, plan)
  const deliveries: Array<ReadonlyArray<number>> = []
  let told = 0

  const notSupported = (operation: PaymentNotSupported["operation"]) =>
    Effect.suspend(() => Effect.fail(new PaymentNotSupported({ method, operation })))

  /** As every provider does, before anybody is asked. */
  const checked = Effect.fnUntraced(function* ({ amount: { amount, currency }, capture, payer }: StartPayment) {
    if (!capabilities.capture.includes(capture)) return yield* notSupported("start")
    if (capabilities.currencies?.includes(currency) === false) return yield* notSupported("currency")
    if (amount <= 0 || amount % step !== 0) return yield* notSupported("amount")
    if (capabilities.needs.some((need) => (payer[need] ?? "") === "")) {
      return yield* new PaymentDeclined({ method, decline: "invalid_payer" })
    }
  })

  /** What is read of an answer: money of another currency is nobody's that the shop knows. */
  const read = (state: ProviderState, { amount: { currency } }: Pick<ProviderPayment, "amount">) =>
    state.currency === currency
      ? Effect.succeed(state)
      : Effect.fail(new ProviderRefused({ method, problem: `The payment was made in ${state.currency}.` }))

  const begun = (payment: StartPayment) => {
    const { amount, capture, id, webhookUrl } = payment
    const isNew = books.state(id) === undefined
    books.open({ id, amount, manual: capture === "manual", webhookUrl })
    if (isNew && paysAtOnce) books.pay(id)
    return Effect.map(read(books.stateOf({ ...payment, reference: null }), payment), (state) => ({
      state,
      next: state.status === "pending" ? next(payment) : ({ kind: "none" } as const)
    }))
  }

  const refunded = (refund: ProviderRefund, fault: Script.Fault | undefined) => {
    const { amount, payment } = refund
    if (amount.currency !== payment.amount.currency) return notSupported("currency")
    const isWhole = amount.amount === books.stateOf(payment).captured
    if (capabilities.refund === "by_hand" || (capabilities.refund === "full" && !isWhole)) return notSupported("refund")
    return books.refund(refund, fault === "pending" ? "pending" : "succeeded")
  }

  const provider: PaymentProvider = {
    name: method,
    capabilities,
    step: () => step,
    start: (payment) =>
      Effect.andThen(
        checked(payment),
        acting("start", () => begun(payment))
      ),
    capture: (change) =>
      capabilities.capture.includes("manual")
        ? acting("capture", () => books.capture(change))
        : notSupported("capture"),
    void: ({ payment }) =>
      capabilities.voids ? acting("void", () => Effect.sync(() => books.void(payment))) : notSupported("void"),
    refund: (refund) => acting("refund", (fault) => refunded(refund, fault)),
    lookUp: (payment) =>
      acting("lookUp", (fault) =>
        Effect.map(read(fault === "late" ? books.lateState(payment) : books.stateOf(payment), payment), (state) =>
          typeof fault === "object" && "lie" in fault ? { ...state, ...fault.lie } : state
        )
      ),
    lookUpRefund: ({ key }) =>
      capabilities.refund === "by_hand"
        ? notSupported("refund")
        : acting("lookUpRefund", () => Effect.sync(() => books.refundOf(key))),
    receive: messages.receive
  }

  /** What it has to say of a payment now: another event each time. `status`: what it says of it, true or not. */
  const event = (id: string, status: string | undefined = books.state(id)?.status): Event => ({
    id: `${method}-${++told}`,
    type: "payment.moved",
    data: { payment: id, ...(status === undefined ? {} : { status }) }
  })

  return {
    provider,
    method,
    calls,
    fail,
    pay: books.pay,
    decline: books.decline,
    expire: books.expire,
    reverse: books.reverse,
    endRefund: books.endRefund,
    payments: books.payments,
    refunds: books.refunds,
    state: books.state,
    holds: books.holds,
    event,
    eventOfRefund: (key: string): Event => ({
      id: `${method}-${++told}`,
      type: "refund.moved",
      data: { refund: books.refundOf(key).reference ?? key }
    }),
    /** An event as a message, signed now. The same event twice is the same message to the shop. */
    message: messages.message,
    /** The next `tell` delivers after each of these: none loses it, two tell it twice, a long one lets others pass. */
    deliverNext: (...delaysSeconds: ReadonlyArray<number>): void => void deliveries.push(delaysSeconds),
    /** Tells the shop of a payment, until it has taken it or five attempts have failed. */
    tell: (id: string, deliver: Deliver): Effect.Effect<void> =>
      Effect.suspend(() =>
        delivered(messages.message(event(id)), {
          deliver,
          url: books.webhookUrl(id),
          delaysSeconds: deliveries.shift() ?? [0]
        })
      )
  }
}

export type FakeProvider = ReturnType<typeof make>
