import { Money } from "@duka/core"
import { expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { minorOf } from "@duka/payment-http"

const Amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000_000_000 }))

it.prop(
  "what is written in major units is read as the same minor units, by text and by number",
  { amount: Amount, code: Schema.Literals(["ETB", "UGX", "KWD"]) },
  ({ amount, code }) => {
    const currency = Money.Currency.make(code)
    const text = Money.decimal(Money.Money.make({ amount, currency }))
    return minorOf(text, currency) === amount && minorOf(Number(text), currency) === amount
  }
)

it.each(["12.345", "-1", "1e3", "", " ", "0x10", "1,000", "NaN", "99999999999999999"])("%j is no amount", (text) => {
  expect(minorOf(text, Money.Currency.make("ETB"))).toBeNull()
})

it("zeros after the last digit add nothing", () => {
  expect(minorOf("12.3400", Money.Currency.make("ETB"))).toBe(1234)
  expect(minorOf("1200.00", Money.Currency.make("UGX"))).toBe(1200)
})
