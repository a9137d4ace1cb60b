/** What becomes of what providers tell: by a job for each message, which asks the provider before anything is settled. */
import { Effect, Option, Schema } from "effect"
import { Ids } from "../Ids.ts"
import type { Money } from "../Money.ts"
import { OrderReckoning } from "../order/OrderReckoning.ts"
import { now } from "../Time.ts"
import { asking } from "./asking.ts"
import { PaymentId } from "./Payment.ts"
import type { MessageOutcome, ProviderMessage, ProviderMessageId } from "./ProviderMessage.ts"
import { refunding } from "./refunding.ts"
import { intended } from "./NewPayment.ts"
import { sumsOf } from "./settling.ts"

/** A message may be faster than the answer that names what it is about: it is heard again in a moment. */
export class MessageTooEarly extends Schema.TaggedError<MessageTooEarly>()("MessageTooEarly", {
  method: Schema.String,
  reference: Schema.String
}) {
  override get message() {
    return `${this.method} speaks of ${this.reference}, which the shop does not know yet.`
  }
}

/** After so many times it is somebody else's, and operators are told. */
const heardMax = 4

export const hearing = Effect.gen(function* () {
  const { heard, look, providerOf, reckon, store } = yield* asking
  const { carryOut } = yield* refunding
  const { numbered } = yield* OrderReckoning
  const ids = yield* Ids

  /** Money that somebody has paid in by himself, and that is there: a payment of the order that he named. */
  const receive = Effect.fnUntraced(function* (
    { method }: ProviderMessage,
    { account, amount, reference }: { readonly account: string; readonly amount: Money; readonly reference: string }
  ) {
    const order = yield* numbered(account)
    if (order === null || order.currency !== amount.currency) return "unknown" as const
    const at = yield* now
    const id = yield* ids.make(PaymentId)
    yield* reckon(order.id, (current) =>
      Effect.gen(function* () {
        const before = yield* store.ofOrder(current.id)
        if (before.some((payment) => payment.method === method && payment.reference === reference)) {
          return { value: undefined, sums: sumsOf(before) }
        }
        const intent = { id, orderId: current.id, amount: amount.amount, currency: amount.currency, at }
        const payment = {
          ...intended(intent, { method }, providerOf(method)),
          reference,
          next: { kind: "none" as const }
        }
        yield* store.add(payment, null)
        return { value: undefined, sums: sumsOf([...before, payment]) }
      })
    )
    const added = yield* store.byReference(method, reference)
    if (added === null) return "unknown" as const
    yield* heard(added, {
      status: "captured",
      reference,
      currency: amount.currency,
      authorised: amount.amount,
      captured: amount.amount,
      refunded: 0,
      decline: null,
      receipt: reference
    })
    return "settled" as const
  })

  const early = (message: ProviderMessage, reference: string, attempt: number) =>
    attempt < heardMax
      ? Effect.fail(new MessageTooEarly({ method: message.method, reference }))
      : Effect.succeed("unknown" as const)

  /** What became of it, and the token under which the provider will confirm it. */
  const outcomeOf = Effect.fnUntraced(function* (message: ProviderMessage, attempt: number) {
    const { about, method } = message
    switch (about.kind) {
      case "payment":
      case "reference": {
        const id = about.kind === "payment" ? Option.getOrNull(PaymentId.makeOption(about.id)) : null
        const payment =
          about.kind === "reference"
            ? yield* store.byReference(method, about.reference)
            : id === null
              ? null
              : yield* Effect.catch(store.get(id), () => Effect.succeed(null))
        if (payment === null || payment.method !== method) {
          return yield* early(message, about.kind === "payment" ? about.id : about.reference, attempt)
        }
        yield* look(payment.id, about.receipt)
        return "settled" as const
      }
      case "refund": {
        const refund = yield* store.refundByReference(method, about.reference)
        if (refund === null) return yield* early(message, about.reference, attempt)
        yield* carryOut(refund.id, 0)
        return "settled" as const
      }
      case "incoming": {
        const confirm = providerOf(method)?.confirmIncoming
        if (confirm === undefined) return "unknown" as const
        const confirmed = yield* confirm(about)
        if (confirmed._tag === "confirmed") return yield* receive(message, { ...about, amount: confirmed.amount })
        return { token: confirmed.token }
      }
      case "confirmed": {
        const incoming = yield* store.incoming(method, about.token)
        if (incoming?.about.kind !== "incoming" || incoming.about.reference !== about.reference) {
          return yield* early(message, about.reference, attempt)
        }
        const outcome = yield* receive(message, { ...incoming.about, amount: about.amount })
        yield* store.conclude(incoming.id, outcome)
        return outcome
      }
      case "other":
        return "ignored" as const
    }
  })

  const hear = Effect.fn("Payments.hear")(function* (id: ProviderMessageId, attempt: number) {
    const message = yield* store.message(id)
    if (message === null || message.outcome !== "received") return
    const outcome: MessageOutcome | { readonly token: string } = yield* outcomeOf(message, attempt)
    yield* typeof outcome === "string" ? store.conclude(id, outcome) : store.conclude(id, "received", outcome.token)
  })

  return { hear }
})
