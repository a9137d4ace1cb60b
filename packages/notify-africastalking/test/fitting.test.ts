import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import { fitted } from "../src/fitting.ts"
import { encodingOf, partsOf } from "../src/segments.ts"
import { anyText, gsmText } from "./texts.ts"

const segmentsMax = fc.integer({ min: 1, max: 5 })

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })
const boundariesOf = (text: string) =>
  new Set([...graphemes.segment(text)].map(({ index }) => index).concat(text.length))

const ellipsis = /(?:\.\.\.|…)$/u

/** What is left of the text itself, where nothing stands behind it. */
const keptOf = (short: string) => short.replace(ellipsis, "")

const link = fc.stringMatching(/^https:\/\/shop\.example\/t\/[\w-]{1,60}$/u)

describe("a text that is cut", () => {
  it("needs no more parts than it may, and is itself when it needs no more", () => {
    const seen = { whole: 0, cut: 0 }
    const property = fc.property(anyText(800), segmentsMax, (text, max) => {
      const short = fitted(text, max)
      expect(partsOf(short).length).toBeLessThanOrEqual(max)
      const isWhole = partsOf(text).length <= max
      seen[isWhole ? "whole" : "cut"] += 1
      expect(short === text).toBe(isWhole)
    })
    fc.assert(property)
    // Both kinds were written, or the laws here are about nothing.
    expect(Math.min(seen.whole, seen.cut)).toBeGreaterThan(5)
  })

  it("stays in the GSM alphabet when it was, and ends with what its own letters can say", () => {
    fc.assert(fc.property(gsmText(800), segmentsMax, (text, max) => encodingOf(fitted(text, max)) === "gsm"))
    const property = fc.property(anyText(800), segmentsMax, (text, max) => {
      const short = fitted(text, max)
      if (short === text) return
      expect(short).toMatch(encodingOf(keptOf(short)) === "gsm" ? /\.\.\.$/u : /…$/u)
    })
    fc.assert(property)
  })

  it("is the beginning of the text, and ends between two grapheme clusters", () => {
    const property = fc.property(anyText(800), segmentsMax, (text, max) => {
      const short = fitted(text, max)
      if (short === text) return
      const kept = keptOf(short)
      expect(text.startsWith(kept)).toBe(true)
      expect(boundariesOf(text).has(kept.length)).toBe(true)
    })
    fc.assert(property)
  })

  it("ends with a word where there are words, and loses no more than one of them for it", () => {
    const word = fc.stringMatching(/^[a-z0-9€]{1,20}$/u)
    const property = fc.property(fc.array(word, { minLength: 100, maxLength: 300 }), segmentsMax, (words, max) => {
      const text = words.join(" ")
      const short = fitted(text, max)
      if (short === text) return
      const kept = keptOf(short)
      expect(text[kept.length]).toBe(" ")
      const oneMore = `${text.slice(0, text.indexOf(" ", kept.length + 1))}...`
      expect(partsOf(oneMore).length).toBeGreaterThan(max)
    })
    fc.assert(property)
  })

  it("ends inside a word only when the word is more than half of it", () => {
    expect(fitted(`${"a".repeat(100)} ${"b".repeat(100)}`, 1)).toBe(`${"a".repeat(100)}...`)
    expect(fitted(`${"a".repeat(10)} ${"b".repeat(300)}`, 1)).toBe(`${"a".repeat(10)} ${"b".repeat(146)}...`)
    expect(fitted("你".repeat(100), 1)).toBe(`${"你".repeat(69)}…`)
  })

  it("keeps the link that it ends with, whole", () => {
    const property = fc.property(anyText(800), link, segmentsMax, (before, url, max) => {
      const text = `${before}x ${url}`
      const short = fitted(text, max)
      if (short === text) return
      expect(short.endsWith(` ${url}`)).toBe(true)
      const head = short.slice(0, -url.length - 1)
      expect(head).toMatch(ellipsis)
      expect(text.startsWith(keptOf(head))).toBe(true)
      if (encodingOf(text) === "gsm") expect(encodingOf(short)).toBe("gsm")
    })
    fc.assert(property)
  })

  it("has no part of a link for which there is no room", () => {
    const url = `https://shop.example/t/${"a".repeat(200)}`
    expect(fitted(`Follow your order: ${url}`, 1)).toBe("Follow your order:...")
    expect(fitted(`Follow your order: ${url}`, 2)).toBe(`Follow your order: ${url}`)
  })

  it("is GSM again when the letters that were not are cut away", () => {
    const text = `${"Karibu tena ".repeat(50)}🍰`
    expect(encodingOf(text)).toBe("ucs2")
    const short = fitted(text, 3)
    expect(encodingOf(short)).toBe("gsm")
    expect(short.length).toBeGreaterThan(3 * 67)
  })

  it("costs no more time than its length, however long it is", () => {
    for (const letter of ["a", " ", "🍰", "e\u0301", "\u0301", "https://x "]) {
      expect(partsOf(fitted(letter.repeat(200_000), 10)).length).toBeLessThanOrEqual(10)
    }
  })
})
