/** What a name stands for, as far as templates have to know it: read from the schemas of what they are given. */
import { Money, Time } from "@duka/core"
import { type Schema, SchemaAST } from "effect"

export type Shape =
  | { readonly _tag: "Text" | "Number" | "Boolean" | "Money" | "Time" | "Unknown" }
  /** One of these words. */
  | { readonly _tag: "Word"; readonly words: ReadonlyArray<string> }
  | { readonly _tag: "List"; readonly of: Shape }
  | { readonly _tag: "Group"; readonly fields: Fields }

export type Fields = ReadonlyMap<string, Field>

export interface Field {
  readonly shape: Shape
  /** Whether there may be nothing. */
  readonly isNullable: boolean
}

export const text: Shape = { _tag: "Text" }
export const number: Shape = { _tag: "Number" }
export const truth: Shape = { _tag: "Boolean" }
/** What was told of already: no more is said of it. */
export const unknown: Shape = { _tag: "Unknown" }

const alternatives = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  SchemaAST.isUnion(ast) ? ast.types.flatMap(alternatives) : [ast]

const shapeOf = (ast: SchemaAST.AST): Shape => {
  if (ast === Money.Money.ast) return { _tag: "Money" }
  if (ast === Time.Timestamp.ast) return { _tag: "Time" }
  if (SchemaAST.isNumber(ast)) return number
  if (SchemaAST.isBoolean(ast)) return truth
  if (SchemaAST.isArrays(ast)) {
    const [of] = ast.rest
    return { _tag: "List", of: of === undefined ? unknown : fieldOf(of).shape }
  }
  return SchemaAST.isObjects(ast) ? { _tag: "Group", fields: fieldsOf(ast) } : text
}

const fieldOf = (ast: SchemaAST.AST): Field => {
  const some = alternatives(ast).filter((one) => !SchemaAST.isNull(one))
  const words = some.flatMap((one) => (SchemaAST.isLiteral(one) ? [String(one.literal)] : []))
  const [first] = some
  return {
    shape: words.length > 0 ? { _tag: "Word", words } : first === undefined ? unknown : shapeOf(first),
    isNullable: alternatives(ast).some(SchemaAST.isNull)
  }
}

const fieldsOf = (ast: SchemaAST.AST): Fields =>
  new Map(SchemaAST.isObjects(ast) ? ast.propertySignatures.map(({ name, type }) => [String(name), fieldOf(type)]) : [])

/** The fields of a struct. */
export const fields = (schema: Schema.Top): Fields => fieldsOf(SchemaAST.toType(schema.ast))
