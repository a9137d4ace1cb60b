/**
 * Where in HTML each value stands, which decides how it is escaped. Values stand in text and in quoted attributes; nowhere
 * else, where escaping would not hold them.
 */
import type { Report } from "../TemplatesInvalid.ts"
import { after, atStart, isSame, type Position } from "./markup.ts"
import type { Branch, Node, Place, Program, Standing } from "./Program.ts"

const urls: ReadonlyArray<string> = [
  "href",
  "src",
  "action",
  "formaction",
  "background",
  "poster",
  "cite",
  "xlink:href"
]

const isDangerous = (attribute: string) =>
  attribute.startsWith("on") || ["style", "srcdoc", "srcset"].includes(attribute)

const places: Readonly<Record<Position["_tag"], string>> = {
  Text: "text",
  TagName: "the name of a tag",
  Tag: "a tag, outside of an attribute",
  AttributeName: "the name of an attribute",
  BeforeValue: "an attribute without quotation marks",
  Bare: "an attribute without quotation marks",
  Value: "this attribute",
  Comment: "a comment",
  Raw: "a style sheet or a script"
}

/** How a value is written there; null: it cannot be. */
const standingAt = (position: Position): Standing | null => {
  if (position._tag === "Text") return "text"
  if (position._tag !== "Value" || isDangerous(position.attribute)) return null
  if (!urls.includes(position.attribute)) return "text"
  return position.isStart ? "url" : "urlPart"
}

/** The tag that it is in, outside of a value; null: in none. */
const tagOf = (position: Position): string | null =>
  position._tag === "Tag" || position._tag === "TagName" || position._tag === "AttributeName" ? position.element : null

interface Reached {
  readonly program: Program
  readonly position: Position
}

/** Finds where the values of programs stand, each of which begins and ends in text. */
export const standing = (report: Report): ((program: Program) => Program) => {
  /** Whatever is left out or repeated must leave the HTML around it as it is, but for whole attributes of a tag. */
  const merged = (ends: ReadonlyArray<Position>, place: Place): Position => {
    const [first = atStart, ...others] = ends
    if (others.every((other) => isSame(first, other))) return first
    const tags = new Set(ends.map(tagOf))
    const [element] = tags
    if (tags.size === 1 && element !== undefined && element !== null) return { _tag: "Tag", element }
    report({
      ...place,
      problem: "A tag or an attribute begins in one of the ways through here, and not in the others."
    })
    return first
  }

  const branches = (given: ReadonlyArray<Branch>, start: Position) =>
    given.map(({ program: inside, when }) => {
      const { position, program } = all(inside, start)
      return { branch: { when, program }, position }
    })

  const one = (node: Node, start: Position): { readonly node: Node; readonly position: Position } => {
    switch (node._tag) {
      case "Literal":
        return { node, position: after(start, node.text) }
      case "Output": {
        const standing = standingAt(start)
        if (standing === null) report({ ...node.place, problem: `No value may stand in ${places[start._tag]}.` })
        const position = start._tag === "Value" ? { ...start, isStart: false } : start
        return { node: { ...node, standing: standing ?? "text" }, position }
      }
      case "Choice": {
        const ways = branches(node.branches, start)
        return {
          node: { ...node, branches: ways.map(({ branch }) => branch) },
          position: merged(
            ways.map(({ position }) => position),
            node.place
          )
        }
      }
      case "Loop": {
        const body = all(node.body, start)
        const otherwise = all(node.otherwise, start)
        return {
          node: { ...node, body: body.program, otherwise: otherwise.program },
          position: merged([start, body.position, otherwise.position], node.place)
        }
      }
      case "Partial": {
        const { position, program } = partial(node.program, start)
        return { node: { ...node, program }, position }
      }
      default:
        return { node, position: start }
    }
  }

  const all = (program: Program, start: Position): Reached => {
    let position = start
    const nodes = program.map((node) => {
      const reached = one(node, position)
      position = reached.position
      return reached.node
    })
    return { program: nodes, position }
  }

  const partials = new WeakMap<Program, Reached>()
  /** Nearly all of them are called in text, and do there what they did before. */
  const partial = (program: Program, start: Position): Reached => {
    const known = start._tag === "Text" ? partials.get(program) : undefined
    const reached = known ?? all(program, start)
    if (start._tag === "Text") partials.set(program, reached)
    return reached
  }

  return (program) => {
    const { position, program: standing } = all(program, atStart)
    const [first] = program
    if (position._tag !== "Text" && first !== undefined && "place" in first) {
      report({ ...first.place, line: null, problem: `The HTML ends in ${places[position._tag]}.` })
    }
    return standing
  }
}
