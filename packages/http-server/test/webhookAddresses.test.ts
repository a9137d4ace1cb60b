/** Which addresses are called, whatever names and numbers stand for them. */
import { isPublicAddress } from "@duka/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { carrier } from "../src/webhooks/carrying.ts"
import type { Address, Resolve } from "../src/webhooks/resolving.ts"
import { answered, at, carried, notAnswered, webhook } from "./carried.ts"
import { receiver } from "./webhookReceiver.ts"

describe("an address", () => {
  /** Answers in turn, as a name server does that means no good. */
  const inTurn = (...answers: ReadonlyArray<ReadonlyArray<Address>>) => {
    let asked = 0
    const resolve: Resolve = () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? [])
    return { resolve, asked: () => asked }
  }

  it.live("is asked for once, and what was looked at is what is called", () =>
    Effect.gen(function* () {
      const { port, received } = yield* receiver()
      const good = (address: string) => address === "127.0.0.1"
      const rebinding = inTurn(at("127.0.0.1"), at("127.0.0.2"))
      const url = `http://hooks.example:${port}/`
      const call = carried(url, { allowed: good, resolve: rebinding.resolve })
      assert.deepStrictEqual(yield* call, answered(204))
      assert.strictEqual(rebinding.asked(), 1)
      assert.deepStrictEqual(yield* call, notAnswered("forbidden"))
      assert.strictEqual(rebinding.asked(), 2)
      assert.deepStrictEqual(
        received.map(({ address }) => address),
        ["127.0.0.1"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("that is forbidden is not called beside one that is not, in whatever order they come", () =>
    Effect.gen(function* () {
      const { port, received } = yield* receiver()
      const good = (address: string) => address === "127.0.0.1"
      for (const found of [at("127.0.0.2", "127.0.0.1"), at("127.0.0.1", "127.0.0.2"), at("::1", "127.0.0.1")]) {
        const { resolve } = inTurn(found)
        assert.deepStrictEqual(
          yield* carried(`http://hooks.example:${port}/`, { allowed: good, resolve }),
          answered(204)
        )
      }
      for (const found of [at("127.0.0.2"), at("::1", "127.0.0.3"), []]) {
        const { resolve } = inTurn(found)
        assert.deepStrictEqual(
          yield* carried(`http://hooks.example:${port}/`, { allowed: good, resolve }),
          notAnswered("forbidden")
        )
      }
      assert.deepStrictEqual([...new Set(received.map(({ address }) => address))], ["127.0.0.1"])
    }).pipe(Effect.scoped)
  )

  it.live("of this machine is not called unless that is allowed, by name, number or any way of writing it", () =>
    Effect.gen(function* () {
      const { port, received } = yield* receiver({ secure: true })
      const hosts = ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
      for (const host of hosts) {
        const { carry } = carrier()
        assert.deepStrictEqual(yield* carry(webhook(`https://${host}:${port}/`)), notAnswered("forbidden"), host)
        assert.deepStrictEqual(yield* carry(webhook(`http://${host}:${port}/`)), notAnswered("forbidden"), host)
      }
      assert.deepStrictEqual(received, [])
    }).pipe(Effect.scoped)
  )

  const Octet = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
  const Group = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff }))

  it.effect.prop(
    "of a network that is nobody's own is never called, wherever in it it is",
    {
      network: Schema.Literals([
        "0.",
        "10.",
        "127.",
        "100.64.",
        "100.127.",
        "169.254.",
        "172.16.",
        "172.31.",
        "192.168.",
        "192.0.0.",
        "192.0.2.",
        "192.88.99.",
        "198.18.",
        "198.19.",
        "198.51.100.",
        "203.0.113.",
        "224.",
        "239.",
        "240.",
        "255."
      ]),
      octets: Schema.Tuple([Octet, Octet, Octet])
    },
    ({ network, octets }) =>
      Effect.gen(function* () {
        const address = [...network.split(".").filter((part) => part !== ""), ...octets].slice(0, 4).join(".")
        const { resolve } = inTurn(at(address))
        const found = yield* carried("https://hooks.example/", { privateAddresses: false, resolve })
        assert.deepStrictEqual(found, notAnswered("forbidden"), address)
        const mapped = inTurn(at(`::ffff:${address}`, `64:ff9b::${address}`, `2002:${octets[0]}::1`))
        const wrapped = yield* carried("https://hooks.example/", { privateAddresses: false, resolve: mapped.resolve })
        assert.deepStrictEqual(wrapped, notAnswered("forbidden"), address)
      })
  )

  it.prop(
    "of IPv6 is only called where it was given to somebody",
    { groups: Schema.Tuple([Group, Group, Group, Group, Group, Group, Group, Group]) },
    ({ groups }) => {
      const address = groups.map((group) => group.toString(16)).join(":")
      if ((groups[0] & 0xe000) !== 0x2000) assert.isFalse(isPublicAddress(address), address)
      const rest = groups.slice(1).map((group) => group.toString(16))
      for (const first of ["fc00", "fdff", "fe80", "febf", "fec0", "ff02", "0", "64", "100", "2002"]) {
        assert.isFalse(isPublicAddress([first, ...rest].join(":")), first)
      }
    }
  )

  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1"
  ])("of somebody is called: %s", (address) => assert.isTrue(isPublicAddress(address)))

  it.each([
    "",
    "localhost",
    "1.2.3",
    "127.1",
    "fe80::1%eth0",
    "2606:4700::1111%1",
    "::",
    "8.8.8.8/32",
    "168.63.129.16"
  ])("that is none, or a zone's, is not: %s", (address) => assert.isFalse(isPublicAddress(address)))
})
