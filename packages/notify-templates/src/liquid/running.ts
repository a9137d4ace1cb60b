/**
 * Runs a template: from what it was checked for, to text. It says what LiquidJS would say (test/liquid.test.ts holds the two
 * together), five times as fast: LiquidJS runs a generator for each value.
 */
import { escape, webUrl } from "../normalising.ts"
import { filters, type Speech } from "./filters.ts"
import type { Comparison, Expression, Loop, Path, Program, Standing } from "./Program.ts"

export interface Given {
  readonly values: Readonly<Record<string, unknown>>
  readonly speech: Speech
  /** What is done to each value that is written, before it is escaped. */
  readonly clean: (text: string) => string
  readonly isHtml: boolean
}

export interface Ran {
  readonly text: string
  /** A name that had no value: what was given was not what the template was checked for. */
  readonly missing: string | null
}

type Locals = Map<string, unknown>
type Signal = "go" | "break" | "continue"

/** LiquidJS's: zero and empty text are true. */
const isTrue = (value: unknown): boolean => value !== false && value !== null && value !== undefined

const isEmpty = (value: unknown, isBlank: boolean): boolean => {
  if (typeof value === "string") return (isBlank ? value.trim() : value) === ""
  if (Array.isArray(value)) return value.length === 0
  return isBlank && !isTrue(value)
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((one, index) => isSame(one, b[index]))
    : a === b || (!isSomething(a) && !isSomething(b))

const isSomething = (value: unknown): boolean => value !== null && value !== undefined

const contains = (whole: unknown, part: unknown): boolean =>
  Array.isArray(whole)
    ? whole.some((one) => isSame(one, part))
    : typeof whole === "string" && whole.includes(String(part))

/** What is nothing is neither less nor more than a number, nor as much. */
const counted = (value: unknown): number => (isSomething(value) ? Number(value) : Number.NaN)

const comparisons: Readonly<Record<Comparison, (a: unknown, b: unknown) => boolean>> = {
  "==": isSame,
  "!=": (a, b) => !isSame(a, b),
  "<": (a, b) => counted(a) < counted(b),
  ">": (a, b) => counted(a) > counted(b),
  "<=": (a, b) => counted(a) <= counted(b),
  ">=": (a, b) => counted(a) >= counted(b),
  contains
}

const partOf = (value: unknown, part: string | number): unknown => {
  if (Array.isArray(value)) {
    if (part === "size") return value.length
    if (part === "first" || part === "last") return value.at(part === "first" ? 0 : -1) ?? null
    return typeof part === "number" ? (value.at(part) ?? null) : undefined
  }
  if (typeof value === "string") return part === "size" ? value.length : undefined
  return typeof value === "object" && value !== null && Object.hasOwn(value, part)
    ? Reflect.get(value, part)
    : undefined
}

const written: Readonly<Record<Standing, (text: string) => string>> = {
  text: escape,
  url: (text) => escape(webUrl(text) ?? ""),
  // An apostrophe has no code in a URL, and might end the attribute.
  urlPart: (text) => escape(encodeURIComponent(text).replaceAll("%40", "@"))
}

export const run = (program: Program, { clean, isHtml, speech, values }: Given): Ran => {
  let text = ""
  let missing: string | null = null

  const valueOf = ([root, ...parts]: Path, locals: Locals): unknown => {
    let value = locals.has(root) ? locals.get(root) : values[root]
    for (const part of parts) {
      // What is nothing has no fields, and each of them is nothing.
      if (value === null) return null
      value = partOf(value, part)
    }
    if (value === undefined) missing ??= [root, ...parts].join(".")
    return value
  }

  const evaluated = (expression: Expression, locals: Locals): unknown => {
    switch (expression._tag) {
      case "Constant":
        return expression.value
      case "Empty":
        return ""
      case "Name":
        return valueOf(expression.path, locals)
      case "Not":
        return !isTrue(evaluated(expression.of, locals))
      case "Both":
        return isTrue(evaluated(expression.left, locals)) && isTrue(evaluated(expression.right, locals))
      case "Either":
        return isTrue(evaluated(expression.left, locals)) || isTrue(evaluated(expression.right, locals))
      case "Compared": {
        const { by, left, right } = expression
        const [empty, other] = left._tag === "Empty" ? [left, right] : right._tag === "Empty" ? [right, left] : []
        if (empty === undefined || other === undefined) {
          return comparisons[by](evaluated(left, locals), evaluated(right, locals))
        }
        return isEmpty(evaluated(other, locals), empty.isBlank) === (by === "==")
      }
      case "Filtered": {
        const { filter, inputs, of } = expression
        const value = evaluated(of, locals)
        return filters[filter].apply(
          value,
          inputs.map((input) => evaluated(input, locals)),
          speech
        )
      }
    }
  }

  const loop = (node: Loop, locals: Locals): void => {
    const { isReversed, limit, of, offset } = node
    const list = evaluated(of, locals)
    if (!Array.isArray(list) || list.length === 0) {
      all(node.otherwise, locals)
      return
    }
    const start = offset === null ? 0 : Number(evaluated(offset, locals))
    const some = list.slice(start, limit === null ? undefined : start + Number(evaluated(limit, locals)))
    const { length } = some
    const outside = [node.each, "forloop"].map((name) => [name, locals.has(name), locals.get(name)] as const)
    for (const [index0, item] of (isReversed ? some.toReversed() : some).entries()) {
      locals.set(node.each, item).set("forloop", {
        first: index0 === 0,
        last: index0 === length - 1,
        index: index0 + 1,
        index0,
        rindex: length - index0,
        rindex0: length - index0 - 1,
        length
      })
      if (all(node.body, locals) === "break") break
    }
    for (const [name, was, value] of outside) {
      if (was) locals.set(name, value)
      else locals.delete(name)
    }
  }

  const all = (program: Program, locals: Locals): Signal => {
    for (const node of program) {
      switch (node._tag) {
        case "Literal":
          text += node.text
          break
        case "Output": {
          const value = evaluated(node.value, locals)
          if (!isSomething(value)) break
          const cleaned = clean(String(value))
          text += isHtml ? written[node.standing](cleaned) : cleaned
          break
        }
        case "Choice": {
          const taken = node.branches.find(({ when }) => when === null || isTrue(evaluated(when, locals)))
          const signal = taken === undefined ? "go" : all(taken.program, locals)
          if (signal !== "go") return signal
          break
        }
        case "Loop":
          loop(node, locals)
          break
        case "Assign":
          locals.set(node.name, evaluated(node.value, locals))
          break
        case "Partial":
          all(node.program, new Map(node.given.map(([name, value]) => [name, evaluated(value, locals)])))
          break
        case "Break":
          return "break"
        case "Continue":
          return "continue"
      }
    }
    return "go"
  }

  all(program, new Map())
  return { text, missing }
}
