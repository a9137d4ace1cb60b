import { describe, expect, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { Money } from "@duka/core"
import { currencies } from "./samples.ts"

const { exponent, format, MinorUnits, split, taxInside, toMultipleOf, Weight } = Money

const whole = (numbers: ReadonlyArray<number>) => numbers.reduce((sum, number) => sum + BigInt(number), 0n)
const absolute = (n: bigint) => (n < 0n ? -n : n)

describe("split", () => {
  const Weights = Schema.NonEmptyArray(Weight)

  it.prop("loses nothing, whatever the sign", { total: MinorUnits, weights: Weights }, ({ total, weights }) => {
    const parts = split(total, weights)
    expect(parts).toHaveLength(weights.length)
    expect(whole(parts)).toBe(BigInt(total))
  })

  it.prop(
    "gives each part its exact share, less than one unit off",
    { total: MinorUnits, weights: Weights },
    (given) => {
      const all = whole(given.weights)
      if (all === 0n) return
      split(given.total, given.weights).forEach((part, index) => {
        const share = BigInt(given.total) * BigInt(given.weights[index] ?? 0)
        expect(absolute(BigInt(part) * all - share) < all).toBe(true)
      })
    }
  )

  it.prop(
    "gives nothing to a zero weight beside others",
    { total: MinorUnits, weights: Weights },
    ({ total, weights }) => {
      if (weights.every((weight) => weight === 0)) return
      const parts = split(total, [0, ...weights, 0])
      expect(Object.is(parts[0], 0)).toBe(true)
      expect(Object.is(parts.at(-1), 0)).toBe(true)
    }
  )

  it.prop(
    "gives the units left over to the largest remainders, the earlier first",
    { total: Weight, weights: Weights },
    (given) => {
      const all = whole(given.weights)
      if (all === 0n) return
      const product = (index: number) => BigInt(given.total) * BigInt(given.weights[index] ?? 0)
      const ranked = split(given.total, given.weights)
        .map((part, index) => ({ index, extra: BigInt(part) - product(index) / all, remainder: product(index) % all }))
        .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
      const extras = ranked.map(({ extra }) => extra)
      expect(extras).toStrictEqual(extras.toSorted((a, b) => Number(b - a)))
      expect(extras.every((extra) => extra === 0n || extra === 1n)).toBe(true)
    }
  )

  it.prop("mirrors a negative total", { total: MinorUnits, weights: Weights }, ({ total, weights }) => {
    expect(split(-total || 0, weights)).toStrictEqual(split(total, weights).map((part) => -part || 0))
  })

  it.prop(
    "gives all to the first when every weight is zero",
    { total: MinorUnits, more: Schema.Array(Schema.Literal(0)) },
    (given) => {
      expect(split(given.total, [0, ...given.more])).toStrictEqual([given.total, ...given.more])
    }
  )
})

describe("taxInside", () => {
  const { BasisPoints } = Money

  it.prop(
    "is the exact share rounded half away from zero",
    { gross: MinorUnits, rate: BasisPoints },
    ({ gross, rate }) => {
      const [numerator, denominator] = [BigInt(gross) * BigInt(rate), 10_000n + BigInt(rate)]
      const off = BigInt(taxInside(gross, rate)) * denominator - numerator
      // No nearer whole number; of two equally near ones the one further from zero.
      expect(2n * absolute(off) <= denominator).toBe(true)
      if (2n * absolute(off) === denominator) expect(off > 0n).toBe(numerator > 0n)
    }
  )

  it.prop(
    "is never more than the price, and never of the other sign",
    { gross: MinorUnits, rate: BasisPoints },
    (given) => {
      const tax = taxInside(given.gross, given.rate)
      expect(Math.abs(tax)).toBeLessThanOrEqual(Math.abs(given.gross))
      expect(tax * Math.sign(given.gross)).toBeGreaterThanOrEqual(0)
    }
  )

  it.prop("is nothing at a zero rate", { gross: MinorUnits }, ({ gross }) => {
    expect(taxInside(gross, 0) === 0).toBe(true)
  })

  it.each([
    [11_600, 1600, 1600],
    [129_900, 1600, 17_917],
    // A half exactly: away from zero.
    [1, 10_000, 1],
    [-1, 10_000, -1],
    [3, 10_000, 2]
  ])("of %i at %i is %s", (gross, rate, tax) => {
    expect(taxInside(gross, rate)).toBe(tax)
  })
})

describe("toMultipleOf", () => {
  const Step = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))
  const Amount = Schema.Int.check(Schema.isBetween({ minimum: -1_000_000_000, maximum: 1_000_000_000 }))

  it.prop("is a multiple, at most half a step away", { amount: Amount, step: Step }, ({ amount, step }) => {
    const rounded = toMultipleOf(amount, step)
    expect(rounded % step === 0).toBe(true)
    expect(2 * Math.abs(rounded - amount)).toBeLessThanOrEqual(step)
  })

  it.prop(
    "rounds a half away from zero",
    { times: Weight.check(Schema.isLessThanOrEqualTo(10_000)), half: Step },
    (given) => {
      const middle = given.times * given.half * 2 + given.half
      expect(toMultipleOf(middle, given.half * 2)).toBe(middle + given.half)
      expect(toMultipleOf(-middle, given.half * 2)).toBe(-middle - given.half)
    }
  )

  it.prop("changes nothing twice", { amount: Amount, step: Step }, ({ amount, step }) => {
    const rounded = toMultipleOf(amount, step)
    expect(toMultipleOf(rounded, step)).toBe(rounded)
  })
})

