import { networkAround, senderOf } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"

const Octet = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
const Group = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 0xffff }))
const eight = Schema.Tuple([Group, Group, Group, Group, Group, Group, Group, Group])

const hex = (groups: ReadonlyArray<number>) => groups.map((group) => group.toString(16))
const written = (groups: ReadonlyArray<number>) => hex(groups).join(":")

describe("the network around an address", () => {
  it.prop("of IPv4 is its first three octets, whoever has the last", { a: Octet, b: Octet, c: Octet, d: Octet }, (ip) =>
    expect(networkAround(`${ip.a}.${ip.b}.${ip.c}.${ip.d}`)).toBe(`${ip.a}.${ip.b}.${ip.c}.0/24`)
  )

  it.prop(
    "of IPv6 is its first three groups, whatever follows",
    { groups: eight, other: eight },
    ({ groups, other }) => {
      const address = [groups[0] | 0x2000, ...groups.slice(1)]
      const network = networkAround(written(address))
      expect(network).toBe(`${written(address.slice(0, 3))}::/48`)
      expect(networkAround(written([...address.slice(0, 3), ...other.slice(3)]))).toBe(network)
      expect(networkAround(`${written(address).toUpperCase()}%eth0`)).toBe(network)
    }
  )

  it.prop("of an IPv4 address in an IPv6 one is the same", { a: Octet, b: Octet, c: Octet, d: Octet }, (ip) => {
    const address = `${ip.a}.${ip.b}.${ip.c}.${ip.d}`
    const low = written([ip.a * 256 + ip.b, ip.c * 256 + ip.d])
    for (const mapped of [`::ffff:${address}`, `::FFFF:${low}`, `0:0:0:0:0:ffff:${address}`]) {
      expect(networkAround(mapped), mapped).toBe(networkAround(address))
    }
  })

  it.prop("of what is no address is none", { text: Schema.String }, ({ text }) => {
    const network = networkAround(text)
    expect(network === null || /^[\d.]+\/24$|^[\da-f:]+\/48$/.test(network)).toBe(true)
  })

  it.each(["", "localhost", "1.2.3", "1.2.3.256", "1.2.3.4/8", ":", ":::", "1::2::3", "12345::", "::1.2.3.400"])(
    "of %s is none",
    (text) => expect(networkAround(text)).toBeNull()
  )
})

describe("who asks is told by", () => {
  it.each([
    ["an address of IPv4", "203.0.113.9", "203.0.113.9/32"],
    ["the same, as IPv6 has it", "::ffff:203.0.113.9", "203.0.113.9/32"],
    ["the network of one customer in IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["the same from another address in it", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
    ["the same on an interface", "fe80::1%eth0", "fe80::/64"]
  ])("%s", (_, address, network) => {
    expect(senderOf({ address })).toBe(network)
  })

  it.each([
    ["nothing", undefined],
    ["this machine", "127.0.0.1"],
    ["this machine in IPv6", "::1"],
    ["this machine, as IPv6 has it", "::ffff:127.0.0.1"],
    ["words", "unknown"],
    ["an empty text", ""]
  ])("and not by %s", (_, address) => {
    expect(senderOf(address === undefined ? {} : { address })).toBeNull()
  })
})
