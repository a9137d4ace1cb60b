/** What the process is told by its environment, checked as a whole before anything starts. */
import type { AuthOidc } from "@duka/auth-oidc"
import { Settings, type Settings as Shop } from "@duka/core"
import { Effect, Option, type Redacted, Result, Schema } from "effect"
import type { IpNetwork } from "effect/net"
import { carrierKeys } from "./carrierVariables.ts"
import type { CarrierKeys } from "../messages/carrying.ts"
import { messageReads, messageSettings } from "./messageVariables.ts"
import { oidcProviders } from "./oidcVariables.ts"
import type { PaymentKeys } from "../payments/providing.ts"
import { paymentKeys } from "./paymentVariables.ts"
import { variables } from "./variables.ts"
import { wrong, WrongVariable } from "./variable.ts"

/** Where the shop is kept, with the key it needs there. */
export type StorageChoice =
  | { readonly _tag: "postgres"; readonly url: Redacted.Redacted; readonly secretKey: SecretKeyBytes }
  | { readonly _tag: "pglite"; readonly dataDir: string; readonly secretKey: SecretKeyBytes | null }
  | { readonly _tag: "memory"; readonly secretKey: SecretKeyBytes | null }

type SecretKeyBytes = Redacted.Redacted<Uint8Array>

export interface Configuration {
  readonly host: string
  readonly port: number
  readonly storage: StorageChoice
  /** With which the first owner is made; none: one is printed. */
  readonly setupToken: Option.Option<Redacted.Redacted>
  /** The first signs, all verify. None: one is made from the secret key. */
  readonly signingKeys: ReadonlyArray<Redacted.Redacted<Uint8Array>>
  /** Whether messages about accounts are shown on the terminal. */
  readonly devMessages: boolean
  /** The origins whose pages may call the API; `*`: all of them. */
  readonly corsOrigins: ReadonlyArray<string>
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: ReadonlyArray<IpNetwork.IpNetwork>
  /** From each address, account and API key; 0: as many as they like. */
  readonly requestsPerMinute: number
  /** Who takes the money, beside whoever brings the goods. */
  readonly payments: PaymentKeys
  /** None: the socket's own address. */
  readonly publicUrl: Option.Option<URL>
  readonly oidcProviders: ReadonlyArray<AuthOidc.ProviderOptions>
  /** Whose access tokens are taken beside the shop's own. */
  readonly trustedIssuer: AuthOidc.TrustedOptions | null
  /** Who carries messages, and how they read. */
  readonly carriers: CarrierKeys
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "none"
  readonly logFormat: "pretty" | "json"
  /** How many jobs of one kind run at once. */
  readonly jobTakers: number
  readonly shop: Shop.ShopSettings
  readonly seed: "auto" | "on" | "off"
}

/** Every variable that is wrong. Nothing was started. */
export class InvalidConfiguration extends Schema.TaggedError<InvalidConfiguration>()("InvalidConfiguration", {
  variables: Schema.Array(WrongVariable)
}) {
  override get message() {
    const count = this.variables.length === 1 ? "One variable is" : `${this.variables.length} variables are`
    return `Duka did not start. ${count} wrong:\n${this.variables.map(({ message }) => `  ${message}`).join("\n")}`
  }
}

type Chosen = { readonly [K in keyof typeof variables]: Effect.Success<(typeof variables)[K]["read"]> }

/** Where an outside issuer makes tokens for the shop, it is said for whom, and they are not told from ID tokens by luck. */
const trusted = (
  { trustedAudience, trustedIssuer }: Partial<Chosen>,
  providers: ReadonlyArray<AuthOidc.ProviderOptions>
): ReadonlyArray<WrongVariable> => {
  if (trustedIssuer === undefined || trustedAudience === undefined || Option.isNone(trustedIssuer)) return []
  const description = variables.trustedAudience
  if (Option.isNone(trustedAudience)) {
    return [wrong({ ...description, expected: `${description.expected}; DUKA_TRUSTED_ISSUER needs it` }, null)]
  }
  const isClient = providers.some(({ clientId }) => clientId === trustedAudience.value)
  return isClient ? [wrong(description, trustedAudience.value)] : []
}

/** Variables that need each other. */
const together = (values: Partial<Chosen>): ReadonlyArray<WrongVariable> => {
  const { databaseUrl, secretKey, storage } = values
  if (storage === undefined) return []
  const kind = Option.getOrElse(storage, () =>
    databaseUrl !== undefined && Option.isNone(databaseUrl) ? "pglite" : "postgres"
  )
  if (kind !== "postgres") return []
  const missing = (name: "databaseUrl" | "secretKey", why: string) => {
    const description = variables[name]
    return wrong({ ...description, secret: false, expected: `${description.expected}; ${why}` }, null)
  }
  return [
    ...(databaseUrl !== undefined && Option.isNone(databaseUrl)
      ? [missing("databaseUrl", "DUKA_STORAGE=postgres needs it")]
      : []),
    ...(secretKey !== undefined && Option.isNone(secretKey)
      ? [missing("secretKey", "a shop on PostgreSQL needs it, the same in every process")]
      : [])
  ]
}

