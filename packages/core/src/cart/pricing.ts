/**
 * From a cart and what is known of its lines to a quote. Pure: unit price and surcharges times quantity, line discounts,
 * the order's discount split over the lines, tax once for each line, delivery, rounding; in this order.
 */
import { Array, Result } from "effect"
import { customise, type Customised } from "../catalog/Customisation.ts"
import type { TaxClass } from "../catalog/Product.ts"
import type { Violation } from "../Input.ts"
import { type Currency, type MinorUnits, split, taxInside, toMultipleOf } from "../Money.ts"
import { type Offered, paymentStep } from "../payment/methods.ts"
import type { PaymentMethod } from "../payment/PaymentMethod.ts"
import type { ShopSettings } from "../Settings.ts"
import type { Offer, StoreSupply } from "./Basket.ts"
import type { CartLine, DeliveryChoice } from "./Cart.ts"
import { AmountTooLarge } from "./CartErrors.ts"
import type { Obstacle } from "./Quote.ts"
import { serve } from "./serving.ts"

/** A line of a cart, or of a request without one. */
export interface PriceableLine extends Pick<CartLine, "variantId" | "quantity" | "customisation" | "seenUnitPrice"> {
  readonly id: CartLine["id"] | null
}

/** What is to be priced: a cart's content, or that of a request without a cart. */
export interface Priceable {
  readonly currency: Currency
  readonly lines: ReadonlyArray<PriceableLine>
  readonly delivery: DeliveryChoice | null
  readonly offers: ReadonlyArray<Offer>
  readonly stores: ReadonlyArray<StoreSupply>
}

/** What is taken off, in minor units: from each line by its index, and from the order. Never more than there is. */
export interface Discounts {
  readonly lines: ReadonlyMap<number, MinorUnits>
  readonly order: MinorUnits
}

export const noDiscounts: Discounts = { lines: new Map(), order: 0 }

export interface PricedLine {
  readonly line: PriceableLine
  readonly offer: Offer
  readonly customisation: ReadonlyArray<Customised>
  readonly unitPrice: MinorUnits
  readonly gross: MinorUnits
  readonly discount: MinorUnits
  readonly taxRate: number
  readonly tax: MinorUnits
  readonly total: MinorUnits
}

export interface Priced {
  readonly currency: Currency
  readonly lines: ReadonlyArray<PricedLine>
  readonly taxes: ReadonlyArray<{ readonly taxClass: TaxClass; readonly rate: number; readonly amount: MinorUnits }>
  readonly totals: {
    readonly subtotal: MinorUnits
    readonly discount: MinorUnits
    readonly delivery: MinorUnits
    readonly rounding: MinorUnits
    readonly tax: MinorUnits
    readonly total: MinorUnits
  }
  readonly deliveryTaxRate: number
  readonly paymentMethod: PaymentMethod
  readonly store: StoreSupply | null
  readonly leadTimeHours: number
  readonly obstacles: ReadonlyArray<Obstacle>
}

const sum = <A>(items: ReadonlyArray<A>, of: (item: A) => MinorUnits): MinorUnits =>
  items.reduce((total, item) => total + of(item), 0)

/** Why a unit cannot be sold: with the rules of the product that the answers break, where it is for them. */
export type Unsold =
  | { readonly kind: "not_for_sale" }
  | { readonly kind: "customisation"; readonly violations: ReadonlyArray<Violation> }

/** What a unit costs with its customisation, or why it cannot be sold. */
export const unitPrice = (
  offer: Offer | undefined,
  answers: CartLine["customisation"],
  currency: Currency
): Result.Result<{ readonly price: MinorUnits; readonly customisation: ReadonlyArray<Customised> }, Unsold> => {
  if (offer === undefined || offer.unitPrice === null) return Result.fail({ kind: "not_for_sale" })
  const chosen = customise(offer.customisations, answers, currency)
  if (Result.isFailure(chosen)) return Result.fail({ kind: "customisation", violations: chosen.failure })
  return Result.succeed({
    price: offer.unitPrice + sum(chosen.success, (customised) => customised.surcharge),
    customisation: chosen.success
  })
}

/** Null when the shop does not deliver in this currency. */
export const deliveryFee = (
  choice: DeliveryChoice | { readonly method: DeliveryChoice["method"] } | null,
  currency: Currency,
  settings: ShopSettings
): MinorUnits | null => (choice?.method === "local" ? (settings.deliveryFees[currency] ?? null) : 0)

