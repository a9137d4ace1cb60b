import { describe, expect, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import {
  Answers,
  DeliveryChoice,
  input,
  InvalidInput,
  Money,
  NewCart,
  NewCustomer,
  NewMovements,
  NewProduct,
  PlaceOrder,
  StatusChange,
  Text
} from "@duka/core"
import { uuid } from "./samples.ts"

type Broken = ReadonlyArray<readonly [pointer: string, rule: string]>

/** What is told of something that a caller without types hands in. */
const told = <A, I>(schema: Schema.Codec<A, I>, given: unknown) =>
  Effect.flip(input(Schema.Any.pipe(Schema.decodeTo(schema)))(given))

const Movement = { variantId: uuid(1), storeId: uuid(2), kind: "receipt", quantity: 1 }
const Place = {
  contact: { name: "Buyer", phone: "+254700000001" },
  payment: { method: "cash_on_delivery" },
  expectedTotal: { amount: 100, currency: "KES" }
}
const Price = { amount: 100, currency: "KES" }

describe("what breaks a rule", () => {
  const law = (what: string, schema: Schema.Codec<unknown, unknown>, given: unknown, broken: Broken) =>
    it.effect(`is told with its place and the rule's name: ${what}`, () =>
      Effect.gen(function* () {
        const error = yield* told(schema, given)
        expect(error).toBeInstanceOf(InvalidInput)
        expect(error.violations.map(({ pointer, rule }) => [pointer, rule])).toStrictEqual(broken)
        for (const { message, pointer } of error.violations) {
          expect(message).not.toBe("")
          expect(error.message).toContain(pointer === "" ? message : `${pointer}: ${message}`)
        }
      })
    )

  law("no object at all", NewCart, null, [["", "type"]])
  law("another type", NewProduct, { name: 3, price: Price }, [["/name", "type"]])
  law("what is needed", NewProduct, { price: Price }, [["/name", "required"]])
  law("what is unknown", NewProduct, { name: "A", price: Price, colour: "red" }, [["/colour", "unknown-field"]])
  law("what is unknown, deep down", NewProduct, { name: "A", price: { ...Price, tax: 1 } }, [
    ["/price/tax", "unknown-field"]
  ])
  law("every place at once", NewProduct, { slug: "A B", price: { amount: -1, currency: "kes" }, tags: ["x", "X"] }, [
    ["/name", "required"],
    ["/slug", "isPattern"],
    ["/tags/1", "isPattern"],
    ["/price/amount", "isBetween"],
    ["/price/currency", "isPattern"],
    ["/price/currency", "isCurrency"]
  ])
  law("a currency that is none", Money.Money, { amount: 1, currency: "ABC" }, [["/currency", "isCurrency"]])
  law("a broken number", Money.Money, { amount: 1.5, currency: "KES" }, [["/amount", "isInt"]])
  law("an id that is none", NewCart, { lines: [{ variantId: "1" }] }, [["/lines/0/variantId", "isUUID"]])
  law("too many units", NewCart, { lines: [{ variantId: uuid(1), quantity: 1001 }] }, [
    ["/lines/0/quantity", "isBetween"]
  ])
  law("too long a list", NewProduct, { name: "A", price: Price, tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }, [
    ["/tags", "isMaxLength"]
  ])
  law("too short a list", NewProduct, { name: "A", variants: [] }, [["/variants", "isBetweenLength"]])
  law("the same twice", NewProduct, { name: "A", price: Price, tags: ["x", "x"] }, [["/tags", "isUnique"]])
  law(
    "the same key twice",
    NewProduct,
    { name: "A", price: Price, images: [{ url: "https://a.b" }, { url: "https://b.c" }, { url: "https://a.b" }] },
    [["/images/2", "isUniqueBy"]]
  )
  law("text with control characters", NewProduct, { name: "A\u0000", price: Price }, [["/name", "isPrintable"]])
  law("text that is too long", Text.line({ max: 2 }), "abc", [["", "isBetweenCodePoints"]])
  law("a rule between members", NewProduct, { name: "A" }, [["/price", "priceOrVariants"]])
  law("nobody who can be reached", NewCustomer, { name: "A" }, [["/phone", "isReachable"]])
  law(
    "a quantity of the wrong sign",
    NewMovements,
    [Movement, { ...Movement, storeId: uuid(3), kind: "write_off" }],
    [["/1/quantity", "isSigned"]]
  )
  law("a movement twice", NewMovements, [Movement, Movement], [["/1", "isUniqueBy"]])
  law("none of the choices", DeliveryChoice, { method: "drone" }, [["", "type"]])
  law("what the chosen kind needs", DeliveryChoice, { method: "pickup" }, [["/storeId", "required"]])
  law("a word that is none of them", StatusChange, { status: "gone" }, [["/status", "type"]])
  law("a record's key", Answers, { "a/b~c": "x" }, [["/a~1b~0c", "unknown-field"]])
  law("a record's value", Answers, { size: ["a", "B"] }, [["/size/1", "isPattern"]])
  law("an order of nothing", PlaceOrder, Place, [["/cartId", "cartOrLines"]])
  law("an order of no lines", PlaceOrder, { ...Place, lines: [], delivery: { method: "pickup", storeId: uuid(1) } }, [
    ["/lines", "isBetweenLength"]
  ])
})

it.effect("says in words what was expected", () =>
  Effect.gen(function* () {
    expect((yield* told(NewCustomer, { name: "A" })).message).toBe("/phone: Expected an email or a phone")
    expect((yield* told(Text.Phone, "0700")).message).toContain("E.164")
    expect((yield* told(NewProduct, { price: Price })).message).toBe("/name: Required, but missing")
    expect((yield* told(NewProduct, { name: "A", price: Price, colour: "red" })).message).toBe(
      "/colour: Unknown here: leave it out"
    )
  })
)

describe("what keeps the rules", () => {
  it.effect("is decoded: text is normalised", () =>
    Effect.gen(function* () {
      expect(yield* input(NewProduct)({ name: "Cafe\u0301", price: Price })).toStrictEqual({
        name: "Café",
        price: Price
      })
    })
  )

  it("is what the schema takes anyway", () => {
    expect(Option.isSome(Schema.decodeUnknownOption(PlaceOrder)({ ...Place, cartId: uuid(1) }))).toBe(true)
  })
})
