import { Option, Result } from "effect"
import * as IpNetwork from "effect/net/IpNetwork"
import * as NetAddress from "effect/net/NetAddress"
import type { Client } from "../Client.ts"

/** One customer of a provider has a whole network of this length in IPv6, and one address in IPv4. */
const ipv6Prefix = 64

const knownAddress = ({ address }: Client): Option.Option<NetAddress.IpAddress> =>
  address === undefined
    ? Option.none()
    : Result.getSuccess(
        Result.map(NetAddress.ipFromString(address.split("%", 1)[0] ?? ""), (ip) => NetAddress.toCanonical(ip))
      )

/**
 * By what somebody is told from others who ask: his address, or his network in IPv6. Null when that says nothing: it is not
 * known, or it is this machine, where proxies stand that say not for whom they ask.
 */
export const networkOf = (client: Client): string | null =>
  Option.match(knownAddress(client), {
    onNone: () => null,
    onSome: (address) =>
      NetAddress.isLoopback(address)
        ? null
        : NetAddress.isIpv4Address(address)
          ? NetAddress.formatIp(address)
          : Result.match(IpNetwork.fromAddress(address, ipv6Prefix), {
              onFailure: () => NetAddress.formatIp(address),
              onSuccess: IpNetwork.format
            })
  })
