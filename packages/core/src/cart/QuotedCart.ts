import { Schema } from "effect"
import { Token } from "../Tokens.ts"
import { Cart, CartLine } from "./Cart.ts"
import { Quote } from "./Quote.ts"

/** A cart as its owner sees it: with its price as it stands, and with the token by which a guest is known. */
export class QuotedCart extends Schema.Opaque<QuotedCart>()(
  Schema.Struct({
    id: Cart.fields.id,
    /** Null when the cart is a customer's, and for staff who only look. */
    token: Schema.NullOr(Token),
    customerId: Cart.fields.customerId,
    currency: Cart.fields.currency,
    lines: Schema.Array(
      Schema.Struct({
        id: CartLine.fields.id,
        variantId: CartLine.fields.variantId,
        quantity: CartLine.fields.quantity,
        customisation: CartLine.fields.customisation
      })
    ),
    delivery: Cart.fields.delivery,
    quote: Quote,
    version: Cart.fields.version,
    createdAt: Cart.fields.createdAt,
    updatedAt: Cart.fields.updatedAt,
    expiresAt: Cart.fields.expiresAt
  }).annotate({ identifier: "Cart" })
) {}
