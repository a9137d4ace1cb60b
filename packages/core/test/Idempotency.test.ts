import { describe, expect, it, layer } from "@effect/vitest"
import { Effect, Layer, Option, Schema } from "effect"
import { type Actor, CustomerId, Duka, IdempotencyKey, Keys } from "@duka/core"
import { uuid } from "./samples.ts"

const key = IdempotencyKey.make("key-00001")
const guest: Actor = { _tag: "Guest", cartToken: "one" }

const keyed = (actor: Actor, command: string, request: unknown) =>
  Effect.flatMap(Keys, (keys) => keys.keyed(actor, command, key, request))

/** The same value with every object's members in the opposite order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, turned(member)])
  )
}

const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )

layer(Keys.layer.pipe(Layer.provide(Duka.layerCrypto)))("Keys", (it) => {
  it.effect.prop("do not depend on the order of a request's members", { request: Schema.Json }, ({ request }) =>
    Effect.gen(function* () {
      expect(yield* keyed(guest, "place", turned(request))).toStrictEqual(yield* keyed(guest, "place", request))
    })
  )

  it.effect.prop("tell requests apart that are not the same", { a: Schema.Json, b: Schema.Json }, ({ a, b }) =>
    Effect.gen(function* () {
      const [one, two] = [yield* keyed(guest, "place", a), yield* keyed(guest, "place", b)]
      expect(one.requestHash === two.requestHash).toBe(canonicalJson(a) === canonicalJson(b))
      expect(one.scope).toBe(two.scope)
    })
  )

  it.effect("do not tell a member that is undefined from one that is not there", () =>
    Effect.gen(function* () {
      const left = yield* keyed(guest, "place", { a: 1, b: { c: undefined } })
      expect(left).toStrictEqual(yield* keyed(guest, "place", { a: 1, d: undefined, b: {} }))
      expect(left.requestHash).not.toBe((yield* keyed(guest, "place", { a: 1, b: { c: null } })).requestHash)
      expect(left.requestHash).not.toBe((yield* keyed(guest, "place", { a: 1 })).requestHash)
    })
  )

  it.effect("belong to who asks and to what for", () =>
    Effect.gen(function* () {
      const actors: ReadonlyArray<Actor> = [
        { _tag: "Guest" },
        { _tag: "Guest", cartToken: "one" },
        { _tag: "Guest", cartToken: "two" },
        { _tag: "Customer", id: CustomerId.make(uuid(1)) },
        { _tag: "Customer", id: CustomerId.make(uuid(2)) },
        { _tag: "Staff", id: uuid(1), permissions: [] },
        { _tag: "ApiClient", id: uuid(1), permissions: [] },
        { _tag: "System" }
      ]
      const scopes = yield* Effect.forEach(
        actors.flatMap((actor) => ["place", "move"].map((command) => ({ actor, command }))),
        ({ actor, command }) => Effect.map(keyed(actor, command, {}), ({ scope }) => scope)
      )
      expect(new Set(scopes).size).toBe(scopes.length)
    })
  )

  it.effect("stay a customer's, whatever tokens he shows", () =>
    Effect.gen(function* () {
      const id = CustomerId.make(uuid(1))
      const plain = yield* keyed({ _tag: "Customer", id }, "place", {})
      expect(yield* keyed({ _tag: "Customer", id, cartToken: "one", orderToken: "two" }, "place", {})).toStrictEqual(
        plain
      )
    })
  )

  it.effect("keep no token in what is stored", () =>
    Effect.gen(function* () {
      const stored = JSON.stringify(
        yield* keyed({ _tag: "Guest", cartToken: "secret-token" }, "place", { pin: "secret-pin" })
      )
      expect(stored).not.toContain("secret")
    })
  )
})

describe("IdempotencyKey", () => {
  const taken = (text: string) => Option.isSome(IdempotencyKey.makeOption(text))

  it.each(["12345678", uuid(1), "!~!~!~!~", "a".repeat(255)])("takes %s", (text) => expect(taken(text)).toBe(true))

  it.each(["", "1234567", "1234 678", "1234567\n", "12345678\n", "12345678\u0000", "kéy-0000001", "a".repeat(256)])(
    "refuses %j",
    (text) => expect(taken(text)).toBe(false)
  )
})
