/**
 * What callers hand to core is decoded by the model's own schemas before anything is done, so that an embedded app and
 * a server are guarded alike; what breaks a rule is told with its place and the rule's name.
 */
import { Effect, Schema, SchemaIssue } from "effect"

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

const formatter = SchemaIssue.makeFormatterStandardSchemaV1()

const pointer = (path: ReadonlyArray<PropertyKey>) =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

const leaf = (path: ReadonlyArray<PropertyKey>, rule: string, issue: SchemaIssue.Issue): ReadonlyArray<Violation> => [
  { pointer: pointer(path), rule, message: formatter(issue).issues[0]?.message ?? rule }
]

/** Every rule that an issue of a schema tells to be broken. */
export const violations = (
  issue: SchemaIssue.Issue,
  path: ReadonlyArray<PropertyKey> = []
): ReadonlyArray<Violation> => {
  switch (issue._tag) {
    case "Pointer":
      return violations(issue.issue, [...path, ...issue.path])
    case "Encoding":
      return violations(issue.issue, path)
    case "Filter": {
      // A filter may tell of several places; `effect/schema/isUUID` is the rule `isUUID`.
      const rule = issue.filter.annotations?.representation?.id.split("/").at(-1) ?? "rule"
      return issue.issue._tag === "Pointer" || issue.issue._tag === "Composite"
        ? violations(issue.issue, path).map((found) => ({ ...found, rule: found.rule === "value" ? rule : found.rule }))
        : leaf(path, rule, issue)
    }
    case "Composite":
      return issue.issues.flatMap((inner) => violations(inner, path))
    case "AnyOf":
      return issue.issues.length === 0
        ? leaf(path, "type", issue)
        : issue.issues.flatMap((inner) => violations(inner, path))
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
