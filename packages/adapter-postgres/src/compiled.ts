import type { SqlClient, Statement } from "effect/sql"

type Values = Readonly<Record<string, unknown>>
type Part = string | { readonly name: string }

/** A text with samples in it, taken apart at them. */
const parted = (text: string, samples: Values): ReadonlyArray<Part> =>
  Object.entries(samples).reduce<ReadonlyArray<Part>>(
    (parts, [name, sample]) =>
      typeof sample !== "string"
        ? parts
        : parts.flatMap((part): ReadonlyArray<Part> =>
            typeof part !== "string"
              ? [part]
              : part.split(sample).flatMap((text, index) => (index === 0 ? [text] : [{ name }, text]))
          ),
    [text]
  )

/** A parameter that is a sample, or a text that holds some, as a function of what stands in their places. */
const filling = (parameter: unknown, samples: Values): ((values: Values) => unknown) => {
  const whole = Object.keys(samples).find((name) => samples[name] === parameter)
  if (whole !== undefined) return (values) => values[whole]
  const parts = typeof parameter === "string" ? parted(parameter, samples) : []
  return parts.length < 2
    ? () => parameter
    : (values) => parts.map((part) => (typeof part === "string" ? part : values[part.name])).join("")
}

/** A statement with samples in the places of its values. A sample occurs in it nowhere else. */
export interface Sampled {
  readonly samples: Values
  readonly statement: Statement.Statement<unknown>
}

/**
 * Statements of one shape differ in their values alone. Their text is put together once, from samples; from then on only
 * the parameters are. To put a statement together, and to find its plan by a text that is new each time, took a twentieth
 * of a product by slug. Shapes are made of code and bounded numbers, so that there are few.
 */
export const compiled = (sql: SqlClient.SqlClient) => {
  const known = new Map<string, (values: Values) => Statement.Statement<unknown>>()
  const make = ({ samples, statement }: Sampled) => {
    const [text, parameters] = statement.compile()
    const fillings = parameters.map((parameter) => filling(parameter, samples))
    return (values: Values) =>
      sql.unsafe(
        text,
        fillings.map((fill) => fill(values))
      )
  }
  return (shape: string, values: Values, sampled: () => Sampled): Statement.Statement<unknown> => {
    const found = known.get(shape)
    if (found !== undefined) return found(values)
    const made = make(sampled())
    known.set(shape, made)
    return made(values)
  }
}
