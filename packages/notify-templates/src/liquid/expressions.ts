/** Values, conditions and filters, from LiquidJS's tokens. */
import { type Token, TypeGuards, Value } from "liquidjs"
import { nearest } from "../nearest.ts"
import type { Report } from "../TemplatesInvalid.ts"
import { filters, isFilter } from "./filters.ts"
import type { Expression, Place } from "./Program.ts"

const nothing: Expression = { _tag: "Constant", value: null }

export interface Expressions {
  readonly valueOf: (value: Value, place: Place) => Expression
  readonly expressionOf: (value: Value | Token, place: Place) => Expression
}

export const expressions = ({ file, report }: { readonly file: string; readonly report: Report }): Expressions => {
  const refused = (token: Token, problem: string): Expression => {
    report({ file, line: token.getPosition()[0] ?? null, problem })
    return nothing
  }

  const named = (
    token: Parameters<typeof TypeGuards.isPropertyAccessToken>[0] & Token,
    props: ReadonlyArray<Token>
  ) => {
    const [root, ...others] = props.map((prop) =>
      TypeGuards.isWordToken(prop) || TypeGuards.isQuotedToken(prop) || TypeGuards.isNumberToken(prop)
        ? prop.content
        : null
    )
    const parts = others.flatMap((part) => (part === null ? [] : [part]))
    if (typeof root !== "string" || parts.length < others.length) {
      return refused(token, "Names are written out, with dots: order.lines[0].name.")
    }
    const place = { file, line: token.getPosition()[0] ?? 1 }
    const name: Expression = { _tag: "Name", path: [root, ...parts], place }
    return name
  }

  const single = (token: Token): Expression => {
    if (TypeGuards.isPropertyAccessToken(token)) {
      return token.variable === undefined ? named(token, token.props) : refused(token, "Only names have fields.")
    }
    if (TypeGuards.isQuotedToken(token) || TypeGuards.isNumberToken(token)) {
      return { _tag: "Constant", value: token.content }
    }
    if (TypeGuards.isLiteralToken(token)) {
      const { literal } = token
      if (literal === "empty" || literal === "blank") return { _tag: "Empty", isBlank: literal === "blank" }
      return { _tag: "Constant", value: literal === "true" ? true : literal === "false" ? false : null }
    }
    return refused(token, "Here stands a name, a text in quotation marks, or a number.")
  }

  /** LiquidJS has put operators behind what they are of. */
  const conditional = (tokens: ReadonlyArray<Token>, place: Place): Expression => {
    const values: Array<Expression> = []
    for (const token of tokens) {
      if (!TypeGuards.isOperatorToken(token)) {
        values.push(single(token))
        continue
      }
      const right = values.pop() ?? nothing
      if (token.operator === "not") {
        values.push({ _tag: "Not", of: right })
        continue
      }
      const left = values.pop() ?? nothing
      values.push(
        token.operator === "and"
          ? { _tag: "Both", left, right }
          : token.operator === "or"
            ? { _tag: "Either", left, right }
            : { _tag: "Compared", by: token.operator, left, right, place }
      )
    }
    const [value] = values
    if (value !== undefined) return value
    report({ ...place, problem: "Something is missing here." })
    return nothing
  }

  const inputsOf = (args: Value["filters"][number]["args"], place: Place): ReadonlyArray<Expression> =>
    args.flatMap((arg) => {
      if (!Array.isArray(arg)) return [single(arg)]
      report({ ...place, problem: "The inputs of a filter have no names." })
      return []
    })

  const valueOf = (value: Value, place: Place): Expression =>
    value.filters.reduce(
      (of, { args, name: filter }): Expression => {
        if (!isFilter(filter)) {
          const near = nearest(filter, Object.keys(filters))
          report({ ...place, problem: `There is no filter ${filter}.`, name: filter, nearest: near })
          return of
        }
        const inputs = inputsOf(args, place)
        const [least, most] = filters[filter].inputs
        if (inputs.length < least || inputs.length > most) {
          const wanted = least === most ? `${least}` : `${least} to ${most}`
          report({ ...place, problem: `The filter ${filter} has ${wanted} inputs, not ${inputs.length}.` })
        }
        return { _tag: "Filtered", of, filter, inputs, place }
      },
      conditional(value.initial.postfix, place)
    )

  return {
    valueOf,
    expressionOf: (value, place) => (value instanceof Value ? valueOf(value, place) : single(value))
  }
}
