/** What a provider has told the shop by itself, kept so that it is acted upon once and operators can look. */
import { Schema } from "effect"
import { Money } from "../Money.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { PaymentMethod } from "./PaymentMethod.ts"

export const ProviderMessageId = Uuid.pipe(Schema.brand("ProviderMessageId"))
export type ProviderMessageId = typeof ProviderMessageId.Type

/** What it is about. Of a person it holds nothing, and of money nothing that is taken for true. */
const About = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("payment"), id: Schema.String, receipt: Schema.NullOr(Schema.String) }),
  Schema.Struct({ kind: Schema.Literal("reference"), reference: Schema.String, receipt: Schema.NullOr(Schema.String) }),
  Schema.Struct({ kind: Schema.Literal("refund"), reference: Schema.String }),
  Schema.Struct({
    kind: Schema.Literal("incoming"),
    account: Schema.String,
    amount: Money,
    reference: Schema.String,
    /** Under which the provider's confirmation will come. */
    token: Schema.NullOr(Schema.String)
  }),
  Schema.Struct({ kind: Schema.Literal("confirmed"), token: Schema.String, reference: Schema.String, amount: Money }),
  Schema.Struct({ kind: Schema.Literal("other") })
])

export const MessageOutcome = Schema.Literals(["received", "settled", "ignored", "unknown"])
export type MessageOutcome = typeof MessageOutcome.Type

/** `unknown`: it is about a payment, or an order, that is not of this shop. Somebody should look. */
export class ProviderMessage extends Schema.Opaque<ProviderMessage>()(
  Schema.Struct({
    id: ProviderMessageId,
    method: PaymentMethod,
    /** The same when the message comes again, and of no other one of this provider. */
    key: Schema.String,
    /** The provider's word for what has happened. */
    kind: Schema.String,
    about: About,
    outcome: MessageOutcome,
    receivedAt: Timestamp
  }).annotate({ identifier: "ProviderMessage" })
) {}
