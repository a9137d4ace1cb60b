/** What the shop is known by at Stripe, and how it is paid there. */
import { Config, Redacted, Schema, SchemaGetter } from "effect"
import { variable } from "./variable.ts"

const required = "required with DUKA_STRIPE_SECRET_KEY"

/** Not the publishable one, which is for pages. */
const Key = Schema.String.check(Schema.isPattern(/^[sr]k_(?:test|live)_[\x21-\x7e]{8,500}$/))

const WebhookSecrets = Schema.String.pipe(
  Schema.decodeTo(Schema.Array(Schema.String.check(Schema.isPattern(/^whsec_[\x21-\x7e]{8,500}$/))), {
    decode: SchemaGetter.transform((text: string) => text.split(",").map((secret) => secret.trim())),
    encode: SchemaGetter.transform((secrets: ReadonlyArray<string>) => secrets.join(","))
  })
)

const ReturnUrl = Schema.String.check(
  Schema.isMaxLength(2_000),
  Schema.makeFilter((text: string) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text))
)

export const stripeVariables = {
  stripeSecretKey: variable(
    {
      name: "DUKA_STRIPE_SECRET_KEY",
      meaning: "The secret key of the shop at Stripe, or a restricted one. With one of its test mode no money moves.",
      expected: "sk_live_…, rk_live_…, sk_test_… or rk_test_…",
      otherwise: "no payments by Stripe",
      secret: true
    },
    Config.schema(Key, "DUKA_STRIPE_SECRET_KEY").pipe(Config.map(Redacted.make), Config.option)
  ),
  stripeWebhookSecrets: variable(
    {
      name: "DUKA_STRIPE_WEBHOOK_SECRETS",
      meaning: "With what Stripe signs its messages: two of them while one takes the place of the other.",
      expected: "whsec_…, several with commas between them",
      otherwise: required,
      secret: true
    },
    Config.schema(WebhookSecrets, "DUKA_STRIPE_WEBHOOK_SECRETS").pipe(
      Config.map((secrets) => secrets.map((secret) => Redacted.make(secret))),
      Config.option
    )
  ),
  stripeNext: variable(
    {
      name: "DUKA_STRIPE_NEXT",
      meaning: "Where buyers pay: redirect on Stripe's page, confirm on the shop's own through Stripe's script.",
      expected: "redirect or confirm",
      otherwise: "redirect",
      secret: false
    },
    Config.schema(Schema.Literals(["redirect", "confirm"]), "DUKA_STRIPE_NEXT").pipe(
      Config.withDefault("redirect" as const)
    )
  ),
  stripeCapture: variable(
    {
      name: "DUKA_STRIPE_CAPTURE",
      meaning: "Unless an order says otherwise: automatic takes the money at once, manual lets staff capture it.",
      expected: "automatic or manual",
      otherwise: "automatic",
      secret: false
    },
    Config.schema(Schema.Literals(["automatic", "manual"]), "DUKA_STRIPE_CAPTURE").pipe(
      Config.withDefault("automatic" as const)
    )
  ),
  stripeReturnUrl: variable(
    {
      name: "DUKA_STRIPE_RETURN_URL",
      meaning: "Where buyers come back to from Stripe's page when their payment does not say it.",
      expected: "an http or https address",
      otherwise: "DUKA_PUBLIC_URL",
      secret: false
    },
    Config.schema(ReturnUrl, "DUKA_STRIPE_RETURN_URL").pipe(Config.option)
  )
} as const
