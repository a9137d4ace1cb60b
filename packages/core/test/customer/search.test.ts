import { customerWords, wantedWords } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"

const Digits = Schema.String.check(Schema.isPattern(/^[1-9]\d{6,14}$/))
const person = { name: "Zoë O'Neill", email: "z.oneill@example.com", phone: null }

const finds = (q: string, of: Parameters<typeof customerWords>[0]) =>
  wantedWords({ q })?.every((alternatives) =>
    alternatives.some((wanted) => customerWords(of).some((word) => word.startsWith(wanted)))
  ) ?? false

describe("a customer is found", () => {
  it.prop("by any three digits of the phone that follow each other", { digits: Digits, from: Schema.Int }, (given) => {
    const start = Math.abs(given.from) % (given.digits.length - 2)
    const part = given.digits.slice(start, start + 3)
    expect(finds(part, { ...person, phone: `+${given.digits}` })).toBe(true)
    // Without the country's code, and with the zero that stands for it at home.
    const home = given.digits.slice(2).replace(/^0+/, "")
    if (home.length >= 3) expect(finds(`0${home}`, { ...person, phone: `+${given.digits}` })).toBe(true)
  })

  it.prop("by his own name and email, as they are and in capitals", { name: Schema.String }, ({ name }) => {
    const own = { ...person, name }
    for (const q of [name, name.toUpperCase(), own.email]) {
      if ((wantedWords({ q }) ?? []).length > 0) expect(finds(q.toLowerCase(), own)).toBe(true)
    }
  })

  it("by nothing where no word was given", () => {
    expect([wantedWords({}), wantedWords({ q: "+ - '" }), wantedWords({ q: "00" })]).toStrictEqual([[], null, [["00"]]])
  })
})
