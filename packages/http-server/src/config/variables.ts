/** Every variable that Duka reads, each defined once: the server, its help and its documentation all read this list. */
import { Money, secretKeyBytes, Settings } from "@duka/core"
import { Config, DateTime, Option, Redacted, Schema, SchemaGetter } from "effect"
import { identityVariables } from "./identityVariables.ts"
import { oidcDescriptions } from "./oidcVariables.ts"
import { paymentVariables } from "./paymentVariables.ts"
import { protection } from "./protection.ts"
import { type Description, variable } from "./variable.ts"
import { carrierVariables } from "./carrierVariables.ts"
import { messageVariables } from "./messageVariables.ts"
import { webhookVariables } from "./webhookVariables.ts"
import { workVariables } from "./workVariables.ts"

const parses = (text: string) => URL.canParse(text)

/** `postgres://user:password@host:5432/database`. */
const DatabaseUrl = Schema.String.check(
  Schema.makeFilter(
    (text: string) => parses(text) && /^postgres(ql)?:\/\/[^/?#]+\/[^/?#]+/.test(text) && new URL(text).hostname !== "",
    { expected: "a URL of PostgreSQL" }
  )
)

const SecretKey = Schema.Uint8ArrayFromBase64.check(
  Schema.makeFilter((bytes: Uint8Array) => bytes.length === secretKeyBytes, { expected: "32 bytes" })
)

const SigningKeys = Schema.String.pipe(
  Schema.decodeTo(Schema.Array(SecretKey), {
    decode: SchemaGetter.transform((text: string) => text.split(",").map((key) => key.trim())),
    encode: SchemaGetter.transform((keys: ReadonlyArray<string>) => keys.join(","))
  })
)

const TimeZone = Schema.String.check(
  Schema.makeFilter((zone: string) => Option.isSome(DateTime.zoneMakeNamed(zone)), { expected: "a time zone" })
)

const Words = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{16,200}$/))
const Host = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9.:_%-]{1,253}$/))
const Port = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

const isSecret = { secret: true } as const
const isShown = { secret: false } as const
const kept = { otherwise: "not set" } as const

const host = variable(
  {
    name: "HOST",
    meaning: "Address to listen on.",
    expected: "an address or a host name, as 127.0.0.1 or ::",
    otherwise: "127.0.0.1",
    ...isShown
  },
  Config.schema(Host, "HOST").pipe(Config.withDefault("127.0.0.1"))
)

const port = variable(
  {
    name: "PORT",
    meaning: "Port to listen on; 0 takes any free one.",
    expected: "a whole number from 0 to 65535",
    otherwise: "8080",
    ...isShown
  },
  Config.schema(Port, "PORT").pipe(Config.withDefault(8080))
)

const databaseUrl = variable(
  {
    name: "DATABASE_URL",
    meaning: "The PostgreSQL database of the shop.",
    expected: "a URL such as postgres://user:password@host:5432/database",
    ...kept,
    ...isSecret
  },
  Config.schema(DatabaseUrl, "DATABASE_URL").pipe(Config.map(Redacted.make), Config.option)
)

const secretKey = variable(
  {
    name: "DUKA_SECRET_KEY",
    meaning:
      "The key from which carts' and orders' tokens and webhooks' secrets are made: the same in every process of a shop.",
    expected: "32 bytes in base64, as `openssl rand -base64 32` prints them",
    otherwise: "required with postgres; made once and kept in the data folder with pglite; random with memory",
    ...isSecret
  },
  Config.schema(SecretKey, "DUKA_SECRET_KEY").pipe(Config.map(Redacted.make), Config.option)
)

const setupToken = variable(
  {
    name: "DUKA_SETUP_TOKEN",
    meaning: "The token with which the first owner is made, once, while the shop has none.",
    expected: "16 to 200 printable ASCII characters without spaces",
    otherwise: "a new one is printed when the server starts without an owner",
    ...isSecret
  },
  Config.schema(Words, "DUKA_SETUP_TOKEN").pipe(Config.map(Redacted.make), Config.option)
)

const signingKeys = variable(
  {
    name: "DUKA_SIGNING_KEYS",
    meaning:
      "The keys of access tokens. The first signs, all verify: put a new one first, and drop the old one an hour later.",
    expected: "keys of 32 bytes in base64, separated by commas",
    otherwise: "one that is made from DUKA_SECRET_KEY",
    ...isSecret
  },
  Config.schema(SigningKeys, "DUKA_SIGNING_KEYS").pipe(
    Config.map((keys) => keys.map((key) => Redacted.make(key))),
    Config.withDefault([])
  )
)

