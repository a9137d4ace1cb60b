/** What stands behind a `|`: what each filter takes, what it gives, and what it does. Those of Liquid's own name do as Liquid's. */
import { Channel, DeclineCode, type Money, OrderStatus } from "@duka/core"
import { Predicate } from "effect"
import { type Formatting, method } from "../formatting.ts"
import type { Words } from "../words.ts"
import { beside } from "./columns.ts"
import { number, type Shape, text, unknown } from "./shapes.ts"

export interface Speech {
  readonly formatting: Formatting
  readonly words: Words
}

export interface Filter {
  /** What it is for: of what, as people call it. */
  readonly of: string
  readonly takes: (shape: Shape) => boolean
  /** How many inputs it has after its colon, at least and at most. */
  readonly inputs: readonly [least: number, most: number]
  /** Whether its inputs may be amounts of money too, which it writes. */
  readonly writesMoney?: boolean
  readonly gives: (shape: Shape) => Shape
  readonly apply: (value: unknown, inputs: ReadonlyArray<unknown>, speech: Speech) => unknown
}

const written = (value: unknown): string => (value === null || value === undefined ? "" : String(value))
const counted = (value: unknown): number => Number(value)
const listed = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])
const isMoney = (value: unknown): value is Money.Money =>
  Predicate.hasProperty(value, "currency") && Predicate.hasProperty(value, "amount") && typeof value.amount === "number"

const isText = ({ _tag }: Shape) => _tag === "Text" || _tag === "Word"
const isPlain = (shape: Shape) => isText(shape) || shape._tag === "Number" || shape._tag === "Boolean"
const isList = ({ _tag }: Shape) => _tag === "List"

const ofText = (
  apply: (value: string, inputs: ReadonlyArray<unknown>) => string,
  inputs: Filter["inputs"] = [0, 0]
): Filter => ({
  of: "text or a number",
  takes: isPlain,
  inputs,
  gives: () => text,
  apply: (value, given) => apply(written(value), given)
})

const ofNumber = (apply: (value: number, other: number) => number): Filter => ({
  of: "a number",
  takes: ({ _tag }) => _tag === "Number",
  inputs: [1, 1],
  gives: () => number,
  apply: (value, [other]) => apply(counted(value), counted(other))
})

const ofTime = (apply: (time: string, formatting: Formatting) => string): Filter => ({
  of: "a time",
  takes: ({ _tag }) => _tag === "Time",
  inputs: [0, 0],
  gives: () => text,
  apply: (value, _, { formatting }) => (value === null ? "" : apply(written(value), formatting))
})

/** The language's word for one of a few. */
const ofWord = (
  of: string,
  known: Iterable<string>,
  words: (words: Words) => Readonly<Record<string, string>>
): Filter => {
  const all = new Set(known)
  return {
    of,
    takes: (shape) => shape._tag === "Word" && shape.words.every((word) => all.has(word)),
    inputs: [0, 0],
    gives: () => text,
    apply: (value, _, speech) => (value === null ? "" : (words(speech.words)[written(value)] ?? written(value)))
  }
}

const element = (shape: Shape): Shape => (shape._tag === "List" ? shape.of : unknown)

const ofList = (apply: (value: ReadonlyArray<unknown>) => unknown): Filter => ({
  of: "a list",
  takes: isList,
  inputs: [0, 0],
  gives: element,
  apply: (value) => apply(listed(value))
})

/** As many characters as are asked for, those of the ellipsis among them. */
const truncated = (value: string, [most = 50, ellipsis = "..."]: ReadonlyArray<unknown>): string => {
  const characters = [...value]
  const room = counted(most) - [...written(ellipsis)].length
  return characters.length <= counted(most)
    ? value
    : characters.slice(0, Math.max(0, room)).join("") + written(ellipsis)
}

const table = {
  money: {
    of: "an amount of money",
    takes: ({ _tag }) => _tag === "Money",
    inputs: [0, 0],
    gives: () => text,
    apply: (value, _, { formatting }) => (isMoney(value) ? formatting.money(value) : "")
  },
  date: ofTime((time, { date }) => date(time)),
  datetime: ofTime((time, { datetime }) => datetime(time)),
  status: ofWord("an order's status", OrderStatus.literals, ({ statuses }) => statuses),
  decline: ofWord("why a payment was declined", DeclineCode.literals, ({ declines }) => declines),
  channel: ofWord("a channel", Channel.literals, ({ channels }) => channels),
  method: {
    of: "the name of a payment method",
    takes: isText,
    inputs: [0, 0],
    gives: () => text,
    apply: (value, _, { words }) => method(written(value), words)
  },
  beside: {
    of: "text or a number",
    takes: isPlain,
    inputs: [1, 1],
    writesMoney: true,
    gives: () => text,
    apply: (left, [right], { formatting }) =>
      beside({ left: written(left), right: isMoney(right) ? formatting.money(right) : written(right) })
  },
  append: ofText((value, [more]) => value + written(more), [1, 1]),
  capitalize: ofText((value) => value.charAt(0).toUpperCase() + value.slice(1).toLowerCase()),
  default: {
    of: "text or a number",
    takes: isPlain,
    inputs: [1, 1],
    gives: (shape) => shape,
    apply: (value, [other]) => (value === null || value === false || value === "" ? other : value)
  },
  downcase: ofText((value) => value.toLowerCase()),
  first: ofList((list) => list[0] ?? null),
  join: {
    of: "a list of texts",
    takes: (shape) => shape._tag === "List" && isPlain(shape.of),
    inputs: [0, 1],
    gives: () => text,
    apply: (value, [between = " "]) => listed(value).join(written(between))
  },
  last: ofList((list) => list.at(-1) ?? null),
  minus: ofNumber((value, other) => value - other),
  plus: ofNumber((value, other) => value + other),
  prepend: ofText((value, [more]) => written(more) + value, [1, 1]),
  replace: ofText((value, [from, to]) => value.split(written(from)).join(written(to)), [2, 2]),
  size: {
    of: "a list or text",
    takes: (shape) => isText(shape) || isList(shape),
    inputs: [0, 0],
    gives: () => number,
    apply: (value) => (Array.isArray(value) ? value.length : written(value).length)
  },
  strip: ofText((value) => value.trim()),
  times: ofNumber((value, other) => value * other),
  truncate: ofText(truncated, [0, 2]),
  upcase: ofText((value) => value.toUpperCase()),
  url_encode: ofText((value) => encodeURIComponent(value).replaceAll("%20", "+"))
} satisfies Readonly<Record<string, Filter>>

export type FilterName = keyof typeof table

export const filters: Readonly<Record<FilterName, Filter>> = table

export const isFilter = (name: string): name is FilterName => Object.hasOwn(table, name)
