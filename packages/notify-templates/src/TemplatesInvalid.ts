import { Schema } from "effect"

/** One thing that is wrong with the templates that a shop gave. */
export const TemplateProblem = Schema.Struct({
  /** As in the directory: `sw/order-confirmation.liquid`. */
  file: Schema.String,
  /** From 1; null: the file itself is the problem. */
  line: Schema.NullOr(Schema.Int),
  problem: Schema.String,
  /** The name that is not there, and the nearest one that is. */
  name: Schema.NullOr(Schema.String),
  nearest: Schema.NullOr(Schema.String)
})
export type TemplateProblem = typeof TemplateProblem.Type

const lineOf = ({ file, line, nearest, problem }: TemplateProblem) =>
  `${file}${line === null ? "" : `:${line}`}: ${problem}${nearest === null ? "" : ` Did you mean ${nearest}?`}`

/** Templates that do not fit what they are given, found before any message is written. All problems are told at once. */
export class TemplatesInvalid extends Schema.TaggedError<TemplatesInvalid>()("TemplatesInvalid", {
  problems: Schema.NonEmptyArray(TemplateProblem)
}) {
  override get message() {
    return `The templates cannot be used:\n${this.problems.map(lineOf).join("\n")}`
  }
}

/** Takes down what is wrong, so that reading goes on and finds the rest. */
export type Report = (problem: {
  readonly file: string
  readonly line: number | null
  readonly problem: string
  readonly name?: string
  readonly nearest?: string | null
}) => void
