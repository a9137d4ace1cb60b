import { Money } from "@duka/core"
import { expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { currencies, minorOf, stepOf, unitsOf } from "../src/amounts.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000_000 }))

it.prop(
  "what Stripe can express comes back as the same amount, in every currency",
  { count: Count, currency: Schema.Literals(currencies) },
  ({ count, currency }) => {
    const amount = count * stepOf(currency)
    const units = unitsOf({ amount, currency })
    return units !== null && minorOf(units, currency) === amount
  }
)

it.prop(
  "what is no multiple of the step is not expressed",
  { count: Count, currency: Schema.Literals(currencies) },
  ({ count, currency }) => {
    const step = stepOf(currency)
    return step === 1 || unitsOf({ amount: count * step + 1, currency }) === null
  }
)

/** By the examples of docs.stripe.com/currencies. */
it.each([
  ["USD", 1000, 1000],
  ["JPY", 500, 500],
  ["ISK", 5, 500],
  ["UGX", 5, 500],
  ["HUF", 10_45, 1045],
  ["TWD", 800_45, 80_045],
  ["KWD", 5_120, 5120],
  ["MGA", 3_00, 3]
])("%s: %i minor units are %i of Stripe's", (code, minor, units) => {
  const currency = Money.Currency.make(code)
  expect(unitsOf({ amount: minor, currency })).toBe(units)
  expect(minorOf(units, currency)).toBe(minor)
})

it("there is no half of a shilling, and no fifth of a krona", () => {
  expect(minorOf(550, Money.Currency.make("UGX"))).toBeNull()
  expect(minorOf(520, Money.Currency.make("ISK"))).toBeNull()
  expect(unitsOf({ amount: 5_124, currency: Money.Currency.make("KWD") })).toBeNull()
})
