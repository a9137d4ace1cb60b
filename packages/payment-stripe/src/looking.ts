/** How a payment is found at Stripe, and what is said of it there. */
import type { ProviderPayment, ProviderState } from "@duka/core"
import { Clock, Effect } from "effect"
import { minorOf } from "./amounts.ts"
import type { Asking } from "./asking.ts"
import { listed } from "./listing.ts"
import type { Refunding } from "./refunds.ts"
import { type Made, stateOf } from "./states.ts"
import { intentCalled, madeOf, pageCalled, type Way } from "./ways.ts"
import { Listed, paymentKey } from "./wire.ts"

/** Stripe's clock and the shop's may differ by so much. */
const skewSeconds = 300

/** Nothing is started later than so long after the shop has begun. */
const startMaxSeconds = 24 * 3600

export interface LookingOptions {
  readonly asking: Asking
  readonly refunds: Refunding
  readonly way: Way
}

export const make = ({ asking, refunds, way }: LookingOptions) => {
  const called = Effect.fnUntraced(function* (reference: string) {
    const said = reference.startsWith("pi_")
      ? yield* asking.read(intentCalled(reference))
      : yield* asking.read(pageCalled(reference))
    return said === null ? yield* asking.refused(`Stripe does not know ${reference}.`) : madeOf(said)
  })

  /**
   * By our own id, in a list of what was made since: a list holds what was made a moment ago, and a search may not. It is
   * needed only where the answer of a start was lost; nobody has been sent to a page then.
   */
  const found = Effect.fnUntraced(function* ({ id, startedAt }: Pick<ProviderPayment, "id" | "startedAt">) {
    const since = Math.floor(Date.parse(startedAt) / 1000)
    const created = { gte: since - skewSeconds, lte: since + startMaxSeconds }
    const isMeant = ({ metadata }: (typeof Listed.Type)["data"][number]) => metadata?.[paymentKey] === id
    const all = yield* listed(
      asking,
      { answer: Listed, page: (stripe, at) => way.list(stripe, { ...at, created }) },
      isMeant
    )
    const mine = all.find(isMeant)
    return mine === undefined ? null : yield* called(mine.id)
  })

  /** Null as long as there is nothing. */
  const made = (payment: ProviderPayment) => (payment.reference === null ? found(payment) : called(payment.reference))

  /** How it stands, by what is there: only if it is of this payment, and in its currency. */
  const told = Effect.fnUntraced(function* (
    { amount: { currency }, id }: Pick<ProviderPayment, "amount" | "id">,
    { intent, session }: Made
  ) {
    for (const one of [session, intent]) {
      if (one === null) continue
      if (one.metadata?.[paymentKey] !== id) {
        return yield* asking.refused(`${one.id} is of another payment.`)
      }
      if (one.currency !== currency.toLowerCase()) {
        return yield* asking.refused(`${one.id} is in ${one.currency}, and the payment in ${currency}.`)
      }
    }
    const captured = minorOf(intent?.amount_received ?? 0, currency)
    const capturable = minorOf(intent?.amount_capturable ?? 0, currency)
    const refunded = intent === null ? 0 : yield* refunds.refunded(intent, currency)
    if (captured === null || capturable === null || refunded === null) {
      return yield* asking.refused(`${intent?.id} has an amount that there is not in ${currency}.`)
    }
    const nowSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const state: ProviderState = stateOf({ intent, session }, { currency, nowSeconds, captured, capturable, refunded })
    return state
  })

  return { called, found, made, told }
}
