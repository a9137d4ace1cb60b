/** Which ways to pay a shop offers, and in which steps. Pure. */
import type { Currency, MinorUnits } from "../Money.ts"
import type { ShopSettings } from "../Settings.ts"
import { PaymentMethod } from "./PaymentMethod.ts"
import type { PaymentProvider } from "./PaymentProvider.ts"

/** Paid to who brings the goods: offered by every shop, and no provider outside has a part in it. */
export const cashOnDelivery: PaymentMethod = PaymentMethod.make("cash_on_delivery")

export interface Offered {
  readonly providers: ReadonlyArray<PaymentProvider>
  readonly settings: ShopSettings
}

/** What totals paid this way are multiples of, in minor units; null when nobody can pay this way in this currency. */
export const paymentStep = (
  method: PaymentMethod,
  currency: Currency,
  { providers, settings }: Offered
): MinorUnits | null => {
  // A step of nothing is none.
  if (method === cashOnDelivery) return Math.max(1, settings.cashSteps[currency] ?? 1)
  const provider = providers.find(({ name }) => name === method)
  if (provider === undefined) return null
  const { currencies } = provider.capabilities
  return currencies === null || currencies.includes(currency) ? Math.max(1, provider.step(currency)) : null
}

/** Every way to pay in this currency, with its step, cash first. */
export const paymentMethods = (
  currency: Currency,
  offered: Offered
): ReadonlyArray<{ readonly method: PaymentMethod; readonly step: MinorUnits }> =>
  [cashOnDelivery, ...offered.providers.map(({ name }) => name)].flatMap((method) => {
    const step = paymentStep(method, currency, offered)
    return step === null ? [] : [{ method, step }]
  })
