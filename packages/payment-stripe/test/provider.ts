/** A shop's Stripe, over the one on this machine. */
import type { StartPayment } from "@duka/core"
import { Stripe } from "@duka/payment-stripe"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { paymentOf, started } from "../../payment-http/test/stand.ts"
import { stripeServer } from "./stripeServer.ts"
import { credentials } from "./stripeWords.ts"

type Options = Partial<Parameters<typeof Stripe.make>[0]>

export const make = (baseUrl: string, options: Options = {}) =>
  Stripe.make({
    baseUrl,
    secretKey: Redacted.make(credentials.secretKey),
    webhookSecrets: [Redacted.make(credentials.webhookSecret)],
    ...options
  })

/** A payment that has been started. */
export const begun = (options: Options = {}, asked: Partial<StartPayment> = {}) =>
  Effect.gen(function* () {
    const server = yield* stripeServer
    const provider = yield* make(server.baseUrl, options)
    const start: StartPayment = { ...paymentOf("KES"), ...asked }
    const first = yield* provider.start(start)
    const payment = { ...started(start), reference: first.state.reference }
    const change = (key: string, amount = start.amount.amount) => ({
      key,
      payment,
      amount: { ...start.amount, amount }
    })
    const refund = (key: string, amount: number) => ({ ...change(key, amount), reference: null, reason: "stale" })
    return { server, provider, start, first, payment, change, refund }
  }).pipe(Effect.provide(FetchHttpClient.layer))
