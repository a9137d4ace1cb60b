import { Context, type Redacted } from "effect"
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

/** How the shop is paid. */
export interface PaymentSettings {
  /** An order that is neither paid nor paid in cash expires after so long. */
  readonly orderSeconds: number
  /** A provider that has not answered a call by then has not answered. */
  readonly callSeconds: number
  /** Where providers and returning buyers reach the shop: `https://shop.example`; null: nowhere. */
  readonly publicUrl: string | null
}

/** What becomes of jobs. */
export interface JobSettings {
  /** Finished ones are kept so long, and no second one with the same id is enqueued meanwhile. */
  readonly finishedSeconds: number
}

/** Pages of the storefront, with `{token}` where a link's token stands; null: it has none, and messages show the token. */
export interface MessagePages {
  readonly tracking: string | null
  readonly verification: string | null
  readonly reset: string | null
  readonly invitation: string | null
}

/** How the shop writes to people. */
export interface MessageSettings {
  /** As messages call it. */
  readonly shopName: string
  /** Where its storefront is, and where people ask for help; null: nowhere. */
  readonly shopUrl: string | null
  readonly helpEmail: string | null
  readonly helpPhone: string | null
  /** Of people who have chosen none: `en`, `sw`. */
  readonly locale: string
  readonly pages: MessagePages
  /** Stands in the address that carriers of SMS report to; null: they are not heard. */
  readonly reportSecret: Redacted.Redacted | null
  /** Messages are kept so long, and their links to unsubscribe are good. */
  readonly keptSeconds: number
  /** For development: what was sent, or would have been, is kept as it reads, and the log says to whom. */
  readonly shown: boolean
}

/** How other systems are told of what happens. */
export interface WebhookSettings {
  /** Whether endpoints may stand in networks of one's own, and there be called by plain http. */
  readonly privateAddresses: boolean
  /** A receiver that has not answered by then has not answered. */
  readonly answerSeconds: number
  /** After its secret was rotated, what an endpoint is sent is signed with the one before too, for so long. */
  readonly previousSecretSeconds: number
  /** An endpoint that has done nothing but fail for so long is disabled. */
  readonly failingSeconds: number
  /** Deliveries are kept so long, and an event that is told again meanwhile is not sent again. */
  readonly keptSeconds: number
}

/** What a shop decides for itself. Prices include tax. */
export interface ShopSettings {
  /** Used where nobody names another one. */
  readonly currency: Currency
  /** In which its days begin and end: a name of the IANA time zone database, such as `Africa/Nairobi`. */
  readonly timeZone: string
  /** In basis points, by the class of a variant. */
  readonly taxRates: Readonly<Record<TaxClass, number>>
  /** Local delivery, in minor units of each currency in which the shop delivers. Taxed as `deliveryTaxClass`. */
  readonly deliveryFees: Readonly<Record<string, number>>
  readonly deliveryTaxClass: TaxClass
  /** The coarsest coin that people pay with, in minor units of each currency: a shilling is 100. */
  readonly cashSteps: Readonly<Record<string, number>>
  /** A cart lives so long after its last change. */
  readonly cartSeconds: number
  /** So does a draft order, and one that was placed as long after its placing. */
  readonly draftOrderSeconds: number
  /** An order's token lives so long after its delivery. */
  readonly orderTokenSeconds: number
  readonly attempts: AttemptQuotas
  readonly payments: PaymentSettings
  readonly jobs: JobSettings
  readonly messages: MessageSettings
  readonly webhooks: WebhookSettings
}

export const defaults: ShopSettings = {
  currency: Currency.make("KES"),
  timeZone: "Africa/Nairobi",
  taxRates: { standard: 1600, zero: 0, exempt: 0 },
  deliveryFees: { KES: 25_000 },
  deliveryTaxClass: "standard",
  cashSteps: { KES: 100, TZS: 100, NGN: 100 },
  cartSeconds: 30 * 24 * 3600,
  draftOrderSeconds: 30 * 24 * 3600,
  orderTokenSeconds: 30 * 24 * 3600,
  attempts: {
    fromAddress: { limit: 20, windowSeconds: 60 },
    onAccount: { limit: 11, windowSeconds: 15 * 60 },
    messages: { limit: 5, windowSeconds: 15 * 60 }
  },
  payments: { orderSeconds: 30 * 60, callSeconds: 10, publicUrl: null },
  jobs: { finishedSeconds: 7 * 24 * 3600 },
  messages: {
    shopName: "Duka",
    shopUrl: null,
    helpEmail: null,
    helpPhone: null,
    locale: "en",
    pages: { tracking: null, verification: null, reset: null, invitation: null },
    reportSecret: null,
    keptSeconds: 180 * 24 * 3600,
    shown: false
  },
  webhooks: {
    privateAddresses: false,
    answerSeconds: 15,
    previousSecretSeconds: 24 * 3600,
    failingSeconds: 5 * 24 * 3600,
    keptSeconds: 30 * 24 * 3600
  }
}

/** `Layer.succeed(Settings, { ...defaults, currency })` changes them. */
export const Settings: Context.Reference<ShopSettings> = Context.Reference("@duka/core/Settings", {
  defaultValue: () => defaults
})
