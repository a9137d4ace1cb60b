/**
 * Why somebody's money was not had, by Stripe's codes (docs.stripe.com/declines/codes and docs.stripe.com/error-codes). Cards
 * that are lost, stolen or suspected are told as plainly declined: Stripe asks that nobody is told more.
 */
import type { DeclineCode } from "@duka/core"

const table: ReadonlyArray<readonly [DeclineCode, string]> = [
  ["insufficient_funds", "insufficient_funds"],
  ["expired_card", "expired_card expired_or_canceled_card"],
  ["incorrect_pin", "incorrect_pin invalid_pin pin_try_exceeded"],
  ["cancelled_by_payer", "payment_method_customer_decline"],
  ["payer_unreachable", "payment_method_provider_timeout"],
  [
    "payer_not_permitted",
    "transaction_not_allowed card_not_supported currency_not_supported not_permitted restricted_card service_not_allowed invalid_account"
  ],
  [
    "limit_exceeded",
    "card_velocity_exceeded withdrawal_count_limit_exceeded invalid_amount charge_exceeds_source_limit charge_exceeds_transaction_limit"
  ],
  [
    "authentication_failed",
    "authentication_required authentication_not_handled approve_with_id payment_intent_authentication_failure incorrect_cvc invalid_cvc"
  ],
  [
    "invalid_payer",
    "incorrect_number invalid_number invalid_expiry_month invalid_expiry_year incorrect_zip incorrect_address email_invalid"
  ],
  ["expired", "payment_intent_payment_attempt_expired"]
]

const declines: ReadonlyMap<string, DeclineCode> = new Map(
  table.flatMap(([decline, codes]) => codes.split(" ").map((code) => [code, decline] as const))
)

/** By the more exact of the two codes that Stripe gives, if it is known. */
export const declineOf = (said: {
  readonly code?: string | null | undefined
  readonly decline_code?: string | null | undefined
}): DeclineCode => declines.get(said.decline_code ?? "") ?? declines.get(said.code ?? "") ?? "declined"
