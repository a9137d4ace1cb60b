import { Context, Layer } from "effect"
import type { PaymentProvider } from "./PaymentProvider.ts"

/** Every way to pay that the shop offers beside cash on delivery, in the order in which it is shown. */
export const PaymentProviders: Context.Reference<ReadonlyArray<PaymentProvider>> = Context.Reference(
  "@duka/core/PaymentProviders",
  { defaultValue: (): ReadonlyArray<PaymentProvider> => [] }
)

/** The providers of a shop as a layer. */
export const layerProviders = (...providers: ReadonlyArray<PaymentProvider>): Layer.Layer<never> =>
  Layer.succeed(PaymentProviders, providers)
