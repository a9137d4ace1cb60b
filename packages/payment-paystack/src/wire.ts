/** What Paystack says, as far as it is read. Amounts are in minor units, as numbers or as text. */
import { Schema } from "effect"

const Amount = Schema.Union([Schema.String.check(Schema.isPattern(/^\d{1,15}$/u)), Schema.Int])
const Name = Schema.NonEmptyString.check(Schema.isMaxLength(200))
const Id = Schema.Union([Schema.Int, Name])

export const Initialized = Schema.Struct({
  status: Schema.Literal(true),
  data: Schema.Struct({
    authorization_url: Schema.NonEmptyString.check(Schema.isMaxLength(2_000)),
    reference: Name
  })
})

const Transaction = Schema.Struct({
  id: Id,
  status: Schema.String,
  reference: Name,
  domain: Schema.String,
  amount: Amount,
  currency: Schema.String,
  gateway_response: Schema.optional(Schema.NullOr(Schema.String))
})
export type Transaction = typeof Transaction.Type

/** Who has paid, and with which card, stands in it too, and is not read. */
export const Verified = Schema.Struct({ status: Schema.Literal(true), data: Transaction })

const Refund = Schema.Struct({
  id: Id,
  status: Schema.String,
  amount: Amount,
  merchant_note: Schema.optional(Schema.NullOr(Schema.String))
})
export type Refund = typeof Refund.Type

export const OneRefund = Schema.Struct({ status: Schema.Literal(true), data: Refund })

export const Refunds = Schema.Struct({ status: Schema.Literal(true), data: Schema.Array(Refund) })

export const Event = Schema.Struct({
  event: Schema.NonEmptyString,
  data: Schema.Struct({
    id: Schema.optional(Schema.NullOr(Id)),
    reference: Schema.optional(Schema.NullOr(Schema.String)),
    status: Schema.optional(Schema.Unknown),
    amount: Schema.optional(Schema.Unknown),
    transaction_reference: Schema.optional(Schema.NullOr(Schema.String)),
    refund_reference: Schema.optional(Schema.NullOr(Id))
  })
})
