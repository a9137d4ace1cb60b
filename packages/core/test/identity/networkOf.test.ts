import { networkOf } from "@duka/core"
import { describe, expect, it } from "vitest"

const of = (address: string) => networkOf({ address })

describe("who asks is told by", () => {
  it.each([
    ["an address of IPv4", "203.0.113.9", "203.0.113.9"],
    ["the same, as IPv6 has it", "::ffff:203.0.113.9", "203.0.113.9"],
    ["the network of one customer in IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["the same from another address in it", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
    ["the same on an interface", "fe80::1%eth0", "fe80::/64"]
  ])("%s", (_, address, network) => {
    expect(of(address)).toBe(network)
  })

  it.each([
    ["nothing", undefined],
    ["this machine", "127.0.0.1"],
    ["this machine in IPv6", "::1"],
    ["this machine, as IPv6 has it", "::ffff:127.0.0.1"],
    ["words", "unknown"],
    ["an empty text", ""]
  ])("and not by %s", (_, address) => {
    expect(networkOf(address === undefined ? {} : { address })).toBeNull()
  })
})
