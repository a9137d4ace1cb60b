import { Schema } from "effect"
import { VariantId } from "../catalog/Product.ts"
import { Currency } from "../Money.ts"
import { cartLimits } from "./Cart.ts"

/** No such cart, or it has expired, or it is somebody else's. */
export class CartNotFound extends Schema.TaggedError<CartNotFound>()("CartNotFound", { cartId: Schema.String }) {
  override get message() {
    return `There is no open cart ${this.cartId}.`
  }
}

export class CartLineNotFound extends Schema.TaggedError<CartLineNotFound>()("CartLineNotFound", {
  lineId: Schema.String
}) {
  override get message() {
    return `The cart has no line ${this.lineId}.`
  }
}

export class CartFull extends Schema.TaggedError<CartFull>()("CartFull", { linesMax: Schema.Int }) {
  override get message() {
    return `A cart holds at most ${cartLimits.linesMax} lines.`
  }
}

/** A quantity beyond what one line may have. */
export class QuantityTooLarge extends Schema.TaggedError<QuantityTooLarge>()("QuantityTooLarge", {
  variantId: VariantId,
  quantityMax: Schema.Int
}) {
  override get message() {
    return `A line has at most ${this.quantityMax} units.`
  }
}

/** The variant does not exist, its product is not active, or it has no price in the cart's currency. */
export class NotForSale extends Schema.TaggedError<NotForSale>()("NotForSale", {
  variantId: VariantId,
  currency: Currency
}) {
  override get message() {
    return `The variant ${this.variantId} is not for sale in ${this.currency}.`
  }
}

/** Beyond what money is counted in. */
export class AmountTooLarge extends Schema.TaggedError<AmountTooLarge>()("AmountTooLarge", {
  variantIds: Schema.Array(VariantId)
}) {
  override get message() {
    return "The sum is too large to be counted exactly."
  }
}
