/** Whether every name in a template is there, and is written as what it is. */
import { nearest } from "../nearest.ts"
import type { Report } from "../TemplatesInvalid.ts"
import { filters } from "./filters.ts"
import type { Comparison, Expression, Path, Place, Program } from "./Program.ts"
import { type Field, type Fields, number, type Shape, text, truth, unknown } from "./shapes.ts"

const forloop: Shape = {
  _tag: "Group",
  fields: new Map(
    Object.entries({
      first: truth,
      last: truth,
      index: number,
      index0: number,
      rindex: number,
      rindex0: number,
      length: number
    }).map(([name, shape]): [string, Field] => [name, { shape, isNullable: false }])
  )
}

/** What a value is called by who reads what is wrong with it, and how it is written. */
const described: Readonly<Record<Shape["_tag"], string>> = {
  Text: "text",
  Number: "a number",
  Boolean: "true or false",
  Money: "an amount of money, written by | money",
  Time: "a time, written by | date or | datetime",
  Word: "one of a few words",
  List: "a list, written in a loop",
  Group: "a group, of which the fields are written",
  Unknown: "nothing known"
}

const written: ReadonlyArray<Shape["_tag"]> = ["Text", "Number", "Boolean", "Word", "Unknown"]

const spelled = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("")

/** What a field or a position of something is; null: it has none of that name. */
const inside = (shape: Shape, part: string | number): Shape | null => {
  switch (shape._tag) {
    case "Unknown":
      return unknown
    case "Group":
      return typeof part === "string" ? (shape.fields.get(part)?.shape ?? null) : null
    case "Money":
      return part === "amount" ? number : part === "currency" ? text : null
    case "List":
      return part === "size"
        ? number
        : typeof part === "number" || part === "first" || part === "last"
          ? shape.of
          : null
    default:
      return part === "size" && (shape._tag === "Text" || shape._tag === "Word") ? number : null
  }
}

const partsOf = (shape: Shape): ReadonlyArray<string> => {
  if (shape._tag === "Group") return [...shape.fields.keys()]
  if (shape._tag === "Money") return ["amount", "currency"]
  return shape._tag === "List" ? ["size", "first", "last"] : []
}

export interface Checking {
  /** What every template of the kind may name. */
  readonly fields: Fields
  readonly report: Report
}

type Locals = Map<string, Shape>

export const check = (program: Program, { fields, report }: Checking): void => {
  const rootOf = (name: string, locals: Locals): Shape | null => locals.get(name) ?? fields.get(name)?.shape ?? null

  const named = (path: Path, place: Place, locals: Locals): Shape => {
    const [root, ...parts] = path
    const start = rootOf(root, locals)
    if (start === null) {
      const near = nearest(root, [...locals.keys(), ...fields.keys()])
      report({ ...place, problem: `There is no ${spelled(path)} here.`, name: spelled(path), nearest: near })
      return unknown
    }
    let shape = start
    for (const [index, part] of parts.entries()) {
      const next = inside(shape, part)
      if (next === null) {
        const before = spelled([root, ...parts.slice(0, index)])
        const name = spelled([root, ...parts.slice(0, index + 1)])
        const near = nearest(String(part), partsOf(shape))
        report({
          ...place,
          problem: `There is no ${name}: ${before} is ${described[shape._tag]}.`,
          name,
          nearest: near === null ? null : `${before}.${near}`
        })
        return unknown
      }
      shape = next
    }
    return shape
  }

  const compared = (by: Comparison, left: Expression, right: Expression, place: Place, locals: Locals): Shape => {
    const sides = [shapeOf(left, locals), shapeOf(right, locals)] as const
    const [words] = sides.filter((side) => side._tag === "Word")
    const [constant] = [left, right].filter((side) => side._tag === "Constant")
    if (by !== "==" && by !== "!=" && by !== "contains") {
      if (sides.some(({ _tag }) => _tag !== "Number" && _tag !== "Unknown")) {
        report({ ...place, problem: `Only numbers are compared by ${by}.` })
      }
    } else if (
      by !== "contains" &&
      words !== undefined &&
      typeof constant?.value === "string" &&
      !words.words.includes(constant.value)
    ) {
      report({
        ...place,
        problem: `"${constant.value}" is none of the words that may stand there: ${words.words.join(", ")}.`,
        name: constant.value,
        nearest: nearest(constant.value, words.words)
      })
    }
    return truth
  }

  const shapeOf = (expression: Expression, locals: Locals): Shape => {
    switch (expression._tag) {
      case "Constant":
        return typeof expression.value === "number" ? number : typeof expression.value === "boolean" ? truth : text
      case "Empty":
        return text
      case "Name":
        return named(expression.path, expression.place, locals)
      case "Not":
        shapeOf(expression.of, locals)
        return truth
      case "Both":
      case "Either":
        shapeOf(expression.left, locals)
        shapeOf(expression.right, locals)
        return truth
      case "Compared":
        return compared(expression.by, expression.left, expression.right, expression.place, locals)
      case "Filtered": {
        const { filter, inputs, of, place } = expression
        const shape = shapeOf(of, locals)
        const { gives, of: wanted, takes, writesMoney } = filters[filter]
        for (const input of inputs) {
          if (writesMoney !== true || shapeOf(input, locals)._tag !== "Money") writable(input, place, locals)
        }
        if (shape._tag === "Unknown" || takes(shape)) return gives(shape)
        report({ ...place, problem: `The filter ${filter} takes ${wanted}, and this is ${described[shape._tag]}.` })
        return unknown
      }
    }
  }

  const writable = (value: Expression, place: Place, locals: Locals): void => {
    const { _tag } = shapeOf(value, locals)
    if (written.includes(_tag)) return
    report({ ...place, problem: `${value._tag === "Name" ? spelled(value.path) : "This"} is ${described[_tag]}.` })
  }

  const all = (program: Program, locals: Locals): void => {
    for (const node of program) {
      switch (node._tag) {
        case "Output":
          writable(node.value, node.place, locals)
          break
        case "Choice":
          for (const { program, when } of node.branches) {
            if (when !== null) shapeOf(when, locals)
            all(program, locals)
          }
          break
        case "Loop": {
          const list = shapeOf(node.of, locals)
          if (list._tag !== "List" && list._tag !== "Unknown") {
            report({ ...node.place, problem: `A loop goes through a list, and this is ${described[list._tag]}.` })
          }
          for (const input of [node.limit, node.offset]) {
            if (input !== null) writable(input, node.place, locals)
          }
          const outside = [node.each, "forloop"].map((name) => [name, locals.get(name)] as const)
          locals.set(node.each, list._tag === "List" ? list.of : unknown).set("forloop", forloop)
          all(node.body, locals)
          for (const [name, shape] of outside) {
            if (shape === undefined) locals.delete(name)
            else locals.set(name, shape)
          }
          all(node.otherwise, locals)
          break
        }
        case "Assign":
          locals.set(node.name, shapeOf(node.value, locals))
          break
        case "Body":
          report({ ...node.place, problem: "{% body %} stands in layouts, and nowhere else." })
          break
        case "Partial":
          all(node.program, new Map(node.given.map(([name, value]) => [name, shapeOf(value, locals)])))
          break
      }
    }
  }

  all(program, new Map())
}