const devMessages = variable(
  {
    name: "DUKA_DEV_MESSAGES",
    meaning:
      "1 keeps messages to people as they read, for developing: GET /v1/messages shows them, with links that whoever reads them can use, and the log says whom they would have gone to.",
    expected: "1 or 0",
    otherwise: "0",
    ...isShown
  },
  Config.Literals(["1", "0"], "DUKA_DEV_MESSAGES").pipe(
    Config.withDefault("0"),
    Config.map((shown) => shown === "1")
  )
)

const storage = variable(
  {
    name: "DUKA_STORAGE",
    meaning: "Where the shop is kept.",
    expected: "postgres, pglite or memory",
    otherwise: "postgres when DATABASE_URL is set, else pglite",
    ...isShown
  },
  Config.Literals(["postgres", "pglite", "memory"], "DUKA_STORAGE").pipe(Config.option)
)

const dataDir = variable(
  {
    name: "DUKA_DATA_DIR",
    meaning: "The folder of the embedded database and of its key.",
    expected: "the path of a folder",
    otherwise: ".duka",
    ...isShown
  },
  Config.NonEmptyString("DUKA_DATA_DIR").pipe(Config.withDefault(".duka"))
)

const logLevel = variable(
  {
    name: "DUKA_LOG_LEVEL",
    meaning: "The least important messages that are logged; debug also logs each request.",
    expected: "trace, debug, info, warn, error or none",
    otherwise: "info",
    ...isShown
  },
  Config.Literals(["trace", "debug", "info", "warn", "error", "none"], "DUKA_LOG_LEVEL").pipe(
    Config.withDefault("info")
  )
)

const logFormat = variable(
  {
    name: "DUKA_LOG_FORMAT",
    meaning: "For people or for machines.",
    expected: "pretty or json",
    otherwise: "pretty",
    ...isShown
  },
  Config.Literals(["pretty", "json"], "DUKA_LOG_FORMAT").pipe(Config.withDefault("pretty"))
)

const currency = variable(
  {
    name: "DUKA_CURRENCY",
    meaning: "The currency where nobody names another one.",
    expected: "a currency of ISO 4217, as KES",
    otherwise: Settings.defaults.currency,
    ...isShown
  },
  Config.schema(Money.Currency, "DUKA_CURRENCY").pipe(Config.withDefault(Settings.defaults.currency))
)

const timeZone = variable(
  {
    name: "DUKA_TIME_ZONE",
    meaning: "The time zone of the shop's opening hours and days, those of its reports included.",
    expected: "a name of the IANA time zone database, as Africa/Nairobi",
    otherwise: Settings.defaults.timeZone,
    ...isShown
  },
  Config.schema(TimeZone, "DUKA_TIME_ZONE").pipe(Config.withDefault(Settings.defaults.timeZone))
)

const seed = variable(
  {
    name: "DUKA_SEED",
    meaning:
      "The demonstration catalogue. auto: once, at the first start of an empty embedded or memory store. on: at every start, whatever of it is missing, on a server too.",
    expected: "auto, on or off",
    otherwise: "auto",
    ...isShown
  },
  Config.Literals(["auto", "on", "off"], "DUKA_SEED").pipe(Config.withDefault("auto"))
)

const taxStandard = variable(
  {
    name: "DUKA_TAX_STANDARD",
    meaning: "The rate of the tax class standard, which prices include. The classes zero and exempt are always 0.",
    expected: "basis points from 0 to 100000: 1600 is 16 %",
    otherwise: String(Settings.defaults.taxRates.standard),
    ...isShown
  },
  Config.schema(Money.BasisPoints, "DUKA_TAX_STANDARD").pipe(Config.withDefault(Settings.defaults.taxRates.standard))
)

const deliveryFee = variable(
  {
    name: "DUKA_DELIVERY_FEE",
    meaning: "What local delivery costs, tax included, in minor units of DUKA_CURRENCY: 25000 is KES 250.",
    expected: "a whole number from 0 to 10000000000",
    otherwise: "25000 for KES; no local delivery in other currencies",
    ...isShown
  },
  Config.schema(Money.PriceAmount, "DUKA_DELIVERY_FEE").pipe(Config.option)
)

export const variables = {
  host,
  port,
  databaseUrl,
  secretKey,
  setupToken,
  signingKeys,
  devMessages,
  storage,
  dataDir,
  seed,
  currency,
  timeZone,
  ...protection,
  taxStandard,
  deliveryFee,
  ...workVariables,
  ...messageVariables,
  ...webhookVariables,
  logLevel,
  logFormat,
  ...identityVariables
} as const

/** In the order in which documents show them. */
export const list: ReadonlyArray<Description> = [
  ...Object.values(variables),
  ...Object.values(carrierVariables),
  ...Object.values(paymentVariables),
  ...oidcDescriptions
]
