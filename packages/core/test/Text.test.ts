import { describe, expect, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { reservedSlugs, Slug, slugify, Text } from "@duka/core"
import { isId } from "../src/catalog/Slug.ts"
import { uuid } from "./samples.ts"

const { compare, Email, Key, line, paragraphs, Phone, sortKey, words } = Text

const decoded = <A>(schema: Schema.Codec<A, string>, text: string): Option.Option<A> =>
  Schema.decodeUnknownOption(schema)(text)

const accepts = <A>(schema: Schema.Codec<A, string>, text: string): boolean => Option.isSome(decoded(schema, text))

/** Text of the characters that make trouble: accents in two forms, beyond 16 bits, and just below it. */
const Trouble = Arbitrary.map(
  Arbitrary.schema(
    Schema.Array(
      Schema.Literals([..."aZéß0 '-\\%_", "e\u0301", "\ue000", "\uffff", "\u{10000}", "🎂", "ﷺ", "한", "İ", "\u00a0"])
    )
  ),
  (parts) => parts.join("")
)

const points = (text: string) => [...text].length

describe("text from outside", () => {
  const control = [..."\u0000\u0001\u0007\b\v\f\r\u001b\u007f\u0080\u0085\u009f"]
  const malformed = ["\ud800", "\udc00", "a\ud83c", "\udf82\ud83c"]

  it.each([...control, ...malformed])("refuses %j", (text) => {
    expect(accepts(line({ max: 10 }), `a${text}b`)).toBe(false)
    expect(accepts(paragraphs({ max: 10 }), `a${text}b`)).toBe(false)
  })

  it("takes line breaks and tabs in paragraphs alone", () => {
    expect(accepts(paragraphs({ max: 5 }), "a\n\tb")).toBe(true)
    expect(accepts(line({ max: 5 }), "a\nb")).toBe(false)
    expect(accepts(line({ max: 5 }), "a\tb")).toBe(false)
  })

  it.prop("is normalised, once and for all", { text: Trouble }, ({ text }) => {
    for (const schema of [line({ max: 10_000, min: 0 }), paragraphs({ max: 10_000 })]) {
      const once = Option.getOrThrow(decoded(schema, text))
      expect(once).toBe(text.normalize("NFC"))
      expect(Option.getOrThrow(decoded(schema, once))).toBe(once)
    }
  })

  it.prop("is bounded in code points, after normalising", { text: Trouble }, ({ text }) => {
    const length = points(text.normalize("NFC"))
    expect(accepts(line({ max: length, min: length }), text)).toBe(length === 0 || text.trim() !== "")
    expect(accepts(line({ max: length + 1, min: length + 1 }), text)).toBe(false)
    expect(accepts(paragraphs({ max: length }), text)).toBe(true)
    if (length === 0) return
    expect(accepts(line({ max: length - 1, min: 0 }), text)).toBe(false)
    expect(accepts(paragraphs({ max: length - 1 }), text)).toBe(false)
  })

  it("keeps one of the two characters of a line break, as browsers send it", () => {
    expect(Option.getOrThrow(decoded(paragraphs({ max: 3 }), "a\r\nb"))).toBe("a\nb")
    expect(accepts(paragraphs({ max: 5 }), "a\rb")).toBe(false)
  })

  it("is needed in a line, unless it says otherwise", () => {
    expect(accepts(line({ max: 5 }), "")).toBe(false)
    expect(accepts(line({ max: 5 }), " \u3000")).toBe(false)
    expect(accepts(line({ max: 5, min: 0 }), "")).toBe(true)
    expect(accepts(paragraphs({ max: 5 }), "")).toBe(true)
  })
})

describe("compare", () => {
  it.prop("is the order of the UTF-8 bytes", { a: Trouble, b: Trouble }, ({ a, b }) => {
    expect(Math.sign(compare(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
  })

  it.prop("finds a text before whatever begins with it", { a: Trouble, b: Trouble }, ({ a, b }) => {
    expect(Math.sign(compare(a, a + b))).toBe(b === "" ? 0 : -1)
  })
})

describe("sortKey", () => {
  it.prop("does not tell case, accents and forms apart", { text: Trouble }, ({ text }) => {
    const key = sortKey(text)
    for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) expect(sortKey(text.normalize(form))).toBe(key)
    expect(sortKey(key)).toBe(key)
    expect(key).not.toMatch(/\p{M}/u)
  })

  it.each([
    ["Crème Brûlée", "creme brulee"],
    ["ŞEKER", "seker"],
    ["İstanbul", "istanbul"],
    ["Ａ１", "a1"]
  ])("of %s is %s", (text, key) => expect(sortKey(text)).toBe(key))

  it.each([
    ["ﷺ", 200],
    ["한", 200],
    ["🎂", 200],
    ["'", 200]
  ])("stays well formed and short for %s times %i", (text, times) => {
    const key = sortKey(text.repeat(times))
    expect(points(key)).toBeLessThanOrEqual(160)
    expect(key.isWellFormed()).toBe(true)
  })
})

describe("words", () => {
  it.prop("each stand once, are short, and hold letters and digits alone", { text: Trouble }, ({ text }) => {
    const found = words(text)
    expect(new Set(found).size).toBe(found.length)
    for (const word of found) {
      expect(word).toMatch(/^[\p{L}\p{N}]{1,64}$/u)
      expect(words(word)).toStrictEqual([word])
    }
  })

  it("leaves no word of a long text out", () => {
    const many = Array.from({ length: 500 }, (_, index) => `w${index}`)
    expect(words(many.join(" "))).toStrictEqual(many)
  })

  it("cuts between characters, and does not tell apart what it cut off", () => {
    const long = `${"a".repeat(63)}𠀀`
    expect(words(`${long}b ${long}c`)).toStrictEqual([long])
  })

  it.each([
    ["Red-Velvet cake, 2kg!", ["red", "velvet", "cake", "2kg"]],
    ["Crème CREME creme", ["creme"]],
    ["  --  ", []],
    ["Kéki ya ndizi", ["keki", "ya", "ndizi"]]
  ])("of %j are %j", (text, found) => expect(words(text)).toStrictEqual(found))
})

describe("Email", () => {
  it.each(["a@b.co", "buyer+cake@example.com", "mary.w@mail.example.co.ke", "ü@exämple.de", `${"a".repeat(64)}@b.com`])(
    "takes %s",
    (email) => expect(accepts(Email, email)).toBe(true)
  )

  it.each(
    ["", "a", "a@", "@b.com", "a@b", "a@b.c", "a@b.", "a b@c.de", "a@b@c.de", "a@b..com", "a@.com", "a@-", "a@b.com\n"]
      .concat(["<a@b.com>", "a,b@c.de", "a;b@c.de", "a\u0000@b.com", "\ud800@b.com", "a@\udc00.com", "a@b.co\ud800"])
      .concat([`${"a".repeat(65)}@b.com`, `a@${"b".repeat(250)}.com`])
  )("refuses %j", (email) => expect(accepts(Email, email)).toBe(false))
})

describe("Phone", () => {
  it.each(["+254700000001", "+2547000", "+123456789012345"])("takes %s", (phone) =>
    expect(accepts(Phone, phone)).toBe(true)
  )

  it.each([
    "0700000001",
    "254700000001",
    "+0700000001",
    "+254 700 000 001",
    "+25470000000a",
    "+123456",
    "+1234567890123456",
    "+254700000001\n",
    "+٢٥٤٧٠٠٠٠٠٠٠١"
  ])("refuses %j", (phone) => expect(accepts(Phone, phone)).toBe(false))
})

describe("Key", () => {
  it.each(["message", "a", "cakeSize", "size_2-x", `a${"b".repeat(39)}`])("takes %s", (key) =>
    expect(accepts(Key, key)).toBe(true)
  )

  it.each(["", "Message", "2nd", "_x", "__proto__", "a b", "a.b", "é", `a${"b".repeat(40)}`])("refuses %j", (key) =>
    expect(accepts(Key, key)).toBe(false)
  )
})

describe("Slug", () => {
  it.each(["cake", "red-velvet-2", "0", "a".repeat(120)])("takes %s", (slug) => expect(accepts(Slug, slug)).toBe(true))

  it.each(["", "Cake", "a--b", "-a", "a-", "a_b", "kéki", "a b", "a/b", "a".repeat(121), uuid(1), ...reservedSlugs])(
    "refuses %j",
    (slug) => expect(accepts(Slug, slug)).toBe(false)
  )

  it.prop("is made of any name", { name: Trouble, more: Schema.String }, ({ more, name }) => {
    const slug = slugify(name + more, "1")
    expect(accepts(Slug, slug)).toBe(true)
    expect(isId(slug)).toBe(false)
    // Room for a suffix, when somebody else has it.
    expect(accepts(Slug, `${slug}-abcde`)).toBe(true)
  })

  it.each([
    ["Red Velvet Cake", "red-velvet-cake"],
    ["  Crème brûlée, 2 kg! ", "creme-brulee-2-kg"],
    ["蛋糕", "item-1"],
    ["Featured", "featured-1"],
    ["Tree", "tree-1"],
    [uuid(7).toUpperCase(), `${uuid(7)}-1`],
    [`${"a".repeat(99)} b`, "a".repeat(99)]
  ])("of %j is %s", (name, slug) => expect(slugify(name, "1")).toBe(slug))

  it.prop("of a slug is the slug", { slug: Slug.check(Schema.isMaxLength(100)) }, ({ slug }) => {
    expect(slugify(slug, "1")).toBe(slug)
  })
})
