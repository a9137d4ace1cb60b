import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { Answers } from "../catalog/Customisation.ts"
import { VariantId } from "../catalog/Product.ts"
import { Address } from "../customer/Address.ts"
import { Currency } from "../Money.ts"
import { StoreId } from "../store/Store.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { Uuid } from "../Text.ts"

export const cartLimits = { linesMax: 200, quantityMax: 1_000 } as const

export const CartId = Uuid.pipe(Schema.brand("CartId"))
export type CartId = typeof CartId.Type

export const CartLineId = Uuid.pipe(Schema.brand("CartLineId"))
export type CartLineId = typeof CartLineId.Type

export const Quantity = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: cartLimits.quantityMax }))

export class CartLine extends Schema.Opaque<CartLine>()(
  Schema.Struct({
    id: CartLineId,
    variantId: VariantId,
    quantity: Quantity,
    customisation: Answers,
    /** Unit price and surcharges when the buyer last chose the line; null when it was not sold then. */
    seenUnitPrice: Schema.NullOr(Schema.Int)
  }).annotate({ identifier: "CartLine" })
) {}

/** How the goods reach the buyer. `storeId` on local delivery asks for a store; else the nearest that can serves. */
export const DeliveryChoice = Schema.Union([
  Schema.Struct({ method: Schema.Literal("pickup"), storeId: StoreId }),
  Schema.Struct({ method: Schema.Literal("local"), address: Address, storeId: Schema.optionalKey(StoreId) })
]).annotate({ identifier: "DeliveryChoice" })
export type DeliveryChoice = typeof DeliveryChoice.Type

export class Cart extends Schema.Opaque<Cart>()(
  Schema.Struct({
    id: CartId,
    customerId: Schema.NullOr(CustomerId),
    currency: Currency,
    lines: Schema.Array(CartLine).check(Schema.isMaxLength(cartLimits.linesMax)),
    delivery: Schema.NullOr(DeliveryChoice),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    expiresAt: Timestamp
  }).annotate({ identifier: "Cart" })
) {}

export const NewCartLine = Schema.Struct({
  variantId: VariantId,
  quantity: Schema.optionalKey(Quantity),
  customisation: Schema.optionalKey(Answers)
}).annotate({ identifier: "NewCartLine" })
export type NewCartLine = typeof NewCartLine.Type

export const NewCart = Schema.Struct({
  currency: Schema.optionalKey(Currency),
  lines: Schema.optionalKey(Schema.Array(NewCartLine).check(Schema.isMaxLength(cartLimits.linesMax))),
  delivery: Schema.optionalKey(DeliveryChoice)
}).annotate({ identifier: "NewCart" })
export type NewCart = typeof NewCart.Type

export const CartLinePatch = Schema.Struct({
  quantity: Schema.optionalKey(Quantity),
  customisation: Schema.optionalKey(Answers)
}).annotate({ identifier: "CartLinePatch" })
export type CartLinePatch = typeof CartLinePatch.Type
