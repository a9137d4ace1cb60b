import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import { capacities, encodingOf, partsOf, weightOf } from "../src/segments.ts"
import { anyText } from "./texts.ts"

const weightOfText = (text: string) => {
  const encoding = encodingOf(text)
  return [...text].reduce((sum, letter) => sum + weightOf(letter, encoding), 0)
}

/** GSM 03.38 says it of the letters themselves: at most 128 and 10, each once. */
const everyUnit = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))

describe("the parts of a text", () => {
  it("are the text", () => {
    fc.assert(fc.property(anyText(800), (text) => partsOf(text).join("") === text))
  })

  it("hold no more than a part holds, alone or among others", () => {
    const property = fc.property(anyText(800), (text) => {
      const encoding = encodingOf(text)
      const parts = partsOf(text)
      const room = parts.length === 1 ? capacities[encoding].alone : capacities[encoding].joined
      for (const part of parts) {
        const weight = [...part].reduce((sum, letter) => sum + weightOf(letter, encoding), 0)
        expect(weight).toBeLessThanOrEqual(room)
      }
    })
    fc.assert(property)
  })

  it("are as few as can be: the first letter of each had no room in the one before it", () => {
    const property = fc.property(anyText(800), (text) => {
      const encoding = encodingOf(text)
      const parts = partsOf(text)
      if (weightOfText(text) <= capacities[encoding].alone) expect(parts).toHaveLength(1)
      parts.slice(1).forEach((part, index) => {
        const before = [...(parts[index] ?? "")].reduce((sum, letter) => sum + weightOf(letter, encoding), 0)
        const [first = ""] = part
        expect(before + weightOf(first, encoding)).toBeGreaterThan(capacities[encoding].joined)
      })
    })
    fc.assert(property)
  })

  it("never end between the halves of a surrogate pair", () => {
    const property = fc.property(anyText(800), (text) => {
      for (const part of partsOf(text.toWellFormed())) expect(part.isWellFormed()).toBe(true)
    })
    fc.assert(property)
  })

  it("weigh septets in the GSM alphabet, of which an escaped letter takes two, and code units outside it", () => {
    const counts: ReadonlyArray<readonly [string, number]> = [
      ["", 1],
      ["a".repeat(160), 1],
      ["a".repeat(161), 2],
      ["a".repeat(306), 2],
      ["a".repeat(307), 3],
      ["€".repeat(80), 1],
      ["€".repeat(81), 2],
      // An escape sequence does not begin in the 153rd septet: 76 of them in each part.
      ["€".repeat(152), 2],
      ["€".repeat(153), 3],
      [`${"a".repeat(152)}€${"a".repeat(151)}`, 2],
      [`${"a".repeat(152)}€${"a".repeat(152)}`, 3],
      ["ሰ".repeat(70), 1],
      ["ሰ".repeat(71), 2],
      ["ሰ".repeat(134), 2],
      ["ሰ".repeat(135), 3],
      ["🍰".repeat(35), 1],
      ["🍰".repeat(36), 2],
      // Nor does a pair in the 67th unit: 33 of them in each part.
      ["🍰".repeat(66), 2],
      ["🍰".repeat(67), 3],
      [`${"a".repeat(69)}…`, 1],
      [`${"a".repeat(70)}…`, 2]
    ]
    for (const [text, parts] of counts) expect(partsOf(text), text).toHaveLength(parts)
  })

  it("know 127 letters of one septet and 10 of two, which is the whole alphabet without the escape", () => {
    const gsm = everyUnit.filter((unit) => encodingOf(unit) === "gsm")
    expect(gsm.filter((unit) => weightOf(unit, "gsm") === 1)).toHaveLength(127)
    expect(gsm.filter((unit) => weightOf(unit, "gsm") === 2).join("")).toBe("\f[\\]^{|}~€")
    expect(gsm).not.toContain("\u001B")
    for (const unit of "`çáíóúâêîôû’“”–…\t") expect(encodingOf(unit), unit).toBe("ucs2")
  })
})
