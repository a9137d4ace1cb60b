/** What an address says: of who asks from it no more than is needed, and of where it leads. */
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

/** Special-purpose addresses of IPv4, by IANA's registry, multicast, and one that a cloud keeps for itself. */
const special = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Azure's own host of each machine.
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4"
].map(IpNetwork.fromStringUnsafe)

/** Everything that IPv6 gives to anybody lies in here: mapped, translated, local and multicast addresses do not. */
const given = IpNetwork.fromStringUnsafe("2000::/3")

/** What of it leads elsewhere: protocols such as Teredo, documentation, 6to4, sinks. */
const elsewhere = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"].map(
  IpNetwork.fromStringUnsafe
)

const isIn = (networks: ReadonlyArray<IpNetwork.IpNetwork>, address: NetAddress.IpAddress) =>
  networks.some((network) => IpNetwork.contains(network, address))

/**
 * Whether an address is somebody's on the public internet, by IANA's registries of special-purpose addresses: not this
 * machine, a private or shared network, a link, a group, documentation, or an IPv4 address that is written or translated as
 * one of IPv6. False for what is no address.
 */
export const isPublicAddress = (address: string): boolean => {
  const parsed = NetAddress.ipFromString(address)
  if (Result.isFailure(parsed)) return false
  const ip = parsed.success
  return NetAddress.isIpv4Address(ip) ? !isIn(special, ip) : IpNetwork.contains(given, ip) && !isIn(elsewhere, ip)
}
