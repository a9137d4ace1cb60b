/** A return as its owner and staff see it: every amount as money. */
import { Schema } from "effect"
import { Money } from "../Money.ts"
import { Return } from "./Return.ts"

const { currency: _currency, ...kept } = Return.fields

export class ReturnView extends Schema.Opaque<ReturnView>()(
  Schema.Struct({
    ...kept,
    worth: Schema.NullOr(Money),
    refunded: Schema.NullOr(Money)
  }).annotate({ identifier: "Return" })
) {}

export const returnView = ({ currency, refunded, worth, ...rest }: Return): ReturnView => {
  const money = (amount: number | null) => (amount === null ? null : { amount, currency })
  return { ...rest, worth: money(worth), refunded: money(refunded) }
}
