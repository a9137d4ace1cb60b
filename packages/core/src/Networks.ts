/** What the address from which somebody asks says of him, and no more than is needed. */
import { Option, Result } from "effect"
import * as IpNetwork from "effect/net/IpNetwork"
import * as NetAddress from "effect/net/NetAddress"
import type { Client } from "./Client.ts"

/** An address of IPv4 in one of IPv6 is the former; the zone of an address is where it is good for, and no part of it. */
const parsed = (address: string): Option.Option<NetAddress.IpAddress> =>
  Result.getSuccess(
    Result.map(NetAddress.ipFromString(address.split("%", 1)[0] ?? ""), (ip) => NetAddress.toCanonical(ip))
  )

const networkIn = (address: NetAddress.IpAddress, prefixes: { readonly ipv4: number; readonly ipv6: number }) =>
  Option.getOrNull(
    Option.map(
      Result.getSuccess(
        IpNetwork.fromAddress(address, NetAddress.isIpv4Address(address) ? prefixes.ipv4 : prefixes.ipv6)
      ),
      IpNetwork.format
    )
  )

/** One customer of a provider has a whole network of this length in IPv6, and one address in IPv4. */
const senderPrefixes = { ipv4: 32, ipv6: 64 } as const

/** An address is a person's; the network that he shares with others is enough to see what is odd. */
const sharedPrefixes = { ipv4: 24, ipv6: 48 } as const

/**
 * By what somebody is told from others who ask. Null when that says nothing: his address is not known, or it is this
 * machine's, where proxies stand that say not for whom they ask.
 */
export const senderOf = ({ address }: Client): string | null =>
  Option.match(address === undefined ? Option.none() : parsed(address), {
    onNone: () => null,
    onSome: (ip) => (NetAddress.isLoopback(ip) ? null : networkIn(ip, senderPrefixes))
  })

/** The network around an address: its first 24 bits in IPv4, 48 in IPv6. Null for what is no address. */
export const networkAround = (address: string): string | null =>
  Option.match(parsed(address), { onNone: () => null, onSome: (ip) => networkIn(ip, sharedPrefixes) })
