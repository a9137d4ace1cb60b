/**
 * M-Pesa through Safaricom's Daraja, after its portal's pages "Authorization", "M-PESA Express Simulate", "M-PESA Express
 * Query", "Customer To Business Register URL", "Customer To Business (C2B)" and "Transaction Status" (developer.safaricom.co.ke),
 * and what integrators have seen of it. Nothing that Safaricom sends is signed, a query tells neither amount nor receipt,
 * and nothing can be started under a key: see `starts.ts` for what follows from that.
 */
import { PaymentNotSupported, type PaymentProvider, type ProviderPayment, type StartPayment } from "@duka/core"
import { Effect } from "effect"
import type { HttpClient } from "effect/http"
import { shillings, step, wholeShillings } from "./amounts.ts"
import { callbackAt, checkedSecret, type MpesaConfig } from "./config.ts"
import * as Daraja from "./Daraja.ts"
import * as incoming from "./incoming.ts"
import * as receiving from "./receiving.ts"
import { pending, stateOf } from "./results.ts"
import * as starts from "./starts.ts"
import { Pushed, Queried } from "./wire.ts"

export type { MpesaConfig, PaybillOptions } from "./config.ts"
export { registerUrls, type RegisterOptions } from "./incoming.ts"

/** A prompt lives for a minute or two, and is settled minutes later at the worst. How long it can be asked for is not published. */
const lookUpSeconds = 7200

/** To which nobody listens (RFC 2606): Daraja takes no prompt without an address. */
const nowhere = "https://shop.invalid/"

const credentials = /credential|merchant does not exist|initiator/iu

const phoneOf = (phone: string | undefined) => /^\+(254[17]\d{8})$/u.exec(phone ?? "")?.[1] ?? null

export const make = Effect.fnUntraced(function* (
  config: MpesaConfig
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const secret = yield* checkedSecret(config)
  const daraja = yield* Daraja.make(config)
  const { declined, method, notSupported } = daraja
  const begun = starts.make(() => daraja.unreachable("unknown"))

  const refusedPush = (refusal: Daraja.Refusal) => {
    const { code, status, words } = refusal
    if (credentials.test(words)) return daraja.refusedBy(refusal)
    if (/lock|already in process/iu.test(words)) return declined("payer_unreachable")
    if (status >= 500) return daraja.unreachable("unknown")
    if (code === "400.002.02" && /phone|partya/iu.test(words)) return declined("invalid_payer")
    if (code === "400.002.02" && /amount/iu.test(words)) return new PaymentNotSupported({ method, operation: "amount" })
    return daraja.refusedBy(refusal)
  }

  const push = Effect.fnUntraced(function* ({ amount, capture, id, orderNumber, payer, webhookUrl }: StartPayment) {
    if (capture !== "automatic") return yield* notSupported("start")
    if (amount.currency !== shillings) return yield* notSupported("currency")
    const whole = wholeShillings(amount)
    if (whole === null) return yield* notSupported("amount")
    const phone = phoneOf(payer.phone)
    if (phone === null) return yield* declined("invalid_payer")
    const stamp = yield* daraja.stamped
    const said = yield* daraja.call({
      path: "/mpesa/stkpush/v1/processrequest",
      body: {
        ...stamp,
        TransactionType: config.tillNumber === undefined ? "CustomerPayBillOnline" : "CustomerBuyGoodsOnline",
        Amount: whole,
        PartyA: phone,
        PartyB: config.tillNumber ?? config.shortCode,
        PhoneNumber: phone,
        CallBackURL: webhookUrl === null ? nowhere : `${callbackAt(webhookUrl, { config, message: "stk" })}/${id}`,
        // At most twelve and thirteen characters.
        AccountReference: String(orderNumber).slice(-12),
        TransactionDesc: `Order ${orderNumber}`.slice(0, 13)
      },
      answer: Pushed,
      acts: true
    })
    if (said._tag === "Refused") return yield* refusedPush(said.refusal)
    if (String(said.answer.ResponseCode) !== "0") {
      const code = String(said.answer.ResponseCode)
      return yield* daraja.refusedBy({ status: 200, code, words: "The prompt was not accepted." })
    }
    return said.answer.CheckoutRequestID
  })

  const lookUp = Effect.fn("Mpesa.lookUp")(function* (asked: ProviderPayment) {
    const reference = asked.reference ?? begun.referenceOf(asked.id)
    // The answer of its start was lost: there is nothing to ask by.
    if (reference === null) return pending(null)
    const stamp = yield* daraja.stamped
    const said = yield* daraja.call({
      path: "/mpesa/stkpushquery/v1/query",
      body: { ...stamp, CheckoutRequestID: reference },
      answer: Queried,
      acts: false
    })
    if (said._tag === "Answered") {
      const { ResultCode, ResultDesc } = said.answer
      const code = ResultCode === undefined ? null : String(ResultCode)
      return stateOf({ ...asked, reference }, { code, words: ResultDesc ?? "" })
    }
    const { refusal } = said
    if (credentials.test(refusal.words)) return yield* daraja.refusedBy(refusal)
    const isUnknown = refusal.status === 404 || /checkoutrequestid/iu.test(refusal.words)
    if (refusal.code === "500.001.1001" || isUnknown) return pending(reference)
    return yield* refusal.status >= 500 ? daraja.unreachable("nothing_done") : daraja.refusedBy(refusal)
  })

  return {
    name: method,
    capabilities: {
      capture: ["automatic"],
      refund: "by_hand",
      voids: false,
      needs: ["phone"],
      currencies: [shillings],
      lookUpSeconds
    },
    step: () => step,
    start: Effect.fn("Mpesa.start")((payment: StartPayment) => begun.start(payment.id, push(payment))),
    capture: () => notSupported("capture"),
    void: () => notSupported("void"),
    refund: () => notSupported("refund"),
    lookUp,
    lookUpRefund: () => notSupported("refund"),
    receive: receiving.make({ secret, learn: begun.learn }),
    ...(config.paybill === undefined
      ? {}
      : { confirmIncoming: incoming.confirming({ config, daraja, paybill: config.paybill }) })
  }
})
