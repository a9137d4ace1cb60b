/**
 * Stripe, through its own library, after docs.stripe.com: the API reference of Checkout Sessions, PaymentIntents and Refunds,
 * and the pages "Supported currencies", "Place a hold on a payment method", "Idempotent requests", "Receive Stripe events in
 * your webhook endpoint" and "Decline codes". Card numbers are typed into Stripe's page or script, and never come here.
 */
import {
  PaymentExpired,
  type PaymentProvider,
  type PaymentStarted,
  type ProviderChange,
  type ProviderPayment,
  type ProviderRefund,
  type ProviderState,
  type RefundState,
  type StartPayment
} from "@duka/core"
import { pendingState } from "@duka/payment-http"
import { type Array, Clock, Effect, type Redacted } from "effect"
import type { HttpClient } from "effect/http"
import { currencies, stepOf, unitsOf } from "./amounts.ts"
import { make as makeAsking, type Refusal } from "./asking.ts"
import * as looking from "./looking.ts"
import * as receiving from "./receiving.ts"
import * as refunding from "./refunds.ts"
import type { Made } from "./states.ts"
import { intents, madeOf, nextOf, pages } from "./ways.ts"
import { Intent, Session } from "./wire.ts"

export interface StripeConfig {
  /** `stripe` unless given: also in the path of its webhook. */
  readonly name?: string
  /** `https://api.stripe.com` unless given. */
  readonly baseUrl?: string
  /** `sk_live_…`, or `sk_test_…` for money of no worth; or a restricted one, `rk_…`. */
  readonly secretKey: Redacted.Redacted
  /** `whsec_…`, as the webhook's page shows it. Two of them while one takes the place of the other. */
  readonly webhookSecrets: Array.NonEmptyReadonlyArray<Redacted.Redacted>
  /** Where the buyer pays. `redirect`: on Stripe's page, unless given. `confirm`: on the shop's, through Stripe's script. */
  readonly next?: "redirect" | "confirm"
  /** What is done unless asked otherwise: `automatic`, unless given. `manual`: authorised first, and captured by staff. */
  readonly capture?: "automatic" | "manual"
  /** Where buyers come back to from Stripe's page when nobody says it: it takes none without. The shop's own, unless given. */
  readonly returnUrl?: string
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

/** Stripe tells of everything for as long as the account lives; debits of bank accounts take two weeks. */
const lookUpSeconds = 30 * 24 * 3600

/** Stripe keeps keys for a day at least: what was begun earlier is looked for, and not made any more. */
const keysKeptSeconds = 23 * 3600

const cancellable: ReadonlySet<string> = new Set([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "requires_capture"
])

/** It stands otherwise than when it was looked at: somebody was faster. */
const isOvertaken = ({ code, words }: Refusal) => code === "payment_intent_unexpected_state" || /status/iu.test(words)

export const make = Effect.fnUntraced(function* (
  config: StripeConfig
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const asking = yield* makeAsking({
    name: config.name ?? "stripe",
    baseUrl: config.baseUrl ?? "https://api.stripe.com",
    secretKey: config.secretKey,
    answerMaxSeconds: config.answerMaxSeconds ?? 10
  })
  const way = config.next === "confirm" ? intents : pages
  const refunds = refunding.make(asking)
  const { called, found, made, told } = looking.make({ asking, refunds, way })

  const begun = Effect.fnUntraced(function* (payment: StartPayment, there: Made) {
    const started: PaymentStarted = { state: yield* told(payment, there), next: nextOf(there) }
    return started
  })

  const startRefused = ({ code, param, ...refusal }: Refusal) => {
    if (param === "customer_email") return Effect.fail(asking.declined("invalid_payer"))
    if (code === "amount_too_small" || code === "amount_too_large") return asking.notSupported("amount")
    if (/currency\]?$/u.test(param)) return asking.notSupported("currency")
    return Effect.fail(asking.refusedBy({ code, param, ...refusal }))
  }

  /** The shop's own address stands in that of the webhook. */
  const returnUrlOf = ({ returnUrl, webhookUrl }: StartPayment): string | null =>
    returnUrl ?? config.returnUrl ?? (webhookUrl === null ? null : new URL(webhookUrl).origin)

  const start = Effect.fn("Stripe.start")(function* (payment: StartPayment) {
    const { amount, startedAt } = payment
    if (!currencies.includes(amount.currency)) return yield* asking.notSupported("currency")
    const units = unitsOf(amount)
    if (units === null || units <= 0) return yield* asking.notSupported("amount")
    const age = (yield* Clock.currentTimeMillis) - Date.parse(startedAt)
    if (age > keysKeptSeconds * 1000) {
      const before = yield* found(payment)
      return before === null ? yield* new PaymentExpired({ method: asking.method }) : yield* begun(payment, before)
    }
    const said = yield* asking.act<typeof Session | typeof Intent>(
      way.begin({ payment, units, returnUrl: returnUrlOf(payment) })
    )
    switch (said._tag) {
      case "Answered":
        // What was answered then may have moved since.
        return yield* begun(payment, said.replayed ? yield* called(said.answer.id) : madeOf(said.answer))
      case "Refused":
        return yield* startRefused(said.refusal)
      case "Spent": {
        const there = yield* found(payment)
        return there === null ? yield* asking.unreachable("unknown") : yield* begun(payment, there)
      }
    }
  })

  const nowhere = ({ amount, reference }: ProviderPayment) => pendingState({ reference, currency: amount.currency })

  const lookUp = Effect.fn("Stripe.lookUp")(function* (payment: ProviderPayment) {
    const there = yield* made(payment)
    return there === null ? nowhere(payment) : yield* told(payment, there)
  })

  const capture = Effect.fn("Stripe.capture")(function* ({ amount, key, payment }: ProviderChange) {
    const units = unitsOf(amount)
    if (units === null || units <= 0 || amount.currency !== payment.amount.currency) {
      return yield* asking.notSupported("amount")
    }
    const there = yield* made(payment)
    const intent = there?.intent ?? null
    if (there === null || intent === null) return yield* asking.refused("Nothing has been authorised.")
    const state = yield* told(payment, there)
    // It was captured already, or cannot be any more.
    if (intent.status !== "requires_capture") return state
    const said = yield* asking.act({
      answer: Intent,
      ask: (stripe) =>
        stripe.paymentIntents.capture(
          intent.id,
          { amount_to_capture: units },
          { idempotencyKey: `duka:${key}:${units}` }
        )
    })
    if (said._tag === "Refused" && !isOvertaken(said.refusal)) return yield* asking.refusedBy(said.refusal)
    const after = yield* lookUp(payment)
    return said._tag === "Spent" && after.captured === 0 ? yield* asking.unreachable("unknown") : after
  })

  /** How the money is let go of; null: there is nothing to let go of, or it cannot be. Harmless twice: no key of ours. */
  const lettingGo = ({ intent, session }: Made) => {
    if (session?.status === "open") {
      return asking.act({ answer: Session, ask: (stripe) => stripe.checkout.sessions.expire(session.id) })
    }
    const isOurs = session === null || intent?.status === "requires_capture"
    return intent !== null && isOurs && cancellable.has(intent.status)
      ? asking.act({ answer: Intent, ask: (stripe) => stripe.paymentIntents.cancel(intent.id) })
      : null
  }

  const letGo = Effect.fn("Stripe.void")(function* ({ payment }: ProviderChange) {
    const there = yield* made(payment)
    if (there === null) {
      const never: ProviderState = { ...nowhere(payment), status: "voided" }
      return never
    }
    yield* told(payment, there)
    const said = yield* lettingGo(there) ?? Effect.succeed(null)
    if (said?._tag === "Refused" && !isOvertaken(said.refusal)) return yield* asking.refusedBy(said.refusal)
    return yield* lookUp(payment)
  })

  const refund = Effect.fn("Stripe.refund")(function* (asked: ProviderRefund) {
    if (asked.amount.currency !== asked.payment.amount.currency) return yield* asking.notSupported("currency")
    const there = yield* made(asked.payment)
    if (there === null || there.intent === null) return yield* asking.refused("Nothing has been paid.")
    yield* told(asked.payment, there)
    return yield* refunds.made(there.intent.id, asked)
  })

  const lookUpRefund = Effect.fn("Stripe.lookUpRefund")(function* ({ key, payment, reference }: ProviderRefund) {
    if (reference !== null) return yield* refunds.byReference(reference)
    const there = yield* made(payment)
    const before = there === null || there.intent === null ? null : yield* refunds.found(there.intent.id, key)
    const unknown: RefundState = { status: "pending", reference: null, decline: null }
    return before ?? unknown
  })

  return {
    name: asking.method,
    capabilities: {
      capture: config.capture === "manual" ? ["manual", "automatic"] : ["automatic", "manual"],
      refund: "partial",
      voids: true,
      needs: [],
      currencies,
      lookUpSeconds
    },
    step: stepOf,
    start,
    capture,
    void: letGo,
    refund,
    lookUp,
    lookUpRefund,
    receive: receiving.make(config.webhookSecrets)
  }
})
