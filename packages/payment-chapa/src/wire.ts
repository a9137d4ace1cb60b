/** What Chapa says, as far as it is read. Amounts come as text in one place and as numbers in another. */
import { Schema } from "effect"

const Amount = Schema.Union([Schema.String.check(Schema.isMaxLength(30)), Schema.Number])
const Name = Schema.NonEmptyString.check(Schema.isMaxLength(200))

export const Initialized = Schema.Struct({
  status: Schema.Literal("success"),
  data: Schema.Struct({ checkout_url: Schema.NonEmptyString.check(Schema.isMaxLength(2_000)) })
})

/** `data` is null of what is not known or not paid. Who has paid stands in it too, and is not read. */
export const Verified = Schema.Struct({
  status: Schema.String,
  message: Schema.optional(Schema.Unknown),
  data: Schema.NullOr(
    Schema.Struct({
      status: Schema.NullOr(Schema.String),
      amount: Amount,
      currency: Schema.String,
      tx_ref: Name,
      mode: Schema.String,
      reference: Schema.optional(Schema.NullOr(Name))
    })
  )
})
export type Transaction = NonNullable<(typeof Verified.Type)["data"]>

export const Refunded = Schema.Struct({ status: Schema.Literal("success") })

export const Event = Schema.Struct({
  event: Schema.NonEmptyString,
  tx_ref: Schema.optional(Schema.NullOr(Name)),
  reference: Schema.optional(Schema.NullOr(Schema.Union([Name, Schema.Number]))),
  status: Schema.optional(Schema.NullOr(Schema.String)),
  amount: Schema.optional(Schema.NullOr(Amount))
})
