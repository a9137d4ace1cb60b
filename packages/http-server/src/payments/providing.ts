/** The providers that the configuration switches on, over the platform's HTTP client. */
import { PaymentProviders } from "@duka/core"
import { Chapa } from "@duka/payment-chapa"
import { FakeProvider } from "@duka/payment-fake"
import { Flutterwave } from "@duka/payment-flutterwave"
import { Mpesa } from "@duka/payment-mpesa"
import { Paystack } from "@duka/payment-paystack"
import { Stripe } from "@duka/payment-stripe"
import { Effect, Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"

/** What the shop is known by at each of them; null: not offered. */
export interface PaymentKeys {
  /** Whether somebody may pay with money that there is not. */
  readonly fake: boolean
  readonly chapa: { readonly secretKey: Redacted.Redacted; readonly webhookSecret: Redacted.Redacted } | null
  readonly paystack: { readonly secretKey: Redacted.Redacted } | null
  readonly mpesa: Parameters<typeof Mpesa.make>[0] | null
  readonly flutterwave: { readonly secretKey: Redacted.Redacted; readonly secretHash: Redacted.Redacted } | null
  readonly stripe: Parameters<typeof Stripe.make>[0] | null
}

/** A shop that is open to people should not be: its buyers pay with cards that there are not. */
const ofTestMode = ({ secretKey }: { readonly secretKey: Redacted.Redacted }) =>
  Redacted.value(secretKey).includes("_test_")
    ? Effect.logWarning("Stripe is in its test mode: no money moves.")
    : Effect.void

/** Paid as soon as it is started. It knows its payments as long as the process lives. */
const fakeProvider = Effect.as(
  Effect.logWarning("The payment method fake is offered: whoever takes it pays nothing."),
  FakeProvider.make({ paysAtOnce: true }).provider
)

export const layer = ({ chapa, fake, flutterwave, mpesa, paystack, stripe }: PaymentKeys): Layer.Layer<never> =>
  Layer.effect(
    PaymentProviders,
    Effect.all([
      ...(fake ? [fakeProvider] : []),
      ...(mpesa === null ? [] : [Mpesa.make(mpesa)]),
      ...(chapa === null ? [] : [Chapa.make(chapa)]),
      ...(paystack === null ? [] : [Paystack.make(paystack)]),
      ...(flutterwave === null ? [] : [Flutterwave.make(flutterwave)]),
      ...(stripe === null ? [] : [Effect.andThen(ofTestMode(stripe), Stripe.make(stripe))])
    ])
  ).pipe(Layer.provide(FetchHttpClient.layer))
