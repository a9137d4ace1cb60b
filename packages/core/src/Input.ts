/**
 * What callers hand to core is decoded by the model's own schemas before anything is done, so that an embedded app and
 * a server are guarded alike; what breaks a rule is told with its place and the rule's name.
 */
import { Effect, Schema, SchemaAST, SchemaIssue } from "effect"

export class Violation extends Schema.Opaque<Violation>()(
  Schema.Struct({
    /** RFC 6901, from the root of what was handed in: `/lines/0/quantity`. */
    pointer: Schema.String,
    /** The rule's own name: `required`, `unknown-field`, `type`, `isUUID`, `isBetween` … */
    rule: Schema.String,
    message: Schema.String
  }).annotate({ identifier: "Violation" })
) {}

/** What was handed in breaks a rule of the model. Nothing has happened. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  violations: Schema.Array(Violation)
}) {
  override get message() {
    return this.violations
      .map(({ message, pointer }) => (pointer === "" ? message : `${pointer}: ${message}`))
      .join("; ")
  }
}

/** A member of a union: of an object, the fields that tell it from the others, and those that it needs beside them. */
const alternative = (ast: SchemaAST.AST): string | undefined => {
  if (SchemaAST.isLiteral(ast)) return JSON.stringify(ast.literal)
  if (SchemaAST.isString(ast)) return "a string"
  if (SchemaAST.isArrays(ast)) return "a list"
  if (!SchemaAST.isObjects(ast)) return undefined
  const tags = ast.propertySignatures.flatMap(({ name, type }) =>
    SchemaAST.isLiteral(type) ? [`${String(name)} ${JSON.stringify(type.literal)}`] : []
  )
  const needed = ast.propertySignatures.flatMap(({ name, type }) =>
    SchemaAST.isLiteral(type) || SchemaAST.isOptional(type) ? [] : [String(name)]
  )
  if (tags.length === 0) return undefined
  return [tags.join(", "), ...(needed.length === 0 ? [] : [needed.join(" and ")])].join(" with ")
}

/** What would be right, in words: a schema's own name says nothing to who writes JSON. */
const expected = (ast: SchemaAST.AST): string | undefined => {
  if (SchemaAST.isObjects(ast)) return "an object"
  if (SchemaAST.isArrays(ast)) return "a list"
  if (!SchemaAST.isUnion(ast)) return undefined
  const alternatives = ast.types.map(alternative)
  return alternatives.includes(undefined) ? undefined : alternatives.join(", or ")
}

const formatter = SchemaIssue.makeFormatterStandardSchemaV1()

/** Of a field or a parameter that is needed: the rule `required`. */
const missing = "Required, but missing"

/** Of a field or a parameter that nothing takes: the rule `unknown-field`. */
export const unknownFieldMessage = "Unknown here: leave it out"

const message = (issue: SchemaIssue.Issue, rule: string): string => {
  if (issue._tag === "MissingKey") return missing
  if (issue._tag === "UnexpectedKey") return unknownFieldMessage
  const words =
    (issue._tag === "InvalidType" || issue._tag === "AnyOf") && issue.ast.annotations?.["message"] === undefined
      ? expected(issue.ast)
      : undefined
  return words === undefined ? (formatter(issue).issues[0]?.message ?? rule) : `Expected ${words}`
}

/** RFC 6901: the way to a place in a JSON value. */
export const pointerTo = (path: ReadonlyArray<PropertyKey>): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

const leaf = (path: ReadonlyArray<PropertyKey>, rule: string, issue: SchemaIssue.Issue): ReadonlyArray<Violation> => [
  { pointer: pointerTo(path), rule, message: message(issue, rule) }
]

const several = (issues: ReadonlyArray<SchemaIssue.Issue>, path: ReadonlyArray<PropertyKey>, most: number) => {
  const found: Array<Violation> = []
  for (const issue of issues) {
    if (found.length >= most) break
    for (const violation of violations(issue, path, most - found.length)) found.push(violation)
  }
  return found
}

/** Every rule that an issue of a schema tells to be broken; or the first of them, at most so many. */
export const violations = (
  issue: SchemaIssue.Issue,
  path: ReadonlyArray<PropertyKey> = [],
  most = Number.POSITIVE_INFINITY
): ReadonlyArray<Violation> => {
  switch (issue._tag) {
    case "Pointer":
      return violations(issue.issue, [...path, ...issue.path], most)
    case "Encoding":
      return violations(issue.issue, path, most)
    case "Filter": {
      // A filter may tell of several places; `effect/schema/isUUID` is the rule `isUUID`.
      const rule = issue.filter.annotations?.representation?.id.split("/").at(-1) ?? "rule"
      return issue.issue._tag === "Pointer" || issue.issue._tag === "Composite"
        ? violations(issue.issue, path, most).map((found) => ({
            ...found,
            rule: found.rule === "value" ? rule : found.rule
          }))
        : leaf(path, rule, issue)
    }
    case "Composite":
      return several(issue.issues, path, most)
    case "AnyOf":
      return issue.issues.length === 0 ? leaf(path, "type", issue) : several(issue.issues, path, most)
    case "MissingKey":
      return leaf(path, "required", issue)
    case "UnexpectedKey":
      return leaf(path, "unknown-field", issue)
    case "InvalidType":
      return leaf(path, "type", issue)
    default:
      return leaf(path, "value", issue)
  }
}

const strict = { onExcessProperty: "error", errors: "all" } as const

/** `yield* input(NewStore)(given)`: the decoded value, or every rule that it breaks. */
export const input = <A, I>(schema: Schema.Codec<A, I>): ((given: I) => Effect.Effect<A, InvalidInput>) => {
  const decode = Schema.decodeUnknownEffect(schema, strict)
  return (given) => Effect.mapError(decode(given), (error) => new InvalidInput({ violations: violations(error.issue) }))
}