const discounted = (grosses: ReadonlyArray<MinorUnits>, discounts: Discounts): ReadonlyArray<MinorUnits> => {
  const lines = grosses.map((gross, index) => Math.min(gross, Math.max(0, discounts.lines.get(index) ?? 0)))
  const left = grosses.map((gross, index) => gross - (lines[index] ?? 0))
  if (!Array.isReadonlyArrayNonEmpty(left)) return []
  const order = split(
    Math.min(
      Math.max(0, discounts.order),
      sum(left, (amount) => amount)
    ),
    left
  )
  return lines.map((line, index) => line + (order[index] ?? 0))
}

export interface PricingContext extends Offered {
  readonly paymentMethod: PaymentMethod
  readonly discounts?: Discounts
}

export const price = (
  asked: Priceable,
  { discounts = noDiscounts, paymentMethod, providers, settings }: PricingContext
): Result.Result<Priced, AmountTooLarge> => {
  const { currency } = asked
  const offers = new Map<string, Offer>(asked.offers.map((offer) => [offer.variantId, offer]))
  const obstacles: Array<Obstacle> = []
  const sold: Array<Omit<PricedLine, "discount" | "tax" | "total">> = []
  for (const line of asked.lines) {
    const offer = offers.get(line.variantId)
    const unit = unitPrice(offer, line.customisation, currency)
    if (Result.isSuccess(unit) && offer !== undefined) {
      const { customisation, price } = unit.success
      const taxRate = settings.taxRates[offer.taxClass]
      sold.push({ line, offer, customisation, unitPrice: price, gross: price * line.quantity, taxRate })
    } else if (Result.isFailure(unit)) {
      obstacles.push({ ...unit.failure, lineId: line.id, variantId: line.variantId })
    }
  }
  const subtotal = sum(sold, (line) => line.gross)
  const tooLarge = () => Result.fail(new AmountTooLarge({ variantIds: sold.map(({ offer }) => offer.variantId) }))
  if (!Number.isSafeInteger(subtotal)) return tooLarge()
  const taken = discounted(
    sold.map((line) => line.gross),
    discounts
  )
  const lines = sold.map((line, index): PricedLine => {
    const discount = taken[index] ?? 0
    const total = line.gross - discount
    return { ...line, discount, total, tax: taxInside(total, line.taxRate) }
  })

  const serving = serve(
    asked.stores,
    asked.delivery,
    lines.map(({ line }) => line),
    offers
  )
  const fee = deliveryFee(asked.delivery, currency, settings)
  if (asked.lines.length === 0) obstacles.push({ kind: "empty" })
  if (asked.delivery === null) obstacles.push({ kind: "no_delivery_chosen" })
  if (fee === null || (serving._tag === "not_served" && asked.delivery !== null)) obstacles.push({ kind: "not_served" })
  if (serving._tag === "short") obstacles.push({ kind: "out_of_stock", shortages: serving.shortages })

  const delivery = fee ?? 0
  const deliveryTaxRate = settings.taxRates[settings.deliveryTaxClass]
  const discount = sum(lines, (line) => line.discount)
  const exact = subtotal - discount + delivery
  const step = paymentStep(paymentMethod, currency, { providers, settings })
  if (step === null) obstacles.push({ kind: "payment_not_offered", paymentMethod })
  const total = toMultipleOf(exact, step ?? 1)
  // Delivery or rounding may be what is too much.
  if (!Number.isSafeInteger(exact) || !Number.isSafeInteger(total)) return tooLarge()
  const parts = [
    ...lines.map(({ offer, tax, taxRate }) => ({ taxClass: offer.taxClass, rate: taxRate, amount: tax })),
    ...(delivery === 0
      ? []
      : [{ taxClass: settings.deliveryTaxClass, rate: deliveryTaxRate, amount: taxInside(delivery, deliveryTaxRate) }])
  ]
  const taxes = [...Map.groupBy(parts, (part) => part.taxClass)].map(([taxClass, group]) => ({
    taxClass,
    rate: settings.taxRates[taxClass],
    amount: sum(group, (part) => part.amount)
  }))
  return Result.succeed({
    currency,
    lines,
    taxes,
    totals: { subtotal, discount, delivery, rounding: total - exact, tax: sum(taxes, (part) => part.amount), total },
    deliveryTaxRate,
    paymentMethod,
    store: serving._tag === "served" && asked.delivery !== null ? serving.store : null,
    leadTimeHours: Math.max(0, ...lines.map(({ offer }) => offer.leadTimeHours)),
    obstacles
  })
}
