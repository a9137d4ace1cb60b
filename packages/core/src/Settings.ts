import { Context } from "effect"
import { Currency } from "./Money.ts"
import type { TaxClass } from "./catalog/Product.ts"

/** So many in so long, all at once or one after the other; what was used comes back evenly over the window. */
export interface Quota {
  readonly limit: number
  readonly windowSeconds: number
}

/** How often may be tried what can be guessed, and what writes to people. Counted over all processes. */
export interface AttemptQuotas {
  /** Logins that fail from one address; as many registrations, resets of passwords, and looks at unknown API keys. */
  readonly fromAddress: Quota
  /** Wrong passwords of one account. The last six of them wait, longer each time, and every further one for 8 seconds. */
  readonly onAccount: Quota
  /** Messages to one email, and to one account. */
  readonly messages: Quota
}

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
  readonly attempts: AttemptQuotas
}

export const defaults: ShopSettings = {
  currency: Currency.make("KES"),
  taxRates: { standard: 1600, zero: 0, exempt: 0 },
  deliveryFees: { KES: 25_000 },
  deliveryTaxClass: "standard",
  cashSteps: { KES: 100, TZS: 100, NGN: 100 },
  cartSeconds: 30 * 24 * 3600,
  orderTokenSeconds: 30 * 24 * 3600,
  attempts: {
    fromAddress: { limit: 20, windowSeconds: 60 },
    onAccount: { limit: 11, windowSeconds: 15 * 60 },
    messages: { limit: 5, windowSeconds: 15 * 60 }
  }
}

/** `Layer.succeed(Settings, { ...defaults, currency })` changes them. */
export const Settings: Context.Reference<ShopSettings> = Context.Reference("@duka/core/Settings", {
  defaultValue: () => defaults
})
