/** Whether a priced cart may be placed, and what who asks is told of it when not. Pure. */
import { Result } from "effect"
import { type Actor, holds } from "../Actor.ts"
import type { Priceable, Priced } from "../cart/pricing.ts"
import { capped, quoted } from "../cart/quoting.ts"
import { OutOfStock } from "../inventory/InventoryErrors.ts"
import { NotPlaceable, QuoteChanged } from "./CheckoutErrors.ts"
import type { Terms } from "./Placement.ts"

/** Staff who may see stock are told all of it. */
export const shortagesShown = (error: OutOfStock, actor: Actor): OutOfStock =>
  holds(actor, "inventory:read") ? error : new OutOfStock({ shortages: capped(error.shortages) })

/** Whether the priced cart is what the buyer saw and can be placed. What merely is out of stock says so. */
export const expected = (
  given: Pick<Terms, "expectedTotal">,
  asked: Priceable,
  priced: Priced,
  actor: Actor
): Result.Result<void, OutOfStock | NotPlaceable | QuoteChanged> => {
  const quote = quoted(priced)
  const [first, ...others] = priced.obstacles
  if (first?.kind === "out_of_stock" && others.length === 0) {
    return Result.fail(shortagesShown(new OutOfStock({ shortages: first.shortages }), actor))
  }
  if (first !== undefined) return Result.fail(new NotPlaceable({ obstacles: quote.obstacles }))
  const { amount, currency } = given.expectedTotal
  if (amount === priced.totals.total && currency === priced.currency) return Result.succeed(undefined)
  const seen = new Map(asked.lines.map((line) => [line.id, line.seenUnitPrice]))
  return Result.fail(
    new QuoteChanged({
      quote,
      changedLines: quote.lines.filter(
        (line) => line.lineId !== null && seen.get(line.lineId) !== line.unitPrice.amount
      )
    })
  )
}
