/** What Daraja says, as far as it is read. Codes come as text in one place and as numbers in another. */
import { Schema } from "effect"

const Code = Schema.Union([Schema.String.check(Schema.isMaxLength(20)), Schema.Number])
const Name = Schema.NonEmptyString.check(Schema.isMaxLength(100))

export const Token = Schema.Struct({ access_token: Schema.NonEmptyString, expires_in: Code })

export const Trouble = Schema.Struct({ errorCode: Code, errorMessage: Schema.optional(Schema.String) })

/** A prompt that is on its way. */
export const Pushed = Schema.Struct({ CheckoutRequestID: Name, ResponseCode: Code })

export const Queried = Schema.Struct({ ResultCode: Schema.optional(Code), ResultDesc: Schema.optional(Schema.String) })

/** A query that is answered later, by a message. */
export const Asked = Schema.Struct({ ConversationID: Name, ResponseCode: Code })

export const Accepted = Schema.Struct({ ResponseCode: Code })

/** The balance comes without a value at times, and the order is nobody's promise. */
const Item = Schema.Struct({ Name, Value: Schema.optional(Schema.Unknown) })

export const StkMessage = Schema.Struct({
  Body: Schema.Struct({
    stkCallback: Schema.Struct({
      CheckoutRequestID: Name,
      ResultCode: Code,
      CallbackMetadata: Schema.optional(Schema.NullOr(Schema.Struct({ Item: Schema.Array(Item) })))
    })
  })
})

/** Of both validation and confirmation. Who pays is in it too, and is not read. */
export const PaybillMessage = Schema.Struct({
  TransID: Name,
  TransAmount: Code,
  BillRefNumber: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMaxLength(200))))
})

const Parameter = Schema.Struct({ Key: Name, Value: Schema.optional(Schema.Unknown) })

export const StatusMessage = Schema.Struct({
  Result: Schema.Struct({
    ConversationID: Name,
    ResultCode: Code,
    ResultParameters: Schema.optional(
      Schema.NullOr(Schema.Struct({ ResultParameter: Schema.Union([Schema.Array(Parameter), Parameter]) }))
    )
  })
})

/** What stands under a name, as text; null when nothing does. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null
