/**
 * Refunds of v3. They know no key: ours is written into the comments, and is looked for among the refunds since the payment
 * was started. When they cannot be listed, nothing is given back.
 */
import { Money, type ProviderPayment, type ProviderRefund, type RefundState } from "@duka/core"
import { type Calls, minorOf } from "@duka/payment-http"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { type Listed, OneRefund, type Refund, Refunds, type Transaction } from "./wire.ts"

/** A shop with more refunds since one payment has to look by hand. */
const pagesMax = 20

const commentOf = (key: string) => `Refund ${key}`

const statusOf = (said: string): RefundState["status"] =>
  said === "failed" ? "failed" : said.startsWith("completed") && said !== "completed-pending" ? "succeeded" : "pending"

const stateOf = ({ id, status }: Refund): RefundState => ({
  status: statusOf(status),
  reference: String(id),
  decline: status === "failed" ? "declined" : null
})

export interface RefundsOptions {
  readonly flutterwave: Calls
  readonly baseUrl: string
  readonly asking: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
}

export const make = ({ asking, baseUrl, flutterwave }: RefundsOptions) => {
  const page = Effect.fnUntraced(function* (from: string, number: number) {
    const urlParams = { from, page: String(number) }
    const said = yield* flutterwave.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/v3/refunds`, { urlParams })),
      acts: false,
      answer: Refunds
    })
    return said._tag === "Answered" ? said.answer : yield* flutterwave.refusedBy(said.refusal)
  })

  const all = Effect.fnUntraced(function* ({ id }: Transaction, { startedAt }: ProviderPayment) {
    const of: Array<Listed> = []
    for (let number = 1; ; number++) {
      if (number > pagesMax) return yield* flutterwave.refused("There are too many refunds to look through.")
      const { data, meta } = yield* page(startedAt.slice(0, 10), number)
      of.push(...data.filter((refund) => String(refund.transaction_id ?? refund.tx_id) === String(id)))
      if (number >= (meta?.page_info?.total_pages ?? 1)) return of
    }
  })

  /** How much of a payment is back with its payer. */
  const refunded = (transaction: Transaction, payment: ProviderPayment) =>
    Effect.map(all(transaction, payment), (refunds) =>
      refunds
        .filter(({ status }) => statusOf(status) === "succeeded")
        .reduce((sum, { amount_refunded: amount }) => sum + (minorOf(amount, payment.amount.currency) ?? 0), 0)
    )

  const found = (transaction: Transaction, { key, payment }: ProviderRefund) =>
    Effect.map(all(transaction, payment), (refunds) => {
      const mine = refunds.find(({ comments }) => comments === commentOf(key))
      return mine === undefined ? null : stateOf(mine)
    })

  const byReference = Effect.fnUntraced(function* (reference: string) {
    const said = yield* flutterwave.call({
      request: asking(HttpClientRequest.get(`${baseUrl}/v3/refunds/${encodeURIComponent(reference)}`)),
      acts: false,
      answer: OneRefund
    })
    return said._tag === "Answered" ? stateOf(said.answer.data) : yield* flutterwave.refusedBy(said.refusal)
  })

  const made = Effect.fnUntraced(function* (transaction: Transaction, refund: ProviderRefund) {
    const said = yield* flutterwave.call({
      request: HttpClientRequest.post(`${baseUrl}/v3/transactions/${transaction.id}/refund`).pipe(
        asking,
        HttpClientRequest.bodyJsonUnsafe({
          amount: Number(Money.decimal(refund.amount)),
          comments: commentOf(refund.key)
        })
      ),
      acts: true,
      answer: OneRefund
    })
    return said._tag === "Answered" ? stateOf(said.answer.data) : yield* flutterwave.refusedBy(said.refusal)
  })

  return { refunded, found, byReference, made }
}
