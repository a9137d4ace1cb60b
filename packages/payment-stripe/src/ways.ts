/**
 * The two ways to be paid: on a page of Stripe's, a Checkout Session, which has a PaymentIntent once somebody has tried to pay;
 * or on the shop's own page, through Stripe's script, a PaymentIntent whose secret the buyer holds.
 */
import type { NextStep, StartPayment } from "@duka/core"
import type Stripe from "stripe"
import type { Asked } from "./asking.ts"
import type { Made } from "./states.ts"
import { Intent, paymentKey, Session } from "./wire.ts"

/** As far as lists are asked for. */
interface Range {
  readonly limit: number
  readonly starting_after?: string
  readonly created: { readonly gte: number; readonly lte: number }
}

interface Begun {
  readonly payment: StartPayment
  /** In Stripe's units. */
  readonly units: number
  /** Where the buyer comes back to. Stripe opens no page without. */
  readonly returnUrl: string | null
}

const metadataOf = ({ id, orderNumber }: StartPayment) => ({ [paymentKey]: id, order_number: String(orderNumber) })

const nameOf = ({ orderNumber }: StartPayment) => `Order ${orderNumber}`

/** With the same payment the same again, for a day at least. */
const keyOf = ({ id }: StartPayment) => ({ idempotencyKey: `duka:start:${id}` })

/** Stripe takes at once unless it is told otherwise, and knows best how. */
const captureOf = ({ capture }: StartPayment) => (capture === "manual" ? { capture_method: "manual" as const } : {})

/** On Stripe's page. */
export const pages = {
  begin: ({ payment, returnUrl, units }: Begun): Asked<typeof Session> => ({
    answer: Session,
    ask: (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: "payment",
          client_reference_id: payment.id,
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: payment.amount.currency.toLowerCase(),
                unit_amount: units,
                product_data: { name: nameOf(payment) }
              }
            }
          ],
          payment_intent_data: {
            ...captureOf(payment),
            description: nameOf(payment),
            metadata: metadataOf(payment)
          },
          metadata: metadataOf(payment),
          ...(returnUrl === null ? {} : { success_url: returnUrl, cancel_url: returnUrl }),
          ...(payment.payer.email === undefined ? {} : { customer_email: payment.payer.email })
        },
        keyOf(payment)
      )
  }),
  list: (stripe: Stripe, range: Range) => stripe.checkout.sessions.list(range)
}

/** On the shop's own. */
export const intents = {
  begin: ({ payment, units }: Begun): Asked<typeof Intent> => ({
    answer: Intent,
    ask: (stripe) =>
      stripe.paymentIntents.create(
        {
          amount: units,
          currency: payment.amount.currency.toLowerCase(),
          automatic_payment_methods: { enabled: true },
          ...captureOf(payment),
          description: nameOf(payment),
          metadata: metadataOf(payment)
        },
        keyOf(payment)
      )
  }),
  list: (stripe: Stripe, range: Range) => stripe.paymentIntents.list(range)
}

export type Way = typeof pages | typeof intents

/** What is at Stripe under a name of its own. */
export const pageCalled = (id: string): Asked<typeof Session> => ({
  answer: Session,
  ask: (stripe) => stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent.latest_charge.refunds"] })
})

export const intentCalled = (id: string): Asked<typeof Intent> => ({
  answer: Intent,
  ask: (stripe) => stripe.paymentIntents.retrieve(id, { expand: ["latest_charge.refunds"] })
})

/** A page without anything that was tried on it names no intent, or only its name. */
export const madeOf = (said: Session | Intent): Made => {
  if (said.object === "payment_intent") return { session: null, intent: said }
  const { payment_intent: intent } = said
  return { session: said, intent: intent == null || typeof intent === "string" ? null : intent }
}

/** What the buyer does next: nothing more, unless he can still pay. */
export const nextOf = ({ intent, session }: Made): NextStep => {
  if (session?.status === "open" && session.url != null) return { kind: "redirect", url: session.url }
  const isPayable =
    session === null &&
    (intent?.status === "requires_payment_method" ||
      intent?.status === "requires_confirmation" ||
      intent?.status === "requires_action")
  return isPayable && intent.client_secret != null
    ? { kind: "confirm", clientSecret: intent.client_secret }
    : { kind: "none" }
}
