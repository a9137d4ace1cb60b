/** `docs/events.md`, made of every event that there is. */
import { eventKinds } from "@duka/core"
import { Predicate, Schema } from "effect"

const head = `# Events

What happens in the shop is told by events: written with the change that they tell of, delivered at least once, in no order
that one may rely on. [Webhooks](webhooks.md) take them to other systems. They name things by their ids and nobody by his
name: whoever hears of one asks for the rest, and is told it if he may know it.

This page is made of the list in core: a test fails when it is stale, and
\`npx vitest run packages/core/test/notification -u\` writes it.
`

const row = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`

/** The name of a shared schema, or the kind of a JSON value. */
const kind = (schema: unknown): string => {
  if (!Predicate.isObject(schema)) return "anything"
  if (Predicate.hasProperty(schema, "anyOf") && Array.isArray(schema.anyOf)) return schema.anyOf.map(kind).join(" or ")
  if (Predicate.hasProperty(schema, "$ref")) return String(schema.$ref).split("/").at(-1) ?? ""
  if (Predicate.hasProperty(schema, "format") && schema.format === "uuid") return "id"
  return Predicate.hasProperty(schema, "type") ? String(schema.type) : "anything"
}

const fieldsOf = (data: Schema.Top): string => {
  const { schema } = Schema.toJsonSchemaDocument(data)
  const properties =
    Predicate.hasProperty(schema, "properties") && Predicate.isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties)
    .map(([name, field]) => `\`${name}\`: ${kind(field)}`)
    .join("; ")
}

export const eventsDocument = (): string =>
  [
    head,
    row(["event", "when", "data"]),
    row(["---", "---", "---"]),
    ...Object.entries(eventKinds).map(([type, { about, data }]) => row([`\`${type}\``, about, fieldsOf(data)])),
    ""
  ].join("\n")
