/** Paystack's refunds. They know no key: ours is written into the note for the merchant. */
import type { ProviderRefund, RefundState } from "@duka/core"
import type { Calls } from "@duka/payment-http"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { OneRefund, type Refund, Refunds, type Transaction } from "./wire.ts"

/** More than one payment is ever given back in. */
const perPage = 100

const noteOf = (key: string) => `Refund ${key}`

const stateOf = ({ id, status }: Refund): RefundState => ({
  status: status === "processed" ? "succeeded" : status === "failed" ? "failed" : "pending",
  reference: String(id),
  decline: status === "failed" ? "declined" : null
})

export interface RefundsOptions {
  readonly paystack: Calls
  readonly baseUrl: string
  readonly asking: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
}

export const make = ({ asking, baseUrl, paystack }: RefundsOptions) => {
  const all = Effect.fnUntraced(function* (transaction: Transaction) {
    const said = yield* paystack.call({
      request: asking(
        HttpClientRequest.get(`${baseUrl}/refund`, {
          urlParams: { transaction: String(transaction.id), perPage: String(perPage) }
        })
      ),
      acts: false,
      answer: Refunds
    })
    return said._tag === "Answered" ? said.answer.data : yield* paystack.refusedBy(said.refusal)
  })

  /** How much of a payment is back with its payer. */
  const refunded = (transaction: Transaction) =>
    Effect.map(all(transaction), (refunds) =>
      refunds.reduce((sum, { amount, status }) => (status === "processed" ? sum + Number(amount) : sum), 0)
    )

  const found = (transaction: Transaction, { key }: ProviderRefund) =>
    Effect.map(all(transaction), (refunds) => {
      const mine = refunds.find(({ merchant_note: note }) => note === noteOf(key))
      return mine === undefined ? null : stateOf(mine)
    })

  const byReference = Effect.fnUntraced(function* (reference: string) {
    const said = yield* paystack.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/refund/${encodeURIComponent(reference)}`)),
      acts: false,
      answer: OneRefund
    })
    return said._tag === "Answered" ? stateOf(said.answer.data) : yield* paystack.refusedBy(said.refusal)
  })

  const made = Effect.fnUntraced(function* ({ reference }: Transaction, { amount, key, reason }: ProviderRefund) {
    const said = yield* paystack.call({
      request: HttpClientRequest.post(`${baseUrl}/refund`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          transaction: reference,
          amount: amount.amount,
          currency: amount.currency,
          merchant_note: noteOf(key),
          ...(reason === null ? {} : { customer_note: reason.slice(0, 200) })
        })
      ),
      acts: true,
      answer: OneRefund
    })
    return said._tag === "Answered" ? stateOf(said.answer.data) : yield* paystack.refusedBy(said.refusal)
  })

  return { refunded, found, byReference, made }
}
