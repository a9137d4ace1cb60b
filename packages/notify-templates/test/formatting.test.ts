import { Money } from "@duka/core"
import { smsLength } from "@duka/notify-templates"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { formatting } from "../src/formatting.ts"
import { beside } from "../src/liquid/columns.ts"

const inNairobi = (locale: string) => formatting({ locale, timeZone: "Africa/Nairobi" })
const plain = (text: string) => text.replaceAll(/\s/gu, " ")

describe("an amount", () => {
  const Amount = Schema.Int
  const Code = Schema.Literals(["KES", "UGX", "KWD", "JPY", "USD", "ETB", "BHD"])

  it.prop(
    "keeps each of its digits, as many after the point as the currency has",
    { amount: Amount, code: Code },
    (given) => {
      const money = { amount: given.amount + 0, currency: Money.Currency.make(given.code) }
      for (const locale of ["en", "sw", "sw-KE", "en-KE"]) {
        const digits = inNairobi(locale)
          .money(money)
          .replaceAll(/[^\d.]/gu, "")
        expect(digits).toBe(Money.decimal(money).replace("-", ""))
      }
    }
  )

  it.each([
    ["en", "KES", 129_900, "KES 1,299.00"],
    ["en-KE", "KES", 129_900, "Ksh 1,299.00"],
    ["sw", "KES", -50, "-Ksh 0.50"],
    ["en", "UGX", 1_500, "UGX 1,500"],
    ["en", "KWD", 1_500, "KWD 1.500"],
    ["en", "KES", Number.MAX_SAFE_INTEGER, "KES 90,071,992,547,409.91"]
  ])("in %s, of %s %d: %s", (locale, code, amount, written) => {
    expect(plain(inNairobi(locale).money({ amount, currency: Money.Currency.make(code) }))).toBe(written)
  })
})

describe("a time", () => {
  it.each([
    ["en", "20 November 2026", "20 Nov 2026, 12:12 am"],
    ["sw", "20 Novemba 2026", "20 Nov 2026, 00:12"],
    ["en-US", "November 20, 2026", "Nov 20, 2026, 12:12 AM"]
  ])("in %s: %s, told in the zone of the shop", (locale, date, datetime) => {
    const { date: dated, datetime: timed } = inNairobi(locale)
    expect(plain(dated("2026-11-19T21:12:00.000Z"))).toBe(date)
    expect(plain(timed("2026-11-19T21:12:00.000Z"))).toBe(datetime)
  })

  it("that is none is shown as it was given", () => {
    expect(inNairobi("en").date("9999-99-99T00:00:00.000Z")).toBe("9999-99-99T00:00:00.000Z")
  })
})

describe("a row of a plain text table", () => {
  const Word = Schema.String.check(Schema.isPattern(/^[a-z]{1,70}$/u))

  it.prop(
    "loses no letter, and its right side ends in the same column",
    { words: Schema.Array(Word), right: Schema.Literals(["1", "KES 1,299.00"]) },
    ({ right, words }) => {
      const [first = "", ...others] = beside({ left: words.join(" "), right }).split("\n")
      expect(first).toHaveLength(56)
      expect(first.endsWith(right)).toBe(true)
      for (const line of others) expect(line.length).toBeLessThanOrEqual(56)
      expect([first.slice(0, -right.length), ...others].join("").replaceAll(/\s/gu, "")).toBe(words.join(""))
    }
  )
})

describe("the length of an SMS", () => {
  it.each([
    ["", "GSM-7", 0, 1],
    ["a".repeat(160), "GSM-7", 160, 1],
    ["a".repeat(161), "GSM-7", 161, 2],
    ["a".repeat(306), "GSM-7", 306, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    ["€[x]", "GSM-7", 7, 1],
    ["é", "GSM-7", 1, 1],
    ["ế", "UCS-2", 1, 1],
    ["‘", "UCS-2", 1, 1],
    ["🎂", "UCS-2", 2, 1],
    [`${"a".repeat(69)}ế`, "UCS-2", 70, 1],
    [`${"a".repeat(70)}ế`, "UCS-2", 71, 2]
  ])("%j", (text, alphabet, characters, segments) => {
    expect(smsLength(text)).toStrictEqual({ alphabet, characters, segments })
  })
})
