/** What is at Stripe of a payment, and how the payment stands by it. Pure. */
import type { Money, ProviderState } from "@duka/core"
import { capturedState, failedState, pendingState } from "@duka/payment-http"
import { declineOf } from "./declines.ts"
import type { Intent, Session } from "./wire.ts"

/** A page, and what was tried on it; or what is tried on the shop's own page. */
export interface Made {
  readonly session: Session | null
  readonly intent: Intent | null
}

/** By which name Stripe is asked for it from now on. */
const referenceOf = ({ intent, session }: Made): string | null => session?.id ?? intent?.id ?? null

/** Gone for good, though nobody was refused: it was let go of, or time ran out. */
const over = (status: "voided" | "expired", reference: string | null, currency: Money.Currency): ProviderState => ({
  ...pendingState({ reference, currency }),
  status
})

/** A page that ends before its time was told to. */
const pageOver = (made: Made, session: Session, { currency, nowSeconds }: Of): ProviderState => {
  const status = nowSeconds < session.expires_at ? "voided" : "expired"
  const error = made.intent?.last_payment_error
  return { ...over(status, session.id, currency), decline: error == null ? null : declineOf(error) }
}

export interface Of {
  readonly currency: Money.Currency
  readonly nowSeconds: number
  /** In minor units: what can be taken, was taken, and is back. */
  readonly capturable: Money.MinorUnits
  readonly captured: Money.MinorUnits
  readonly refunded: Money.MinorUnits
}

export const stateOf = (made: Made, of: Of): ProviderState => {
  const { intent, session } = made
  const { captured, currency, refunded } = of
  const reference = referenceOf(made)
  const latest = intent?.latest_charge
  const receipt = latest == null || typeof latest === "string" ? null : (latest.receipt_number ?? null)
  if (intent?.status === "requires_capture") {
    const taken = capturedState({ reference, currency, captured, refunded, receipt })
    return { ...taken, status: "authorised", authorised: captured + of.capturable }
  }
  if (captured > 0) return capturedState({ reference, currency, captured, refunded, receipt })
  // Stripe has the money on its way: whatever becomes of the page.
  if (intent?.status === "processing") return pendingState({ reference, currency })
  if (session?.status === "expired") return pageOver(made, session, of)
  if (intent?.status === "canceled") {
    const reason = intent.cancellation_reason
    return over(reason === "automatic" || reason === "expired" ? "expired" : "voided", reference, currency)
  }
  // The page was paid on, and the money did not come. Elsewhere the buyer may try again after a decline.
  if (session?.status === "complete" && intent?.status === "requires_payment_method") {
    return failedState({ reference, currency, decline: declineOf(intent.last_payment_error ?? {}) })
  }
  return pendingState({ reference, currency })
}