describe("currencies", () => {
  it.each([
    ["KES", 2],
    ["TZS", 2],
    ["UGX", 0],
    ["RWF", 0],
    ["XOF", 0],
    ["JPY", 0],
    ["ETB", 2],
    ["USD", 2],
    ["EUR", 2],
    ["KWD", 3],
    ["TND", 3],
    ["LYD", 3]
  ] as const)("%s has %i digits after the point", (code, digits) => {
    expect(exponent(Money.Currency.make(code))).toBe(digits)
  })

  it("knows a hundred and more of them, each of three capitals, none twice", () => {
    expect(new Set(currencies).size).toBe(currencies.length)
    expect(currencies.length).toBeGreaterThan(140)
  })

  it.each(["kes", "KE", "KESS", "ABC", "XXX", "XTS", "XAU", "HRK", "", "KES ", "ΚES"])("%j is none", (code) => {
    expect(Option.isNone(Money.Currency.makeOption(code))).toBe(true)
  })
})

describe("format", () => {
  it.each([
    [129_900, "KES", "KES 1,299.00"],
    [5, "KES", "KES 0.05"],
    [0, "KES", "KES 0.00"],
    [-5, "KES", "KES -0.05"],
    [-123_456_789, "USD", "USD -1,234,567.89"],
    [1_000, "UGX", "UGX 1,000"],
    [999, "UGX", "UGX 999"],
    [0, "UGX", "UGX 0"],
    [1_234_567, "KWD", "KWD 1,234.567"],
    [1, "KWD", "KWD 0.001"],
    [9_007_199_254_740_991, "KES", "KES 90,071,992,547,409.91"]
  ])("writes %i %s as %s", (amount, code, text) => {
    expect(format({ amount, currency: Money.Currency.make(code) })).toBe(text)
  })

  it.prop("can be read back", { amount: MinorUnits, code: Schema.Literals(currencies) }, ({ amount, code }) => {
    const currency = Money.Currency.make(code)
    const [shown = "", digits = ""] = format({ amount, currency }).split(" ")
    expect(shown).toBe(code)
    expect(digits.replace(/^-?[0-9,]+/, "")).toHaveLength(exponent(currency) === 0 ? 0 : exponent(currency) + 1)
    expect(Number(digits.replace(/[,.]/g, ""))).toBe(amount + 0)
  })
})
