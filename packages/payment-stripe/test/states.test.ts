import { Money } from "@duka/core"
import { it } from "@effect/vitest"
import { Schema } from "effect"
import { stateOf } from "../src/states.ts"
import { Intent, Session } from "../src/wire.ts"

const Amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))

/** Every state that Stripe documents, and one that it does not. */
const intentStatus = Schema.Literals([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "processing",
  "requires_capture",
  "succeeded",
  "canceled",
  "a_new_one"
])
const sessionStatus = Schema.Literals(["none", "open", "complete", "expired", "a_new_one"])
const reason = Schema.Literals(["automatic", "expired", "abandoned", "fraudulent"])

it.prop(
  "whatever Stripe says, no more is captured than authorised, nor given back than captured, and what is off holds nothing",
  {
    intentStatus,
    sessionStatus,
    reason,
    capturable: Amount,
    captured: Amount,
    refunded: Amount,
    isOld: Schema.Boolean
  },
  ({ capturable, captured, intentStatus: status, isOld, reason: why, refunded, sessionStatus: page }) => {
    const intent = Intent.make({
      id: "pi_1",
      object: "payment_intent",
      status,
      currency: "kes",
      amount_capturable: capturable,
      amount_received: captured,
      cancellation_reason: why
    })
    const session = Session.make({
      id: "cs_1",
      object: "checkout.session",
      status: page,
      currency: "kes",
      expires_at: 1_000
    })
    const state = stateOf(
      { intent, session: page === "none" ? null : session },
      {
        currency: Money.Currency.make("KES"),
        nowSeconds: isOld ? 2_000 : 0,
        capturable,
        captured,
        refunded
      }
    )
    const isOff = state.status === "voided" || state.status === "expired" || state.status === "failed"
    return (
      state.refunded <= state.captured &&
      state.captured <= state.authorised &&
      state.captured === captured &&
      state.reference === (page === "none" ? "pi_1" : "cs_1") &&
      (!isOff || state.authorised === 0) &&
      (state.status !== "failed" || state.decline !== null) &&
      (status !== "processing" || captured > 0 || state.status === "pending")
    )
  }
)
