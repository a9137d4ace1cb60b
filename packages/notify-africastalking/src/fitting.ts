/** Texts that are longer than a shop pays for: cut where it hurts least, with what people follow kept whole. */
import { capacities, encodingOf, partsOf } from "./segments.ts"

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Those that do not break, as in `KES 1,299`, hold a word together. */
const isSpace = (text: string) => /^[^\S\u00A0\u202F]+$/u.test(text)

/** The ellipsis of the GSM alphabet is three full stops; the real one would make the whole text UCS-2. */
const joined = (head: string, tail: string): string =>
  encodingOf(head + tail) === "gsm" ? `${head}...${tail}` : `${head}…${tail}`

interface Cut {
  readonly head: string
  readonly isWord: boolean
}

/** Where a text may end: between two grapheme clusters (UAX #29), and not after a space. */
const cutsOf = (text: string, lengthMax: number): ReadonlyArray<Cut> => {
  const reach = text.slice(0, lengthMax)
  const clusters = [...graphemes.segment(reach)]
  // Nobody knows whether the last cluster within reach ends there.
  const between = clusters.flatMap(({ index, segment }, place): ReadonlyArray<Cut> => {
    const before = clusters[place - 1]?.segment
    return before !== undefined && isSpace(before) ? [] : [{ head: text.slice(0, index), isWord: isSpace(segment) }]
  })
  return reach.length < text.length || isSpace(clusters.at(-1)?.segment ?? "")
    ? between
    : [...between, { head: text, isWord: true }]
}

interface Room {
  readonly tail: string
  readonly segmentsMax: number
}

/**
 * As much of a text as there is room for before `tail`: it ends with a word, unless more than half of it would be lost by
 * that. Null: there is not even room for the tail.
 */
const cut = (text: string, { segmentsMax, tail }: Room): string | null => {
  const cuts = cutsOf(text, segmentsMax * capacities.gsm.alone)
  const fits = ({ head }: Cut) => partsOf(joined(head, tail)).length <= segmentsMax
  const longest = cuts.findLast(fits)
  if (longest === undefined) return null
  const word = cuts.findLast((each) => each.isWord && each.head.length <= longest.head.length && fits(each))
  const { head } = word !== undefined && word.head.length * 2 >= longest.head.length ? word : longest
  return joined(head, tail)
}

/** The last word, when it is a link. Null: it is none, or there is nothing before it. */
const linkAtEnd = (text: string): { readonly before: string; readonly link: string } | null => {
  const trimmed = text.trimEnd()
  const link = trimmed.split(/\s/u).at(-1) ?? ""
  const before = trimmed.slice(0, trimmed.length - link.length).trimEnd()
  return before !== "" && /^https?:\/\/./iu.test(link) ? { before, link } : null
}

/**
 * The text, or its beginning and an ellipsis when it needs more than `segmentsMax` parts. A link that it ends with is kept
 * whole as long as it has room itself; otherwise it goes first. A text of the GSM alphabet stays one.
 */
export const fitted = (text: string, segmentsMax: number): string => {
  if (partsOf(text).length <= segmentsMax) return text
  const ending = linkAtEnd(text)
  const withLink = ending === null ? null : cut(ending.before, { tail: ` ${ending.link}`, segmentsMax })
  return withLink ?? cut(ending?.before ?? text, { tail: "", segmentsMax }) ?? "..."
}
