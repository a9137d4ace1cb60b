/** What Flutterwave's v4 says, as far as it is read. Amounts are in major units. */
import { Schema } from "effect"

const Name = Schema.NonEmptyString.check(Schema.isMaxLength(200))

export const Token = Schema.Struct({ access_token: Schema.NonEmptyString, expires_in: Schema.Number })

export const Charge = Schema.Struct({
  data: Schema.Struct({
    id: Name,
    amount: Schema.Union([Schema.Number, Schema.String]),
    currency: Schema.String,
    status: Schema.String,
    reference: Schema.optional(Schema.NullOr(Schema.String)),
    processor_response: Schema.optional(Schema.NullOr(Schema.Struct({ type: Schema.optional(Schema.String) })))
  })
})

export const Refund = Schema.Struct({ data: Schema.Struct({ id: Name, status: Schema.String }) })

export const Event = Schema.Struct({
  type: Schema.NonEmptyString,
  data: Schema.Struct({
    id: Name,
    reference: Schema.optional(Schema.NullOr(Schema.String)),
    status: Schema.optional(Schema.NullOr(Schema.String))
  })
})
