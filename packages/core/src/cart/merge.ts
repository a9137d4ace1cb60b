/** Merging a guest's cart into a customer's at login. Pure, with the laws of the rules: nothing is lost without a notice. */
import { Schema } from "effect"
import { VariantId } from "../catalog/Product.ts"
import { type Cart, cartLimits, type CartLine } from "./Cart.ts"
import { sameLine } from "./edits.ts"

/** A line that could not be taken over whole: the limit of a line's quantity, or of a cart's lines. */
export const MergeNotice = Schema.Struct({
  kind: Schema.Literals(["quantity_clamped", "line_dropped"]),
  variantId: VariantId,
  wanted: Schema.Int,
  kept: Schema.Int
}).annotate({ identifier: "MergeNotice" })
export type MergeNotice = typeof MergeNotice.Type

export interface Merged {
  readonly lines: ReadonlyArray<CartLine>
  readonly delivery: Cart["delivery"]
  readonly notices: ReadonlyArray<MergeNotice>
}

/** Quantities of the same lines add up, within the limits; the guest's delivery choice wins where there is one. */
export const merge = (own: Pick<Cart, "lines" | "delivery">, guest: Pick<Cart, "lines" | "delivery">): Merged => {
  const lines = [...own.lines]
  const notices: Array<MergeNotice> = []
  for (const line of guest.lines) {
    const at = lines.findIndex((kept) => sameLine(kept, line))
    const same = lines[at]
    const wanted = (same?.quantity ?? 0) + line.quantity
    const quantity = Math.min(wanted, cartLimits.quantityMax)
    const { variantId } = line
    if (same === undefined && lines.length >= cartLimits.linesMax) {
      notices.push({ kind: "line_dropped", variantId, wanted, kept: 0 })
      continue
    }
    if (quantity < wanted) notices.push({ kind: "quantity_clamped", variantId, wanted, kept: quantity })
    if (same === undefined) lines.push({ ...line, quantity })
    else lines[at] = { ...same, quantity }
  }
  return { lines, delivery: guest.delivery ?? own.delivery, notices }
}
