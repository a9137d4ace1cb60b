/** `docs/problems.md`, made of the table of statuses and of the errors' own fields. */
import { Predicate, Schema } from "effect"
import { Problem, type Row, statuses } from "../src/index.ts"
import { all, type ErrorClass, tagOf } from "./errors.ts"

const kind = (schema: unknown): string => {
  if (!Predicate.isObject(schema)) return "anything"
  if (Predicate.hasProperty(schema, "$ref")) return String(schema.$ref).split("/").at(-1) ?? ""
  if (Predicate.hasProperty(schema, "enum") && Array.isArray(schema.enum)) {
    return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(" or ")
  }
  if (Predicate.hasProperty(schema, "anyOf") && Array.isArray(schema.anyOf)) return schema.anyOf.map(kind).join(" or ")
  if (!Predicate.hasProperty(schema, "type")) return "anything"
  if (schema.type === "array")
    return `list of ${kind(Predicate.hasProperty(schema, "items") ? schema.items : undefined)}`
  return schema.type === "integer" || schema.type === "number" ? "whole number" : String(schema.type)
}

const data = ({ fields }: ErrorClass): ReadonlyArray<readonly [name: string, kind: string]> => {
  const { _tag: _, ...rest } = fields
  return Object.entries(rest).map(([name, field]) => {
    const { schema } = Schema.toJsonSchemaDocument(Schema.Struct({ [name]: field }))
    return [
      name,
      kind(
        Predicate.hasProperty(schema, "properties") && Predicate.isObject(schema.properties)
          ? Object.values(schema.properties)[0]
          : undefined
      )
    ]
  })
}

const section = (error: ErrorClass, code: string, { meaning, status, title }: Row): string => {
  const fields = data(error)
  return [
    `## ${code}`,
    "",
    `**${status}** · ${title} · \`${Problem.typeOf(code)}\``,
    "",
    meaning,
    ...(fields.length === 0 ? [] : ["", ...fields.map(([name, kind]) => `- \`${name}\`: ${kind}`)]),
    ""
  ].join("\n")
}

const head = `# Problems

Whatever goes wrong is answered as \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): \`type\`
and \`code\` are stable and made of the error's name, \`title\` is the same for every occurrence, \`detail\` is for people, and
the error's data stands beside them.

\`\`\`json
{
  "type": "urn:duka:problem:out-of-stock",
  "title": "Out of stock",
  "status": 409,
  "code": "OutOfStock",
  "detail": "3 of 0190a7c0-0000-7000-8000-000000000001 asked for, 2 available",
  "shortages": [{ "variantId": "0190a7c0-0000-7000-8000-000000000001", "requested": 3, "available": 2 }]
}
\`\`\`

This page is made of the contract's table: a test fails when it is stale, and \`npx vitest run packages/http-api -u\` writes it.
`

const rows: Readonly<Record<string, Row>> = statuses

const row = (code: string) => `| [\`${code}\`](#${code.toLowerCase()}) | ${rows[code]?.status} | ${rows[code]?.title} |`

export const problemsDocument = (): string => {
  const known = all.flatMap((error) => {
    const found = rows[tagOf(error)]
    return found === undefined ? [] : [{ error, code: tagOf(error), row: found }]
  })
  return [
    head,
    "| code | status | title |",
    "| --- | --- | --- |",
    ...known.map(({ code }) => row(code)),
    "",
    ...known.map(({ code, error, row }) => section(error, code, row))
  ].join("\n")
}
