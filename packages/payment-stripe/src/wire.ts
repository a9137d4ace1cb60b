/** What Stripe says, as far as it is read. Who has paid, and with which card, stands in it too, and is not read. */
import { Schema } from "effect"

const Name = Schema.NonEmptyString.check(Schema.isMaxLength(255))
const Text = Schema.optional(Schema.NullOr(Schema.String))
const Metadata = Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String)))

/** Whose something is, written into the metadata of all that is made of a payment; and which refund of ours it is. */
export const paymentKey = "duka_payment"
export const refundKey = "duka_refund"

const listOf = <S extends Schema.Constraint>(item: S) =>
  Schema.Struct({ data: Schema.Array(item), has_more: Schema.Boolean })

export const Refund = Schema.Struct({
  id: Name,
  status: Schema.NullOr(Schema.String),
  amount: Schema.Int,
  failure_reason: Text,
  metadata: Metadata
})
export type Refund = typeof Refund.Type

export const Refunds = listOf(Refund)

const Charge = Schema.Struct({
  receipt_number: Text,
  refunds: Schema.optional(Schema.NullOr(Refunds))
})

export const Intent = Schema.Struct({
  id: Name,
  object: Schema.Literal("payment_intent"),
  status: Schema.String,
  currency: Schema.String,
  amount_capturable: Schema.Int,
  amount_received: Schema.Int,
  cancellation_reason: Text,
  client_secret: Text,
  last_payment_error: Schema.optional(Schema.NullOr(Schema.Struct({ code: Text, decline_code: Text }))),
  latest_charge: Schema.optional(Schema.NullOr(Schema.Union([Charge, Name]))),
  metadata: Metadata
})
export type Intent = typeof Intent.Type

export const Session = Schema.Struct({
  id: Name,
  object: Schema.Literal("checkout.session"),
  status: Schema.NullOr(Schema.String),
  currency: Schema.NullOr(Schema.String),
  /** Seconds since 1970: when nobody can pay on its page any more. */
  expires_at: Schema.Int,
  url: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMaxLength(2_000)))),
  payment_intent: Schema.optional(Schema.NullOr(Schema.Union([Intent, Name]))),
  metadata: Metadata
})
export type Session = typeof Session.Type

/** Of sessions and of intents. */
export const Listed = listOf(Schema.Struct({ id: Name, metadata: Metadata }))

export const Event = Schema.Struct({
  id: Schema.NonEmptyString.check(Schema.isMaxLength(200)),
  type: Schema.NonEmptyString,
  data: Schema.Struct({
    object: Schema.Struct({
      id: Schema.optional(Schema.Unknown),
      object: Text,
      metadata: Schema.optional(Schema.Unknown),
      payment_intent: Schema.optional(Schema.Unknown)
    })
  })
})
