import { Context } from "effect"
import { Currency } from "./Money.ts"
import type { TaxClass } from "./catalog/Product.ts"

/** What a shop decides for itself. Prices include tax. */
export interface ShopSettings {
  /** Used where nobody names another one. */
  readonly currency: Currency
  /** In basis points, by the class of a variant. */
  readonly taxRates: Readonly<Record<TaxClass, number>>
  /** Local delivery, in minor units of each currency in which the shop delivers. Taxed as `deliveryTaxClass`. */
  readonly deliveryFees: Readonly<Record<string, number>>
  readonly deliveryTaxClass: TaxClass
  /** The coarsest coin that people pay with, in minor units of each currency: a shilling is 100. */
  readonly cashSteps: Readonly<Record<string, number>>
  /** A cart lives so long after its last change. */
  readonly cartSeconds: number
  /** An order's token lives so long after its delivery. */
  readonly orderTokenSeconds: number
}

export const defaults: ShopSettings = {
  currency: Currency.make("KES"),
  taxRates: { standard: 1600, zero: 0, exempt: 0 },
  deliveryFees: { KES: 25_000 },
  deliveryTaxClass: "standard",
  cashSteps: { KES: 100, TZS: 100, NGN: 100 },
  cartSeconds: 30 * 24 * 3600,
  orderTokenSeconds: 30 * 24 * 3600
}

/** `Layer.succeed(Settings, { ...defaults, currency })` changes them. */
export const Settings: Context.Reference<ShopSettings> = Context.Reference("@duka/core/Settings", {
  defaultValue: () => defaults
})
