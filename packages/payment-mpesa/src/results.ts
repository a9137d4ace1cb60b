/**
 * What became of a prompt, by the result codes of M-Pesa Express ("M-PESA Express Simulate", "M-PESA Express Query"). A code
 * that is not known is a failure, as the documentation says, unless its words say that M-Pesa is still at work.
 */
import type { DeclineCode, ProviderPayment, ProviderState } from "@duka/core"
import { shillings } from "./amounts.ts"

const declines: Readonly<Record<string, DeclineCode>> = {
  "1": "insufficient_funds",
  // An internal failure, and a system that is too busy.
  "17": "declined",
  "26": "declined",
  // The phone is in the middle of another transaction, or the prompt could not be shown on it.
  "1001": "payer_unreachable",
  "1025": "payer_unreachable",
  "9999": "payer_unreachable",
  "1037": "payer_unreachable",
  "1019": "expired",
  "1032": "cancelled_by_payer",
  "2001": "incorrect_pin"
}

const isAtWork = (code: string, words: string) => code === "4999" || /being processed|under processing/iu.test(words)

export interface Outcome {
  readonly code: string | null
  readonly words: string
}

const nothing = {
  currency: shillings,
  authorised: 0,
  captured: 0,
  refunded: 0,
  decline: null,
  receipt: null
} as const

export const pending = (reference: string | null): ProviderState => ({ ...nothing, status: "pending", reference })

/** A query tells neither amount nor receipt: what was asked for is what was paid, for a prompt is paid whole or not at all. */
export const stateOf = ({ amount, reference }: ProviderPayment, { code, words }: Outcome): ProviderState => {
  if (code === "0") {
    return { ...nothing, status: "captured", reference, authorised: amount.amount, captured: amount.amount }
  }
  if (code === null) return pending(reference)
  const decline = declines[code]
  if (decline === undefined && isAtWork(code, words)) return pending(reference)
  return {
    ...nothing,
    status: decline === "expired" ? "expired" : "failed",
    reference,
    decline: decline ?? "declined"
  }
}
