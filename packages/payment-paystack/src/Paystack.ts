/**
 * Paystack, after the pages "Accept Payments", "Verify Payments", "Refunds", "Webhooks" and the API reference's "Transactions"
 * and "Refunds" of paystack.com/docs, and the samples in PaystackOSS/doc-code-snippets. Amounts are minor units on both sides.
 */
import { Money, type PaymentProvider, type PaymentStarted, type ProviderPayment, type StartPayment } from "@duka/core"
import {
  capturedState,
  declineOf,
  emailOf,
  failedState,
  make as calls,
  notedRefunds,
  pendingState,
  remembering
} from "@duka/payment-http"
import { Effect, Redacted } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as receiving from "./receiving.ts"
import * as refunding from "./refunds.ts"
import { Initialized, type Transaction, Verified } from "./wire.ts"

export interface PaystackConfig {
  /** `paystack` unless given: also in the path of its webhook. */
  readonly name?: string
  /** `https://api.paystack.co` unless given. */
  readonly baseUrl?: string
  /** `sk_live_…`, or `sk_test_…` for money of no worth. It signs the messages too. */
  readonly secretKey: Redacted.Redacted
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

/** Francs (XOF) are left out: Paystack counts hundredths of them, which there are not. */
const currencies = ["NGN", "GHS", "ZAR", "KES", "USD"].map((code) => Money.Currency.make(code))

/** Messages come for 72 hours. */
const lookUpSeconds = 30 * 24 * 3600

export const make = Effect.fnUntraced(function* (
  config: PaystackConfig
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const paystack = yield* calls({ name: config.name ?? "paystack", answerMaxSeconds: config.answerMaxSeconds })
  const baseUrl = (config.baseUrl ?? "https://api.paystack.co").replace(/\/+$/u, "")
  const domain = Redacted.value(config.secretKey).startsWith("sk_test_") ? "test" : "live"
  const pages = remembering()

  const asking = HttpClientRequest.bearerToken(config.secretKey)
  const refunds = refunding.make({ paystack, baseUrl, asking })

  /** What Paystack has under our reference; null as long as there is nothing. */
  const verified = Effect.fnUntraced(function* (id: string) {
    const said = yield* paystack.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/transaction/verify/${encodeURIComponent(id)}`)),
      acts: false,
      answer: Verified
    })
    if (said._tag === "Refused") {
      const isUnknown = said.refusal.status === 404 || /not found/iu.test(said.refusal.words)
      return isUnknown ? null : yield* paystack.refusedBy(said.refusal)
    }
    const { data } = said.answer
    if (data.reference !== id) return yield* paystack.refused("The payment that was verified has another reference.")
    if (data.domain !== domain) {
      return yield* paystack.refused(`The payment is of the ${data.domain} domain, and the shop's key of ${domain}.`)
    }
    return data
  })

  const stateOf = Effect.fnUntraced(function* (payment: ProviderPayment, data: Transaction) {
    const { currency } = payment.amount
    const reference = String(data.id)
    if (data.status === "failed") {
      return failedState({ reference, currency, decline: declineOf(data.gateway_response) })
    }
    // `abandoned` is said of every page on which nobody has paid yet.
    if (data.status !== "success" && data.status !== "reversed") {
      return pendingState({ reference: payment.reference, currency })
    }
    if (data.currency !== currency) {
      return yield* paystack.refused(`The payment was made in ${data.currency}, and is one of ${currency}.`)
    }
    const captured = Number(data.amount)
    const refunded = data.status === "reversed" ? captured : yield* refunds.refunded(data)
    return capturedState({ reference, currency, captured, refunded, receipt: reference })
  })

  const lookUp = Effect.fn("Paystack.lookUp")(function* (payment: ProviderPayment) {
    const data = yield* verified(payment.id)
    return data === null
      ? pendingState({ reference: payment.reference, currency: payment.amount.currency })
      : yield* stateOf(payment, data)
  })

  const start = Effect.fn("Paystack.start")(function* (payment: StartPayment) {
    const { amount, id, orderNumber, payer } = payment
    if (payment.capture !== "automatic") return yield* paystack.notSupported("start")
    if (!currencies.includes(amount.currency)) return yield* paystack.notSupported("currency")
    if (amount.amount <= 0) return yield* paystack.notSupported("amount")
    const email = emailOf(payer)
    if (email === null) return yield* paystack.declined("invalid_payer")
    const said = yield* paystack.call({
      request: HttpClientRequest.post(`${baseUrl}/transaction/initialize`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          amount: amount.amount,
          currency: amount.currency,
          email,
          reference: id,
          ...(payment.returnUrl === null ? {} : { callback_url: payment.returnUrl }),
          metadata: { order_number: orderNumber }
        })
      ),
      acts: true,
      answer: Initialized
    })
    if (said._tag === "Answered") {
      const url = said.answer.data.authorization_url
      pages.keep(id, url)
      const begun: PaymentStarted = {
        state: pendingState({ reference: null, currency: amount.currency }),
        next: { kind: "redirect", url }
      }
      return begun
    }
    if (/email/iu.test(said.refusal.words)) return yield* paystack.declined("invalid_payer")
    if (/amount/iu.test(said.refusal.words)) return yield* paystack.notSupported("amount")
    if (!/duplicate/iu.test(said.refusal.words)) return yield* paystack.refusedBy(said.refusal)
    // It was started before: Paystack does not say again where its page is.
    const state = yield* lookUp({ ...payment, reference: null })
    const url = state.status === "pending" ? pages.pageOf(id) : null
    const again: PaymentStarted = { state, next: url === null ? { kind: "none" } : { kind: "redirect", url } }
    return again
  })

  return {
    name: paystack.method,
    capabilities: {
      capture: ["automatic"],
      refund: "partial",
      voids: false,
      needs: ["email"],
      currencies,
      lookUpSeconds
    },
    step: () => 1,
    start,
    capture: () => paystack.notSupported("capture"),
    void: () => paystack.notSupported("void"),
    lookUp,
    ...notedRefunds(paystack, { paid: verified, ...refunds }),
    receive: receiving.make(config.secretKey)
  }
})
