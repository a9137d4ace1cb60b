import { Schema } from "effect"
import { VariantId } from "../catalog/Product.ts"
import { StoreId } from "../store/Store.ts"
import { Shortage } from "./StockLevel.ts"

/** Some variants are short: nothing was allocated. `available` is what could be had at the moment of asking. */
export class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", {
  shortages: Schema.NonEmptyArray(Shortage)
}) {
  override get message() {
    return this.shortages
      .map(({ available, requested, variantId }) => `${requested} of ${variantId} asked for, ${available} available`)
      .join("; ")
  }
}

/** The movement would leave less on hand than is promised to open orders, or less than nothing. */
export class StockTooLow extends Schema.TaggedError<StockTooLow>()("StockTooLow", {
  variantId: VariantId,
  storeId: StoreId,
  onHand: Schema.Int,
  allocated: Schema.Int,
  quantity: Schema.Int
}) {
  override get message() {
    return `${this.onHand} are on hand and ${this.allocated} of them promised to orders: ${this.quantity} cannot be taken.`
  }
}
