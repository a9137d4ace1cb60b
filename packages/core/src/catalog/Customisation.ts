/**
 * What the buyer may choose on a line: a text, one choice or several, each with a surcharge. Deciding is pure: from the
 * definitions and the buyer's answers to what the line costs and says.
 */
import { Result, Schema } from "effect"
import { Violation } from "../Input.ts"
import { isUniqueBy } from "../Lists.ts"
import { Currency, moneyLimits } from "../Money.ts"
import { Key, line } from "../Text.ts"

export const customisationLimits = { customisationsMax: 20, choicesMax: 50, textMax: 500 } as const

/** One amount for each currency it is sold in; none means free of charge. */
export const Surcharges = Schema.Array(
  Schema.Struct({
    currency: Currency,
    amount: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: moneyLimits.surchargeMax }))
  })
).check(
  Schema.isMaxLength(20),
  isUniqueBy("currency", (surcharge) => surcharge.currency)
)

export const Choice = Schema.Struct({
  value: Key,
  label: line({ max: 100 }),
  surcharges: Schema.optionalKey(Surcharges)
})

const about = {
  key: Key,
  label: line({ max: 100 }),
  required: Schema.optionalKey(Schema.Boolean)
}

const choices = Schema.Array(Choice).check(
  Schema.isBetweenLength(1, customisationLimits.choicesMax),
  isUniqueBy("value", (choice) => choice.value)
)

export const TextCustomisation = Schema.Struct({
  kind: Schema.Literal("text"),
  ...about,
  maxLength: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: customisationLimits.textMax })),
  surcharges: Schema.optionalKey(Surcharges)
})

export const ChoiceCustomisation = Schema.Struct({ kind: Schema.Literal("choice"), ...about, choices })

export const ChoicesCustomisation = Schema.Struct({
  kind: Schema.Literal("choices"),
  ...about,
  choices,
  max: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: customisationLimits.choicesMax })))
})

export const Customisation = Schema.Union([TextCustomisation, ChoiceCustomisation, ChoicesCustomisation]).annotate({
  identifier: "Customisation"
})
export type Customisation = typeof Customisation.Type

export const Customisations = Schema.Array(Customisation).check(
  Schema.isMaxLength(customisationLimits.customisationsMax),
  isUniqueBy("key", (customisation) => customisation.key)
)

/** The buyer's answers, by the customisation's key. */
export const Answers = Schema.Record(
  Key,
  Schema.Union([
    line({ max: customisationLimits.textMax, min: 0 }),
    Schema.Array(Key).check(Schema.isMaxLength(customisationLimits.choicesMax))
  ])
)
  .check(Schema.isMaxProperties(customisationLimits.customisationsMax))
  .annotate({ identifier: "CustomisationAnswers" })
export type Answers = typeof Answers.Type

/** An answer as it was sold: copied into the order, so that the catalog may change. */
export class Customised extends Schema.Opaque<Customised>()(
  Schema.Struct({
    key: Key,
    label: Schema.String,
    /** What was written, or the labels of what was chosen. */
    text: Schema.String,
    surcharge: Schema.Int
  }).annotate({ identifier: "Customised" })
) {}

export class InvalidCustomisation extends Schema.TaggedError<InvalidCustomisation>()("InvalidCustomisation", {
  variantId: Schema.String,
  violations: Schema.Array(Violation)
}) {
  override get message() {
    return this.violations.map(({ message, pointer }) => `${pointer}: ${message}`).join("; ")
  }
}

const surchargeIn = (surcharges: typeof Surcharges.Type | undefined, currency: Currency): number =>
  surcharges?.find((surcharge) => surcharge.currency === currency)?.amount ?? 0

type Verdict = Result.Result<Customised | undefined, ReadonlyArray<Violation>>

const refuse = (key: string, rule: string, message: string): Verdict =>
  Result.fail([{ pointer: `/${key}`, rule, message }])

const answered = (defined: Customisation, answer: Answers[string] | undefined, currency: Currency): Verdict => {
  const { key, label } = defined
  const asked = typeof answer === "string" ? answer.trim() : answer
  if (asked === undefined || asked.length === 0) {
    return defined.required === true ? refuse(key, "required", `${label} is needed`) : Result.succeed(undefined)
  }
  if (defined.kind === "text") {
    if (typeof asked !== "string") return refuse(key, "type", "Expected a text")
    return [...asked].length > defined.maxLength
      ? refuse(key, "isMaxLength", `Expected at most ${defined.maxLength} characters`)
      : Result.succeed({ key, label, text: asked, surcharge: surchargeIn(defined.surcharges, currency) })
  }
  if (defined.kind === "choice" && typeof asked !== "string") return refuse(key, "type", "Expected one choice")
  if (defined.kind === "choices" && typeof asked === "string") return refuse(key, "type", "Expected a list of choices")
  const wanted = new Set(typeof asked === "string" ? [asked] : asked)
  const chosen = defined.choices.filter((choice) => wanted.has(choice.value))
  if (chosen.length < wanted.size) {
    return refuse(key, "choice", `Expected one of ${defined.choices.map((choice) => choice.value).join(", ")}`)
  }
  if (defined.kind === "choices" && defined.max !== undefined && chosen.length > defined.max) {
    return refuse(key, "isMaxLength", `Expected at most ${defined.max} choices`)
  }
  return Result.succeed({
    key,
    label,
    text: chosen.map((choice) => choice.label).join(", "),
    surcharge: chosen.reduce((sum, choice) => sum + surchargeIn(choice.surcharges, currency), 0)
  })
}

/** What the answers mean for these definitions, or every rule that they break. In the order of the definitions. */
export const customise = (
  definitions: ReadonlyArray<Customisation>,
  answers: Answers,
  currency: Currency
): Result.Result<ReadonlyArray<Customised>, ReadonlyArray<Violation>> => {
  const known = new Set(definitions.map((definition) => definition.key))
  const unknown = Object.keys(answers).flatMap((key) =>
    known.has(key) ? [] : [{ pointer: `/${key}`, rule: "unknown-field", message: "This product has no such choice" }]
  )
  // A key may be a word that every object has, such as `constructor`.
  const answerTo = ({ key }: Customisation) => (Object.hasOwn(answers, key) ? answers[key] : undefined)
  const verdicts = definitions.map((definition) => answered(definition, answerTo(definition), currency))
  const broken = [...unknown, ...verdicts.flatMap((verdict) => (Result.isFailure(verdict) ? verdict.failure : []))]
  if (broken.length > 0) return Result.fail(broken)
  return Result.succeed(
    verdicts.flatMap((verdict) => (Result.isSuccess(verdict) && verdict.success !== undefined ? [verdict.success] : []))
  )
}

/** Two lines are the same when variant and canonical answers are: order, spaces and empty answers do not count. */
export const canonical = (answers: Answers): string =>
  JSON.stringify(
    Object.entries(answers)
      .map(
        ([key, answer]) => [key, typeof answer === "string" ? answer.trim() : [...new Set(answer)].toSorted()] as const
      )
      .filter(([, answer]) => answer.length > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  )