const reads = {
  host: variables.host.read,
  port: variables.port.read,
  databaseUrl: variables.databaseUrl.read,
  secretKey: variables.secretKey.read,
  setupToken: variables.setupToken.read,
  signingKeys: variables.signingKeys.read,
  devMessages: variables.devMessages.read,
  storage: variables.storage.read,
  dataDir: variables.dataDir.read,
  seed: variables.seed.read,
  currency: variables.currency.read,
  timeZone: variables.timeZone.read,
  taxStandard: variables.taxStandard.read,
  deliveryFee: variables.deliveryFee.read,
  corsOrigins: variables.corsOrigins.read,
  trustedProxies: variables.trustedProxies.read,
  requestsPerMinute: variables.requestsPerMinute.read,
  attemptsPerMinute: variables.attemptsPerMinute.read,
  orderMinutes: variables.orderMinutes.read,
  jobTakers: variables.jobTakers.read,
  webhookPrivateAddresses: variables.webhookPrivateAddresses.read,
  logLevel: variables.logLevel.read,
  logFormat: variables.logFormat.read,
  publicUrl: variables.publicUrl.read,
  trustedIssuer: variables.trustedIssuer.read,
  trustedAudience: variables.trustedAudience.read,
  trustedTokenType: variables.trustedTokenType.read,
  ...messageReads
}

const storageOf = (values: Chosen): StorageChoice => {
  const secretKey = Option.getOrNull(values.secretKey)
  const url = Option.getOrNull(values.databaseUrl)
  const kind = Option.getOrElse(values.storage, () => (url === null ? "pglite" : "postgres"))
  return kind === "postgres" && url !== null && secretKey !== null
    ? { _tag: "postgres", url, secretKey }
    : kind === "memory"
      ? { _tag: "memory", secretKey }
      : { _tag: "pglite", dataDir: values.dataDir, secretKey }
}

const trustedOf = ({ trustedAudience, trustedIssuer, trustedTokenType }: Chosen): AuthOidc.TrustedOptions | null =>
  Option.isSome(trustedIssuer) && Option.isSome(trustedAudience)
    ? { issuer: trustedIssuer.value, audience: trustedAudience.value, tokenType: trustedTokenType }
    : null

const shopOf = ({
  attemptsPerMinute,
  currency,
  deliveryFee,
  devMessages,
  orderMinutes,
  publicUrl,
  taxStandard,
  timeZone,
  webhookPrivateAddresses,
  ...others
}: Chosen): Shop.ShopSettings => ({
  ...Settings.defaults,
  messages: messageSettings(others, devMessages),
  currency,
  timeZone,
  attempts: {
    ...Settings.defaults.attempts,
    fromAddress: { ...Settings.defaults.attempts.fromAddress, limit: attemptsPerMinute }
  },
  payments: {
    ...Settings.defaults.payments,
    orderSeconds: orderMinutes * 60,
    publicUrl: Option.getOrNull(Option.map(publicUrl, ({ origin }) => origin))
  },
  webhooks: { ...Settings.defaults.webhooks, privateAddresses: webhookPrivateAddresses },
  taxRates: { ...Settings.defaults.taxRates, standard: taxStandard },
  deliveryFees: {
    ...Settings.defaults.deliveryFees,
    ...Option.match(deliveryFee, { onNone: () => ({}), onSome: (fee) => ({ [currency]: fee }) })
  }
})

/** The configuration, or everything that is wrong with it at once. */
export const read: Effect.Effect<Configuration, InvalidConfiguration> = Effect.gen(function* () {
  const results = yield* Effect.all(reads, { mode: "result" })
  const answers: ReadonlyArray<Result.Result<unknown, WrongVariable>> = Object.values(results)
  const single = answers.flatMap((answer) => (Result.isFailure(answer) ? [answer.failure] : []))
  const several = together({
    ...(Result.isSuccess(results.databaseUrl) ? { databaseUrl: results.databaseUrl.success } : {}),
    ...(Result.isSuccess(results.secretKey) ? { secretKey: results.secretKey.success } : {}),
    ...(Result.isSuccess(results.storage) ? { storage: results.storage.success } : {})
  })
  const oidc = yield* oidcProviders
  const outside = trusted(
    {
      ...(Result.isSuccess(results.trustedIssuer) ? { trustedIssuer: results.trustedIssuer.success } : {}),
      ...(Result.isSuccess(results.trustedAudience) ? { trustedAudience: results.trustedAudience.success } : {})
    },
    oidc.providers
  )
  const payments = yield* paymentKeys(
    Result.isSuccess(results.publicUrl) ? Option.getOrNull(results.publicUrl.success) : null
  )
  const carriers = yield* carrierKeys
  const variablesWrong = [...single, ...several, ...oidc.wrong, ...outside, ...payments.wrong, ...carriers.wrong]
  if (variablesWrong.length > 0) return yield* new InvalidConfiguration({ variables: variablesWrong })
  const values = yield* Effect.orDie(Effect.all(reads))
  return {
    host: values.host,
    port: values.port,
    storage: storageOf(values),
    setupToken: values.setupToken,
    signingKeys: values.signingKeys,
    devMessages: values.devMessages,
    corsOrigins: values.corsOrigins,
    trustedProxies: values.trustedProxies,
    requestsPerMinute: values.requestsPerMinute,
    publicUrl: values.publicUrl,
    oidcProviders: oidc.providers,
    trustedIssuer: trustedOf(values),
    logLevel: values.logLevel,
    logFormat: values.logFormat,
    jobTakers: values.jobTakers,
    payments: payments.keys,
    carriers: carriers.keys,
    shop: shopOf(values),
    seed: values.seed
  }
})
