import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import { readFileSync } from "node:fs"
import { type Configuration, type InvalidConfiguration, read } from "../src/config/Configuration.ts"
import { table } from "../src/config/table.ts"
import { list } from "../src/config/variables.ts"
import { wrong } from "./wrongVariables.ts"

const given = (environment: Readonly<Record<string, string>>): Effect.Effect<Configuration, InvalidConfiguration> =>
  Effect.provide(read, ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment)))

const refused = (environment: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flip(given(environment)), ({ message, variables }) => ({
    message,
    names: variables.map(({ name }) => name)
  }))

const key = Buffer.alloc(32, 7).toString("base64")
const url = "postgres://shop:hunter2@db:5432/shop"

/** As documents name a variable of a family. */
const documented = (name: string) => name.replace("_EVIL_", "_<NAME>_")
const wrongOf = (name: string) => wrong[name.replace("_<NAME>_", "_EVIL_")]

describe("the configuration", () => {
  it.effect("needs nothing", () =>
    Effect.map(given({}), (config) => {
      assert.strictEqual(config.host, "127.0.0.1")
      assert.strictEqual(config.port, 8080)
      assert.deepStrictEqual(config.storage, { _tag: "pglite", dataDir: ".duka", secretKey: null })
      assert.isTrue(Option.isNone(config.setupToken))
      assert.deepStrictEqual(config.shop.deliveryFees, { KES: 25_000 })
      assert.strictEqual(config.seed, "auto")
    })
  )

  it.effect("takes an empty variable as one that is not set", () =>
    Effect.gen(function* () {
      const empty = Object.fromEntries(list.map(({ name }) => [name, ""]))
      assert.deepStrictEqual(yield* given(empty), yield* given({}))
    })
  )

  it.effect("takes no other variable for one of its own", () =>
    Effect.gen(function* () {
      const others = { HOST_NAME: "x", PORT_8080_TCP: "x", DUKA_SEED_FILE: "x", DATABASE_URL_2: "x" }
      assert.deepStrictEqual(yield* given(others), yield* given({}))
    })
  )

  it.effect("moves to PostgreSQL with DATABASE_URL", () =>
    Effect.map(given({ DATABASE_URL: url, DUKA_SECRET_KEY: key }), ({ storage }) => {
      assert.strictEqual(storage._tag, "postgres")
      if (storage._tag === "postgres") assert.strictEqual(Redacted.value(storage.url), url)
    })
  )

  it.effect("names every variable that is wrong at once, with what was given and what would be right", () =>
    Effect.map(refused(wrong), ({ message, names }) => {
      assert.sameMembers(names, Object.keys(wrong))
      for (const { expected, name, secret } of list) {
        const given = wrongOf(name)
        if (given === undefined) continue
        const called = name.replace("<NAME>", "EVIL")
        assert.include(message, `${called} (${secret ? "its value is not shown" : JSON.stringify(given)})`)
        assert.include(message, `expected ${expected}`)
      }
    })
  )

  it.effect("never shows a secret", () =>
    Effect.map(refused(wrong), ({ message }) => {
      for (const secret of ["hunter2", wrong["DUKA_SECRET_KEY"] ?? ""]) assert.notInclude(message, secret)
    })
  )

  it("knows of each variable how it can be wrong", () => {
    assert.sameMembers(
      [...Object.keys(wrong).map(documented), "DUKA_DATA_DIR"],
      list.map(({ name }) => name)
    )
  })

  it.effect("does not let a shop on PostgreSQL do without its key", () =>
    Effect.map(refused({ DATABASE_URL: url, PORT: "x" }), ({ message, names }) => {
      assert.deepStrictEqual(names, ["PORT", "DUKA_SECRET_KEY"])
      assert.include(message, "DUKA_SECRET_KEY (not set)")
    })
  )

  it.effect("misses the address of the database", () =>
    Effect.map(refused({ DUKA_STORAGE: "postgres", DUKA_SECRET_KEY: key }), ({ names }) => {
      assert.deepStrictEqual(names, ["DATABASE_URL"])
    })
  )

  it.effect("does not tell a key that is wrong from one that is missing twice", () =>
    Effect.map(refused({ DATABASE_URL: url, DUKA_SECRET_KEY: "c2hvcnQ=" }), ({ names }) => {
      assert.deepStrictEqual(names, ["DUKA_SECRET_KEY"])
    })
  )

  it.effect("says how long orders wait to be paid, and where providers reach the shop", () =>
    Effect.gen(function* () {
      const { jobTakers, shop } = yield* given({ DUKA_ORDER_MINUTES: "45", DUKA_PUBLIC_URL: "https://shop.example/" })
      assert.deepStrictEqual(shop.payments, { orderSeconds: 2_700, callSeconds: 10, publicUrl: "https://shop.example" })
      assert.strictEqual(jobTakers, 8)
      assert.deepStrictEqual((yield* given({ DUKA_JOB_TAKERS: "2" })).jobTakers, 2)
      assert.deepStrictEqual((yield* given({})).shop.payments, {
        orderSeconds: 1_800,
        callSeconds: 10,
        publicUrl: null
      })
    })
  )

  it.effect("lets webhooks into networks of one's own only when it is told to", () =>
    Effect.gen(function* () {
      assert.isFalse((yield* given({})).shop.webhooks.privateAddresses)
      const { shop } = yield* given({ DUKA_WEBHOOK_PRIVATE_ADDRESSES: "true" })
      assert.isTrue(shop.webhooks.privateAddresses)
    })
  )

  it.effect("takes what is paid in to the paybill by its operator, at an address that Safaricom knows", () =>
    Effect.gen(function* () {
      const keyed = {
        DUKA_MPESA_CONSUMER_KEY: "of-the-app",
        DUKA_MPESA_CONSUMER_SECRET: "of-the-same-app",
        DUKA_MPESA_SHORT_CODE: "600610",
        DUKA_MPESA_PASSKEY: "of-the-paybill",
        DUKA_MPESA_CALLBACK_SECRET: "twenty-four-letters-or-more",
        DUKA_MPESA_NAME: "lipa",
        DUKA_MPESA_INITIATOR: "duka"
      }
      const lacking = yield* refused(keyed)
      assert.deepStrictEqual(lacking.names, ["DUKA_MPESA_SECURITY_CREDENTIAL", "DUKA_PUBLIC_URL"])
      const { mpesa } = (yield* given({
        ...keyed,
        DUKA_PUBLIC_URL: "https://shop.example",
        DUKA_MPESA_SECURITY_CREDENTIAL: "b2YgdGhlIG9wZXJhdG9yLCBlbmNyeXB0ZWQ="
      })).payments
      assert.strictEqual(mpesa?.paybill?.webhookUrl, "https://shop.example/v1/webhooks/payments/lipa")
      assert.deepStrictEqual([mpesa?.name, mpesa?.paybill?.initiator], ["lipa", "duka"])
    })
  )

  it.effect("switches Stripe on by its key, which needs the secrets of its messages", () =>
    Effect.gen(function* () {
      const keyed = { DUKA_STRIPE_SECRET_KEY: "rk_live_of-the-shop" }
      assert.deepStrictEqual((yield* refused(keyed)).names, ["DUKA_STRIPE_WEBHOOK_SECRETS"])
      const { stripe } = (yield* given({
        ...keyed,
        DUKA_STRIPE_WEBHOOK_SECRETS: "whsec_the-new-one, whsec_the-old-one",
        DUKA_STRIPE_CAPTURE: "manual",
        DUKA_STRIPE_RETURN_URL: "https://shop.example/thanks"
      })).payments
      assert.deepStrictEqual(stripe?.webhookSecrets.map(Redacted.value), ["whsec_the-new-one", "whsec_the-old-one"])
      assert.deepStrictEqual(
        [stripe?.next, stripe?.capture, stripe?.returnUrl],
        ["redirect", "manual", "https://shop.example/thanks"]
      )
      assert.isNull((yield* given({})).payments.stripe)
    })
  )

  it.effect("counts the delivery fee in the shop's currency", () =>
    Effect.map(given({ DUKA_CURRENCY: "UGX", DUKA_DELIVERY_FEE: "5000", DUKA_TAX_STANDARD: "1800" }), ({ shop }) => {
      assert.strictEqual(shop.currency, "UGX")
      assert.strictEqual(shop.deliveryFees["UGX"], 5000)
      assert.deepStrictEqual(shop.taxRates, { standard: 1800, zero: 0, exempt: 0 })
    })
  )

  it.effect("knows each provider by the name in its variables", () =>
    Effect.gen(function* () {
      const issuer = "https://login.example"
      const { oidcProviders } = yield* given({
        DUKA_OIDC_GOOGLE_ISSUER: "https://accounts.google.com",
        DUKA_OIDC_GOOGLE_CLIENT_ID: "shop.apps",
        DUKA_OIDC_GOOGLE_CLIENT_SECRET: "secret",
        "DUKA_OIDC_OUR-OWN_ISSUER": issuer,
        "DUKA_OIDC_OUR-OWN_CLIENT_ID": "shop",
        "DUKA_OIDC_OUR-OWN_SCOPES": "openid email",
        DUKA_OIDC_EMPTY_ISSUER: "",
        DUKA_OIDC_EMPTY_CLIENT_ID: ""
      })
      assert.deepStrictEqual(
        oidcProviders.map(({ clientSecret, ...provider }) => [
          clientSecret === null ? null : Redacted.value(clientSecret),
          provider
        ]),
        [
          ["secret", { name: "google", issuer: "https://accounts.google.com", clientId: "shop.apps" }],
          [null, { name: "our-own", issuer, clientId: "shop", scopes: "openid email" }]
        ]
      )
    })
  )

  it.effect("misses what a provider cannot do without", () =>
    Effect.gen(function* () {
      const alone = yield* refused({ DUKA_OIDC_GOOGLE_CLIENT_SECRET: "hunter2" })
      assert.deepStrictEqual(alone.names, ["DUKA_OIDC_GOOGLE_ISSUER", "DUKA_OIDC_GOOGLE_CLIENT_ID"])
      assert.notInclude(alone.message, "hunter2")
    })
  )

  it.effect("trusts an issuer for an audience that is none of its clients", () =>
    Effect.gen(function* () {
      const trusted = { DUKA_TRUSTED_ISSUER: "https://login.example" }
      assert.deepStrictEqual((yield* refused(trusted)).names, ["DUKA_TRUSTED_AUDIENCE"])
      const { trustedIssuer } = yield* given({ ...trusted, DUKA_TRUSTED_AUDIENCE: "https://shop.example" })
      assert.deepStrictEqual(trustedIssuer, {
        issuer: "https://login.example",
        audience: "https://shop.example",
        tokenType: "at+jwt"
      })
      const client = { DUKA_OIDC_A_ISSUER: "https://login.example", DUKA_OIDC_A_CLIENT_ID: "shop" }
      const mixed = yield* refused({ ...trusted, ...client, DUKA_TRUSTED_AUDIENCE: "shop" })
      assert.deepStrictEqual(mixed.names, ["DUKA_TRUSTED_AUDIENCE"])
    })
  )

  it("is documented: docs/configuration.md holds the table", () => {
    const document = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8")
    assert.include(document, table)
  })
})
