/** Variables that say whom the server believes, and how much it takes from one. */
import { Settings } from "@duka/core"
import { Config, Result, Schema, SchemaGetter } from "effect"
import { IpNetwork, NetAddress } from "effect/net"
import { variable } from "./variable.ts"

const shown = { secret: false } as const

/** Texts that are separated by commas. */
const listOf = <S extends Schema.Codec<string>>(one: S) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.Array(one), {
      decode: SchemaGetter.transform((text: string) => text.split(",").map((item) => item.trim())),
      encode: SchemaGetter.transform((items: ReadonlyArray<string>) => items.join(","))
    })
  )

/** RFC 6454: scheme, host and port, with nothing behind them. */
const Origin = Schema.String.check(
  Schema.makeFilter(
    (text: string) => text === "*" || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text),
    { expected: "an origin" }
  )
)

const isAllOrSome = Schema.makeFilter(
  (origins: ReadonlyArray<string>) => origins.length === 1 || !origins.includes("*"),
  { expected: "origins, or * alone" }
)

/** An address alone is a network of one. */
const networkFrom = (text: string): Result.Result<IpNetwork.IpNetwork, NetAddress.NetAddressError> =>
  text.includes("/")
    ? IpNetwork.fromString(text)
    : Result.flatMap(NetAddress.ipFromString(text), (address) => IpNetwork.make(address, NetAddress.width(address)))

const Network = Schema.String.check(
  Schema.makeFilter((text: string) => Result.isSuccess(networkFrom(text)), { expected: "an address or a network" })
)

const PerMinute = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))

const requestsPerMinuteDefault = 3_000

const corsOrigins = variable(
  {
    name: "DUKA_CORS_ORIGINS",
    meaning:
      "The origins whose pages may call the API from a browser, and to which people are sent back. * lets every page call it, but without cookies.",
    expected: "origins separated by commas, as https://shop.example,http://localhost:3000, or *",
    otherwise: "none: only pages of the API's own origin",
    ...shown
  },
  Config.schema(listOf(Origin).check(isAllOrSome), "DUKA_CORS_ORIGINS").pipe(Config.withDefault([]))
)

const trustedProxies = variable(
  {
    name: "DUKA_TRUSTED_PROXIES",
    meaning:
      "The proxies in front of the server, whose X-Forwarded-For says from where a request comes. From anybody else it is ignored.",
    expected: "addresses and networks separated by commas, as 10.0.0.0/8,fd00::/8",
    otherwise: "none: a request comes from whoever opened the connection",
    ...shown
  },
  Config.schema(listOf(Network), "DUKA_TRUSTED_PROXIES").pipe(
    Config.map((networks) => networks.map((network) => Result.getOrThrow(networkFrom(network)))),
    Config.withDefault([])
  )
)

const requestsPerMinute = variable(
  {
    name: "DUKA_RATE_LIMIT",
    meaning: "Requests in a minute from each address, account and API key, counted by each process for itself.",
    expected: "a whole number up to 1000000; 0 for no limit",
    otherwise: String(requestsPerMinuteDefault),
    ...shown
  },
  Config.schema(PerMinute, "DUKA_RATE_LIMIT").pipe(Config.withDefault(requestsPerMinuteDefault))
)

const attemptsPerMinute = variable(
  {
    name: "DUKA_ATTEMPT_LIMIT",
    meaning:
      "Logins that fail in a minute from each address, as many registrations and as many resets of passwords, counted over all processes.",
    expected: "a whole number from 1 to 1000000",
    otherwise: String(Settings.defaults.attempts.fromAddress.limit),
    ...shown
  },
  Config.schema(PerMinute.check(Schema.isGreaterThan(0)), "DUKA_ATTEMPT_LIMIT").pipe(
    Config.withDefault(Settings.defaults.attempts.fromAddress.limit)
  )
)

export const protection = { corsOrigins, trustedProxies, requestsPerMinute, attemptsPerMinute } as const
