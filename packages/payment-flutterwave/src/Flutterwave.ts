/**
 * Flutterwave's v3, after the pages "Checkout" (Flutterwave Standard), "Transaction Verification", "Refunds" and "Webhooks" of
 * developer.flutterwave.com, and Flutterwave/Node-v3. A payment is a page under our reference; the same reference may be
 * given another page, so a payment that was paid is not given one.
 */
import { Money, type PaymentProvider, type PaymentStarted, type ProviderPayment, type StartPayment } from "@duka/core"
import {
  capturedState,
  declineOf,
  emailOf,
  failedState,
  make as calls,
  minorOf,
  notedRefunds,
  pendingState,
  remembering
} from "@duka/payment-http"
import { Effect, type Redacted } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import * as receiving from "./receiving.ts"
import * as refunding from "./refunds.ts"
import { Linked, type Transaction, Verified } from "./wire.ts"

export interface FlutterwaveConfig {
  /** `flutterwave` unless given: also in the path of its webhook. */
  readonly name?: string
  /** `https://api.flutterwave.com` unless given. */
  readonly baseUrl?: string
  /** `FLWSECK-…`, or `FLWSECK_TEST-…` for money of no worth: a key sees the payments of its own mode alone. */
  readonly secretKey: Redacted.Redacted
  /** The secret hash that was entered with the webhook's URL. */
  readonly secretHash: Redacted.Redacted
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

const currencies = "NGN GHS KES UGX TZS RWF ZAR ZMW MWK XAF XOF EGP USD EUR GBP"
  .split(" ")
  .map((code) => Money.Currency.make(code))

const lookUpSeconds = 30 * 24 * 3600

export const make = Effect.fnUntraced(function* (
  config: FlutterwaveConfig
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const flutterwave = yield* calls({
    name: config.name ?? "flutterwave",
    answerMaxSeconds: config.answerMaxSeconds
  })
  const baseUrl = (config.baseUrl ?? "https://api.flutterwave.com").replace(/\/+$/u, "")
  const pages = remembering()

  const asking = HttpClientRequest.bearerToken(config.secretKey)
  const refunds = refunding.make({ flutterwave, baseUrl, asking })

  /** What Flutterwave has under our reference; null as long as nobody has tried to pay. */
  const verified = Effect.fnUntraced(function* (id: string) {
    const urlParams = { tx_ref: id }
    const said = yield* flutterwave.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/v3/transactions/verify_by_reference`, { urlParams })),
      acts: false,
      answer: Verified
    })
    if (said._tag === "Refused") {
      const isUnknown = said.refusal.status === 404 || /no transaction was found/iu.test(said.refusal.words)
      return isUnknown ? null : yield* flutterwave.refusedBy(said.refusal)
    }
    const { data } = said.answer
    if (data.tx_ref !== id) return yield* flutterwave.refused("The payment that was verified has another tx_ref.")
    return data
  })

  const stateOf = Effect.fnUntraced(function* (payment: ProviderPayment, data: Transaction) {
    const { currency } = payment.amount
    const reference = String(data.id)
    if (data.status === "failed") {
      return failedState({ reference, currency, decline: declineOf(data.processor_response) })
    }
    if (data.status !== "successful") return pendingState({ reference, currency })
    if (data.currency !== currency) {
      return yield* flutterwave.refused(`The payment was made in ${data.currency}, and is one of ${currency}.`)
    }
    const captured = minorOf(data.amount, currency)
    if (captured === null) return yield* flutterwave.refused("The amount that was verified is none of the currency.")
    // That refunds cannot be listed is no reason not to say that the money is there.
    const refunded = yield* Effect.orElseSucceed(refunds.refunded(data, payment), () => 0)
    return capturedState({ reference, currency, captured, refunded, receipt: data.flw_ref ?? null })
  })

  const lookUp = Effect.fn("Flutterwave.lookUp")(function* (payment: ProviderPayment) {
    const data = yield* verified(payment.id)
    return data === null
      ? pendingState({ reference: payment.reference, currency: payment.amount.currency })
      : yield* stateOf(payment, data)
  })

  /** The page of this payment: what was told before, by this process, is not replaced. */
  const opened = Effect.fnUntraced(function* (payment: StartPayment, email: string) {
    const before = pages.pageOf(payment.id)
    if (before !== null) return before
    const { amount, id, orderNumber, payer } = payment
    const said = yield* flutterwave.call({
      request: HttpClientRequest.post(`${baseUrl}/v3/payments`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          tx_ref: id,
          amount: Money.decimal(amount),
          currency: amount.currency,
          redirect_url: payment.returnUrl ?? "https://shop.invalid/",
          customer: { email, name: payer.name, ...(payer.phone === undefined ? {} : { phonenumber: payer.phone }) },
          customizations: { title: `Order ${orderNumber}` }
        })
      ),
      acts: true,
      answer: Linked
    })
    if (said._tag === "Answered") {
      pages.keep(id, said.answer.data.link)
      return said.answer.data.link
    }
    if (/email/iu.test(said.refusal.words)) return yield* flutterwave.declined("invalid_payer")
    if (/\bamount\b/iu.test(said.refusal.words)) return yield* flutterwave.notSupported("amount")
    return /duplicate|already/iu.test(said.refusal.words) ? null : yield* flutterwave.refusedBy(said.refusal)
  })

  const start = Effect.fn("Flutterwave.start")(function* (payment: StartPayment) {
    const { amount, payer } = payment
    if (payment.capture !== "automatic") return yield* flutterwave.notSupported("start")
    if (!currencies.includes(amount.currency)) return yield* flutterwave.notSupported("currency")
    if (amount.amount <= 0) return yield* flutterwave.notSupported("amount")
    const email = emailOf(payer)
    if (email === null) return yield* flutterwave.declined("invalid_payer")
    const url = yield* opened(payment, email)
    const state = yield* lookUp({ ...payment, reference: null }).pipe(
      Effect.catchTag("ProviderUnreachable", () => Effect.fail(flutterwave.unreachable("unknown")))
    )
    const begun: PaymentStarted = {
      state,
      next: url === null || state.status !== "pending" ? { kind: "none" } : { kind: "redirect", url }
    }
    return begun
  })

  return {
    name: flutterwave.method,
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
    capture: () => flutterwave.notSupported("capture"),
    void: () => flutterwave.notSupported("void"),
    lookUp,
    ...notedRefunds(flutterwave, { paid: verified, ...refunds }),
    receive: receiving.make(config.secretHash)
  }
})
