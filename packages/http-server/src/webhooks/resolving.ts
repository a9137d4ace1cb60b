/** Where the host of an address is, of what the shop may call. */
import { type Carried, isPublicAddress } from "@duka/core"
import { Effect, Predicate } from "effect"
import { lookup } from "node:dns/promises"
import { isIP, type LookupFunction } from "node:net"

/** Of another kind they would tell what stands in somebody's network. */
const codePattern = /^[A-Z][A-Z0-9_]{2,60}$/u

const codeOf = (error: unknown): string | null => {
  const code = Predicate.hasProperty(error, "code") ? error.code : undefined
  return typeof code === "string" && codePattern.test(code) ? code : null
}

export const unreachable = (error: unknown): Extract<Carried, { readonly _tag: "NotAnswered" }> => ({
  _tag: "NotAnswered",
  why: "unreachable",
  code: codeOf(error)
})

export interface Address {
  readonly address: string
  readonly family: number
}

/** Every address of a name, as the system knows it; it rejects when there is none. */
export type Resolve = (hostname: string) => Promise<ReadonlyArray<Address>>

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, order: "verbatim" })

/** What may be called. */
export type Allowed = (address: string) => boolean

export const onlyPublic: Allowed = isPublicAddress
export const everywhere: Allowed = () => true

/** The host of a URL as sockets take it: `[::1]` is `::1`. */
export const hostOf = ({ hostname }: URL): string => (hostname.startsWith("[") ? hostname.slice(1, -1) : hostname)

/**
 * Asked once: whoever answers another address the next time is not asked again. An address stands for itself. Fails with what
 * has become of the webhook.
 */
export const addressesOf = (
  host: string,
  resolve: Resolve
): Effect.Effect<ReadonlyArray<Address>, ReturnType<typeof unreachable>> => {
  const family = isIP(host)
  return family === 0
    ? Effect.tryPromise({ try: () => resolve(host), catch: unreachable })
    : Effect.succeed([{ address: host, family }])
}

/** For a socket: the name is where it was found to be, and nowhere else. */
export const pinned =
  (addresses: ReadonlyArray<Address>): LookupFunction =>
  (_hostname, { all }, found) => {
    const [first] = addresses
    if (all === true) found(null, [...addresses])
    else found(null, first?.address ?? "", first?.family)
  }
