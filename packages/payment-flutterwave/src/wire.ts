/** What Flutterwave's v3 says, as far as it is read. Amounts are in major units, as numbers or as text. */
import { Schema } from "effect"

const Amount = Schema.Union([Schema.String.check(Schema.isMaxLength(30)), Schema.Number])
const Name = Schema.NonEmptyString.check(Schema.isMaxLength(200))
const Id = Schema.Union([Schema.Int, Name])

export const Linked = Schema.Struct({
  status: Schema.Literal("success"),
  data: Schema.Struct({ link: Schema.NonEmptyString.check(Schema.isMaxLength(2_000)) })
})

const Transaction = Schema.Struct({
  id: Id,
  tx_ref: Name,
  status: Schema.String,
  amount: Amount,
  currency: Schema.String,
  flw_ref: Schema.optional(Schema.NullOr(Schema.String)),
  processor_response: Schema.optional(Schema.NullOr(Schema.String))
})
export type Transaction = typeof Transaction.Type

/** Who has paid stands in it too, and is not read. */
export const Verified = Schema.Struct({ status: Schema.Literal("success"), data: Transaction })

const Refund = Schema.Struct({ id: Id, status: Schema.String, amount_refunded: Amount })
export type Refund = typeof Refund.Type

export const OneRefund = Schema.Struct({ status: Schema.Literal("success"), data: Refund })

/** Whose refund it is, and our key among the comments, have to be there: without them nothing is given back. */
const Listed = Schema.Struct({
  ...Refund.fields,
  transaction_id: Schema.optional(Id),
  tx_id: Schema.optional(Id),
  comments: Schema.NullOr(Schema.String)
})
export type Listed = typeof Listed.Type

export const Refunds = Schema.Struct({
  status: Schema.Literal("success"),
  meta: Schema.optional(
    Schema.Struct({ page_info: Schema.optional(Schema.Struct({ total_pages: Schema.optional(Schema.Int) })) })
  ),
  data: Schema.Array(Listed)
})

export const Event = Schema.Struct({
  event: Schema.NonEmptyString,
  data: Schema.Struct({
    id: Schema.optional(Schema.NullOr(Id)),
    tx_ref: Schema.optional(Schema.NullOr(Schema.String)),
    status: Schema.optional(Schema.NullOr(Schema.String)),
    amount: Schema.optional(Schema.Unknown)
  })
})
