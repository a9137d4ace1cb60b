/** The part of `docs/notifications/templates.md` that is made of the kinds of messages and of their schemas. */
import { type MessageKindName, messageKinds } from "@duka/core"
import { fieldsOfKind } from "../src/frame.ts"
import type { Field, Fields, Shape } from "../src/liquid/shapes.ts"
import { kinds } from "./messages.ts"

const told: Readonly<Record<Shape["_tag"], string>> = {
  Text: "text",
  Number: "a number",
  Boolean: "true or false",
  Money: "an amount, for `money`",
  Time: "a time, for `date` and `datetime`",
  Word: "one of",
  List: "a list",
  Group: "",
  Unknown: "anything"
}

const code = (name: string) => `\`${name}\``

const described = ({ isNullable, shape }: Field): string => {
  const words = shape._tag === "Word" ? ` ${shape.words.map(code).join(", ")}` : ""
  const each = shape._tag === "List" ? (shape.of._tag === "Group" ? "; each has" : ` of ${told[shape.of._tag]}`) : ""
  const said = `${told[shape._tag]}${words}${each}`
  return isNullable ? (said === "" ? "may be nothing" : `${said}, or nothing`) : said
}

const inside = (shape: Shape): Fields =>
  shape._tag === "Group" ? shape.fields : shape._tag === "List" ? inside(shape.of) : new Map()

const bullets = (name: string, field: Field, depth: number): ReadonlyArray<string> => {
  const said = described(field)
  return [
    `${"  ".repeat(depth)}- ${code(name)}${said === "" ? "" : `: ${said}`}`,
    ...[...inside(field.shape)].flatMap(([name, field]) => bullets(name, field, depth + 1))
  ]
}

const surroundings = ["shop", "recipient", "link", "unsubscribeUrl", "locale"]

const ownNames = (kind: MessageKindName) =>
  [...fieldsOfKind(kind)].filter(([name]) => name !== "words" && !surroundings.includes(name))

const row = (kind: MessageKindName): string => {
  const { audience, channels, link, topic } = messageKinds[kind]
  const names = ownNames(kind).map(([name]) => code(name))
  return `| ${code(kind)} | ${audience} | ${topic} | ${channels.join(", ")} | ${link ?? ""} | ${names.join(", ")} |`
}

/** Names that stand for the same in several kinds are told once; `orders` is a list in one digest and a number in the other. */
const names = (): ReadonlyArray<string> => {
  const all = new Map<string, { readonly name: string; readonly field: Field; readonly of: Array<string> }>()
  for (const kind of kinds) {
    for (const [name, field] of ownNames(kind)) {
      const key = bullets(name, field, 0).join("\n")
      const known = all.get(key)
      if (known === undefined) all.set(key, { name, field, of: [kind] })
      else known.of.push(kind)
    }
  }
  const entries = [...all.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return entries.flatMap(({ field, name, of }) => {
    const isOneOfSeveral = entries.filter((other) => other.name === name).length > 1
    const [first = "", ...others] = bullets(name, field, 0)
    return [isOneOfSeveral ? `${first} (${of.map(code).join(", ")})` : first, ...others]
  })
}

const frame = fieldsOfKind("order-confirmation")
const words = frame.get("words")
const plainWords =
  words === undefined
    ? []
    : [...inside(words.shape)].flatMap(([name, { shape }]) => (shape._tag === "Text" ? [name] : []))

export const kindsDocument = (): string =>
  [
    "## The kinds of messages",
    "",
    "The channels are those that a kind goes out on unless the shop says otherwise: there are templates for all three.",
    "",
    "| kind | to | topic | channels | link | names |",
    "| --- | --- | --- | --- | --- | --- |",
    ...kinds.map(row),
    "",
    "## Names of all kinds",
    "",
    "`link` is there in the kinds that have one; `link.url` is nothing where the shop has no page for it, and then `link.token` is",
    "shown, to be entered.",
    "",
    ...surroundings.flatMap((name) => {
      const field = frame.get(name)
      return field === undefined ? [] : bullets(name, field, 0)
    }),
    `- \`words\`: text by its name in the language's words.json: ${plainWords.map(code).join(", ")}`,
    "",
    "## Names of some kinds",
    "",
    ...names(),
    ""
  ].join("\n")
