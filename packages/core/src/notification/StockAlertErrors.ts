import { Schema } from "effect"
import { VariantId } from "../catalog/Product.ts"

/** There is nothing to wait for. */
export class VariantInStock extends Schema.TaggedError<VariantInStock>()("VariantInStock", { variantId: VariantId }) {
  override get message() {
    return `The variant ${this.variantId} can be had now. There is nothing to wait for.`
  }
}

export class TooManyStockAlerts extends Schema.TaggedError<TooManyStockAlerts>()("TooManyStockAlerts", {
  alertsMax: Schema.Int
}) {
  override get message() {
    return `A customer has at most ${this.alertsMax} stock alerts. Remove one that is not wanted any more.`
  }
}
