import { PaymentProviders } from "@duka/core"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted } from "effect"
import * as Providing from "../src/payments/providing.ts"

const none = { fake: false, chapa: null, paystack: null, mpesa: null, flutterwave: null, stripe: null }

/** Who takes payments with a key of Stripe's, and what is said of it. */
const withKey = (secretKey: string) =>
  Effect.suspend(() => {
    const said: Array<unknown> = []
    const stripe = {
      secretKey: Redacted.make(secretKey),
      webhookSecrets: [Redacted.make("whsec_of-the-shop")] as const
    }
    return Effect.map(PaymentProviders, (providers) => ({ said, names: providers.map(({ name }) => name) })).pipe(
      Effect.provide(
        Providing.layer({ ...none, stripe }).pipe(
          Layer.provide(Logger.layer([Logger.make(({ message }) => void said.push(message))]))
        )
      )
    )
  })

it.effect("the fake provider is offered when it is asked for, and told of", () =>
  Effect.gen(function* () {
    const said: Array<unknown> = []
    const heard = Logger.layer([Logger.make(({ message }) => void said.push(message))])
    const offered = Effect.map(PaymentProviders, (providers) => providers.map(({ name }) => name))
    const names = (fake: boolean) => Effect.provide(offered, Layer.provide(Providing.layer({ ...none, fake }), heard))
    assert.deepStrictEqual([yield* names(false), said], [[], []])
    assert.deepStrictEqual(yield* names(true), ["fake"])
    assert.match(String(said), /pays nothing/u)
  })
)

it.effect("a key of Stripe's test mode is told of, and one of the live mode is not", () =>
  Effect.gen(function* () {
    const trying = yield* withKey("sk_test_of-the-shop")
    assert.deepStrictEqual(trying.names, ["stripe"])
    assert.match(String(trying.said), /test mode/u)
    assert.deepStrictEqual(yield* withKey("rk_live_of-the-shop"), { said: [], names: ["stripe"] })
  })
)
