import { networkOf } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"

const Octet = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
const Group = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff }))
const eight = Schema.Tuple([Group, Group, Group, Group, Group, Group, Group, Group])

const hex = (groups: ReadonlyArray<number>) => groups.map((group) => group.toString(16))
const written = (groups: ReadonlyArray<number>) => hex(groups).join(":")

/** With the first run of zeros left out, as people write addresses. */
const shortened = (groups: ReadonlyArray<number>) => written(groups).replace(/(^|:)0(:0)+(:|$)/, "::")

describe("the network of an address", () => {
  it.prop("of IPv4 is its first three octets, whoever has the last", { a: Octet, b: Octet, c: Octet, d: Octet }, (ip) =>
    expect(networkOf(`${ip.a}.${ip.b}.${ip.c}.${ip.d}`)).toBe(`${ip.a}.${ip.b}.${ip.c}.0/24`)
  )

  it.prop(
    "of IPv6 is its first three groups, whatever follows",
    { groups: eight, other: eight },
    ({ groups, other }) => {
      const [first, ...rest] = [groups[0] | 0x2000, ...groups.slice(1)]
      const address = [first, ...rest]
      const network = networkOf(written(address))
      expect(network).toBe(`${hex(address.slice(0, 3)).join(":")}::/48`)
      expect(networkOf(written([...address.slice(0, 3), ...other.slice(3)]))).toBe(network)
      expect(networkOf(shortened(address))).toBe(network)
      expect(networkOf(`${written(address).toUpperCase()}%eth0`)).toBe(network)
    }
  )

  it.prop("of an IPv4 address in an IPv6 one is the same", { a: Octet, b: Octet, c: Octet, d: Octet }, (ip) => {
    const address = `${ip.a}.${ip.b}.${ip.c}.${ip.d}`
    const low = written([ip.a * 256 + ip.b, ip.c * 256 + ip.d])
    for (const mapped of [`::ffff:${address}`, `::FFFF:${low}`, `0:0:0:0:0:ffff:${address}`]) {
      expect(networkOf(mapped), mapped).toBe(networkOf(address))
    }
  })

  it.prop("of what is no address is none", { text: Schema.String }, ({ text }) => {
    const network = networkOf(text)
    expect(network === null || /^[\d.]+\/24$|^[\da-f:]+\/48$/.test(network)).toBe(true)
  })

  it.each([
    "",
    "localhost",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "1.2.3.4/8",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "12345::",
    "::1.2.3.400"
  ])("%s is none", (text) => expect(networkOf(text)).toBeNull())

  it.each([
    ["::1", "0:0:0::/48"],
    ["::", "0:0:0::/48"],
    ["2001:db8::", "2001:db8:0::/48"],
    ["fe80::1%en0", "fe80:0:0::/48"]
  ])("%s lies in %s", (text, network) => expect(networkOf(text)).toBe(network))
})
