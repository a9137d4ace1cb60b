/**
 * Text from outside: bounded, in Unicode's NFC, well formed and free of control characters, so that every storage keeps
 * and compares the same text.
 */
import { Schema, SchemaGetter } from "effect"

const printable = (allowed: RegExp) =>
  Schema.makeFilter((text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text.replace(allowed, "")), {
    expected: "text without control characters",
    representation: { id: "duka/isPrintable", payload: null },
    toJsonSchema: () => [{}, true]
  })

const onlyPrintable = printable(/(?!)/g)
const printableLines = printable(/[\n\t]/g)

const isNotBlank = Schema.makeFilter((text: string) => text === "" || /\S/u.test(text), {
  expected: "text that is not blank",
  representation: { id: "duka/isNotBlank", payload: null },
  toJsonSchema: () => [{}, true]
})

const normalised = SchemaGetter.transform((text: string) => text.normalize("NFC"))

/** Browsers send line breaks of two characters; one is kept. */
const oneBreak = SchemaGetter.transform((text: string) => text.replaceAll("\r\n", "\n").normalize("NFC"))
const asItIs = SchemaGetter.passthrough<string>()

/** One line of `min` (1 unless given) to `max` characters, counted in code points after normalising. Blank only where it may be empty. */
export const line = ({ max, min = 1 }: { readonly max: number; readonly min?: number }) =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.String.check(onlyPrintable, ...(min === 0 ? [] : [isNotBlank]), Schema.isBetweenCodePoints(min, max)),
      {
        decode: normalised,
        encode: asItIs
      }
    )
  )

/** Text of at most `max` characters that may have line breaks and tabs. */
export const paragraphs = ({ max }: { readonly max: number }) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.String.check(printableLines, Schema.isMaxCodePoints(max)), {
      decode: oneBreak,
      encode: asItIs
    })
  )

/** An id as every storage compares it: a UUID in lower case. */
export const Uuid = Schema.String.check(Schema.isUUID(), Schema.isLowercased())

/** The name of an attribute, an option or a customisation, as code and queries use it. */
export const Key = Schema.String.check(
  Schema.isPattern(/^[a-z][a-zA-Z0-9_-]{0,39}$/u, {
    expected: "a lower-case letter and at most 39 more letters, digits, dashes or underscores"
  })
)

export const Email = Schema.String.check(
  Schema.isMaxLength(254),
  Schema.isPattern(
    /^[^\s@<>"(),:;\\[\]\p{Cc}\p{Cs}]{1,64}@([^\s@<>"(),:;\\[\]\p{Cc}\p{Cs}.]+\.)+[^\s@<>"(),:;\\[\]\p{Cc}\p{Cs}.]{2,}$/u,
    {
      expected: "an email address"
    }
  )
)

/** A telephone number in E.164: `+254700000001`. */
export const Phone = Schema.String.check(
  Schema.isPattern(/^\+[1-9]\d{6,14}$/u, { expected: "a telephone number in E.164, such as +254700000001" })
)

/** Compares by code points, as a database with the "C" collation and UTF-8 does; `<` compares UTF-16 units. */
export const compare = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (x === y) continue
    // Surrogates stand for code points above every other unit.
    const [high, low] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff]
    return high === low ? x - y : high ? 1 : -1
  }
  return a.length - b.length
}

const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()

const first = (text: string, most: number): string => [...text].slice(0, most).join("")

/** So many characters of a name are sorted by: a cursor has room for them whatever they are. */
export const sortKeyMax = 160

/** What a name is sorted by: without case and accents, cut to `sortKeyMax` characters. */
export const sortKey = (text: string): string => first(folded(text), sortKeyMax)

/** The words of a text as search sees them: without case and accents, letters and digits only, each once. */
export const words = (text: string): ReadonlyArray<string> => [
  ...new Set((folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => first(word, 64)))
]
