/** A priced cart as it is shown: every amount as money. */
import type { Shortage } from "../inventory/StockLevel.ts"
import type { MinorUnits } from "../Money.ts"
import { productLimits } from "../catalog/Product.ts"
import type { Priced, PricedLine } from "./pricing.ts"
import type { Obstacle, Quote, QuoteLine } from "./Quote.ts"

type Amount = (amount: MinorUnits) => QuoteLine["total"]

const quoteLine = (priced: PricedLine, money: Amount): QuoteLine => ({
  lineId: priced.line.id,
  variantId: priced.offer.variantId,
  sku: priced.offer.sku,
  name: priced.offer.name,
  optionValues: priced.offer.optionValues,
  customisation: priced.customisation.map((customised) => ({ ...customised, surcharge: money(customised.surcharge) })),
  quantity: priced.line.quantity,
  unitPrice: money(priced.unitPrice),
  gross: money(priced.gross),
  discount: money(priced.discount),
  taxClass: priced.offer.taxClass,
  taxRate: priced.taxRate,
  tax: money(priced.tax),
  total: money(priced.total)
})

type Shortages = readonly [Shortage, ...ReadonlyArray<Shortage>]

/** What the public sees of a quantity is capped: nobody reads the sales from shortages. */
export const capped = ([first, ...others]: Shortages): Shortages => {
  const cap = (shortage: Shortage): Shortage => ({
    ...shortage,
    available: Math.min(shortage.available, productLimits.availableShownMax)
  })
  return [cap(first), ...others.map(cap)]
}

const obstacle = (found: Obstacle): Obstacle =>
  found.kind === "out_of_stock" ? { ...found, shortages: capped(found.shortages) } : found

export const quoted = (priced: Priced): Quote => {
  const money: Amount = (amount) => ({ amount, currency: priced.currency })
  const { delivery, discount, rounding, subtotal, tax, total } = priced.totals
  return {
    currency: priced.currency,
    lines: priced.lines.map((line) => quoteLine(line, money)),
    taxes: priced.taxes.map((part) => ({ ...part, amount: money(part.amount) })),
    totals: {
      subtotal: money(subtotal),
      discount: money(discount),
      delivery: money(delivery),
      rounding: money(rounding),
      tax: money(tax),
      total: money(total)
    },
    paymentMethod: priced.paymentMethod,
    storeId: priced.store?.storeId ?? null,
    leadTimeHours: priced.leadTimeHours,
    obstacles: priced.obstacles.map(obstacle)
  }
}
