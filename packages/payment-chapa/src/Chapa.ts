/**
 * Chapa, after the pages "Accept Payments", "Verify Payments", "Refund", "Webhooks" and "Error Codes" of developer.chapa.co and the
 * endpoints that its own SDKs list (Chapa-Et/chapa-rust). A payment is a page of Chapa's under our reference; of a refund
 * nothing can be asked but whether the payment is refunded, so refunds are of whole payments.
 */
import {
  Money,
  type PaymentProvider,
  type PaymentStarted,
  type ProviderPayment,
  type ProviderRefund,
  type ProviderState,
  type RefundState,
  type StartPayment
} from "@duka/core"
import {
  capturedState,
  emailOf,
  failedState,
  make as calls,
  minorOf,
  pendingState,
  remembering
} from "@duka/payment-http"
import { Effect, Redacted } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as receiving from "./receiving.ts"
import { Initialized, Refunded, type Transaction, Verified } from "./wire.ts"

export interface ChapaConfig {
  /** `chapa` unless given: also in the path of its webhook. */
  readonly name?: string
  /** `https://api.chapa.co` unless given. */
  readonly baseUrl?: string
  /** `CHASECK-…`, or `CHASECK_TEST-…` for money of no worth. */
  readonly secretKey: Redacted.Redacted
  /** The secret hash that was entered with the webhook's URL. */
  readonly webhookSecret: Redacted.Redacted
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

const currencies = [Money.Currency.make("ETB"), Money.Currency.make("USD")]

/** Longer than its messages come, which is 72 hours. */
const lookUpSeconds = 30 * 24 * 3600

/** Chapa knows nothing of it, or nobody has paid yet. */
const notPaid = /not found|not paid|invalid transaction/iu

const usedBefore = /used before|already|unique|taken|duplicate/iu

/** As Chapa takes phones: ten digits, of Ethiopia alone. */
const phoneOf = (phone: string | undefined) => {
  const digits = /^\+251([79]\d{8})$/u.exec(phone ?? "")?.[1]
  return digits === undefined ? {} : { phone_number: `0${digits}` }
}

const namesOf = (name: string) => {
  const [first = "", ...others] = name.trim().split(/\s+/u)
  return { first_name: first, ...(others.length === 0 ? {} : { last_name: others.join(" ") }) }
}

export const make = Effect.fnUntraced(function* (
  config: ChapaConfig
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const chapa = yield* calls({ name: config.name ?? "chapa", answerMaxSeconds: config.answerMaxSeconds })
  const baseUrl = (config.baseUrl ?? "https://api.chapa.co").replace(/\/+$/u, "")
  const mode = Redacted.value(config.secretKey).startsWith("CHASECK_TEST") ? "test" : "live"
  const pages = remembering()

  const asking = HttpClientRequest.bearerToken(config.secretKey)

  /** What Chapa has under our reference; null as long as there is nothing. */
  const verified = Effect.fnUntraced(function* (id: string) {
    const said = yield* chapa.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/v1/transaction/verify/${encodeURIComponent(id)}`)),
      acts: false,
      answer: Verified
    })
    if (said._tag === "Refused") {
      if (said.refusal.status === 404 || notPaid.test(said.refusal.words)) return null
      return yield* chapa.refusedBy(said.refusal)
    }
    const { data } = said.answer
    if (data === null) return null
    if (data.tx_ref !== id) return yield* chapa.refused("The payment that was verified has another tx_ref.")
    if (data.mode.toLowerCase() !== mode) {
      return yield* chapa.refused(`The payment was made in ${data.mode} mode, and the shop's key is of ${mode} mode.`)
    }
    return data
  })

  const stateOf = Effect.fnUntraced(function* (payment: ProviderPayment, data: Transaction) {
    const { currency } = payment.amount
    const reference = data.reference ?? payment.reference
    const status = data.status?.toLowerCase() ?? "pending"
    if (status === "pending") return pendingState({ reference, currency })
    if (status.startsWith("failed")) return failedState({ reference, currency, decline: "declined" })
    if (status.startsWith("cancel")) return failedState({ reference, currency, decline: "cancelled_by_payer" })
    const isBack = status === "refunded" || status === "reversed"
    if (status !== "success" && !isBack) return pendingState({ reference, currency })
    if (data.currency !== currency) {
      return yield* chapa.refused(`The payment was made in ${data.currency}, and is one of ${currency}.`)
    }
    const captured = minorOf(data.amount, currency)
    if (captured === null) return yield* chapa.refused("The amount that was verified is none of the currency.")
    return capturedState({ reference, currency, captured, refunded: isBack ? captured : 0, receipt: reference })
  })

  const lookUp = Effect.fn("Chapa.lookUp")(function* (payment: ProviderPayment) {
    const data = yield* verified(payment.id)
    return data === null
      ? pendingState({ reference: payment.reference, currency: payment.amount.currency })
      : yield* stateOf(payment, data)
  })

  const start = Effect.fn("Chapa.start")(function* (payment: StartPayment) {
    const { amount, id, orderNumber, payer } = payment
    if (payment.capture !== "automatic") return yield* chapa.notSupported("start")
    if (!currencies.includes(amount.currency)) return yield* chapa.notSupported("currency")
    if (amount.amount <= 0) return yield* chapa.notSupported("amount")
    const email = emailOf(payer)
    if (email === null) return yield* chapa.declined("invalid_payer")
    const said = yield* chapa.call({
      request: HttpClientRequest.post(`${baseUrl}/v1/transaction/initialize`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          amount: Money.decimal(amount),
          currency: amount.currency,
          email,
          ...namesOf(payer.name),
          ...phoneOf(payer.phone),
          tx_ref: id,
          ...(payment.webhookUrl === null ? {} : { callback_url: payment.webhookUrl }),
          ...(payment.returnUrl === null ? {} : { return_url: payment.returnUrl }),
          // At most 16 characters; letters, digits, dashes, underscores, spaces and dots.
          customization: { title: `Order ${orderNumber}`.slice(0, 16) }
        })
      ),
      acts: true,
      answer: Initialized
    })
    if (said._tag === "Answered") {
      const url = said.answer.data.checkout_url
      pages.keep(id, url)
      const begun: PaymentStarted = {
        state: pendingState({ reference: null, currency: amount.currency }),
        next: { kind: "redirect", url }
      }
      return begun
    }
    if (/email/iu.test(said.refusal.words)) return yield* chapa.declined("invalid_payer")
    if (/\bamount\b/iu.test(said.refusal.words)) return yield* chapa.notSupported("amount")
    if (!usedBefore.test(said.refusal.words)) return yield* chapa.refusedBy(said.refusal)
    // It was started before: Chapa does not say again where its page is.
    const state = yield* lookUp({ ...payment, reference: null })
    const url = state.status === "pending" ? pages.pageOf(id) : null
    const again: PaymentStarted = { state, next: url === null ? { kind: "none" } : { kind: "redirect", url } }
    return again
  })

  const refundState = (refund: ProviderRefund, { refunded }: ProviderState): RefundState => ({
    status: refunded >= refund.amount.amount ? "succeeded" : "pending",
    reference: refund.key,
    decline: null
  })

  const lookUpRefund = Effect.fn("Chapa.lookUpRefund")(function* (refund: ProviderRefund) {
    return refundState(refund, yield* lookUp(refund.payment))
  })

  const refund = Effect.fn("Chapa.refund")(function* (asked: ProviderRefund) {
    const { amount, key, payment, reason } = asked
    if (amount.currency !== payment.amount.currency) return yield* chapa.notSupported("currency")
    const data = yield* verified(payment.id)
    if (data === null) return yield* chapa.refused("Nothing has been paid that could be refunded.")
    const state = yield* stateOf(payment, data)
    if (state.captured !== amount.amount) return yield* chapa.notSupported("refund")
    if (state.refunded > 0) return refundState(asked, state)
    if (state.reference === null) return yield* chapa.refused("Chapa has no reference of its own for this payment.")
    const said = yield* chapa.call({
      request: HttpClientRequest.post(`${baseUrl}/v1/refund/${encodeURIComponent(state.reference)}`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          amount: Money.decimal(amount),
          reference: key,
          ...(reason === null ? {} : { reason: reason.slice(0, 200) })
        })
      ),
      acts: true,
      answer: Refunded
    })
    if (said._tag === "Refused" && !usedBefore.test(said.refusal.words)) return yield* chapa.refusedBy(said.refusal)
    return yield* lookUpRefund(asked)
  })

  return {
    name: chapa.method,
    capabilities: { capture: ["automatic"], refund: "full", voids: false, needs: ["email"], currencies, lookUpSeconds },
    step: () => 1,
    start,
    capture: () => chapa.notSupported("capture"),
    void: () => chapa.notSupported("void"),
    refund,
    lookUp,
    lookUpRefund,
    receive: receiving.make(config.webhookSecret)
  }
})
