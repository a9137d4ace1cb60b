import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"
import { Document, Money, Time } from "@duka/core"

const Shown = Schema.Struct({
  name: Schema.String,
  price: Schema.NullOr(Money.Money),
  at: Time.Timestamp,
  parts: Schema.Array(Schema.Int)
})

const read = Document.reader(Shown)

describe("a document", () => {
  const price = { amount: 129_900, currency: Money.Currency.make("KES") }
  const at = Time.Timestamp.make("2026-11-20T09:00:00.000Z")

  it.effect.prop("reads back what was written", { name: Schema.String, parts: Schema.Array(Schema.Int) }, (given) =>
    Effect.gen(function* () {
      const value = { name: given.name, price, at, parts: given.parts.map((part) => part + 0) }
      expect(yield* read({ json: JSON.stringify(value) })).toStrictEqual(value)
    })
  )

  it.effect.each([
    ["", "no JSON"],
    ["{", "half of it"],
    ["null", "another value"],
    [JSON.stringify({ name: "A", price: null, at }), "a member too few"],
    [JSON.stringify({ name: "A", price: null, at, parts: [], more: 1 }), "a member too many"],
    [JSON.stringify({ name: "A", price: { ...price, more: 1 }, at, parts: [] }), "a member too many, deep down"],
    [JSON.stringify({ name: "A", price: null, at: "2026-11-20T09:00:00Z", parts: [] }), "a time in another form"]
  ] as const)("%s holds %s: a defect of the storage, not a failure", ([json]) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(read({ json }))
      expect(Exit.hasDies(exit)).toBe(true)
      expect(Exit.hasFails(exit)).toBe(false)
    })
  )
})
