/** Every tagged error that the packages export, found by looking. */
import * as Core from "@duka/core"
import { Predicate, type Schema } from "effect"
import * as Api from "../src/index.ts"

export interface ErrorClass {
  readonly fields: Schema.Struct.Fields & { readonly _tag: Schema.tag<string> }
}

const isErrorClass = (
  value: unknown
): value is ErrorClass & (new (data: object) => Error & { readonly _tag: string }) =>
  typeof value === "function" &&
  value.prototype instanceof Error &&
  Predicate.hasProperty(value, "fields") &&
  Predicate.hasProperty(value.fields, "_tag")

const exported = (module: object): ReadonlyArray<unknown> =>
  Object.values(module).flatMap((value: unknown) =>
    Object.prototype.toString.call(value) === "[object Module]" && typeof value === "object" && value !== null
      ? exported(value)
      : [value]
  )

const errorsOf = (module: object) => [...new Set(exported(module).filter(isErrorClass))]

export const tagOf = (error: ErrorClass): string => error.fields._tag.schema.literal

/** Between the shop and who carries its messages, or writes its templates: no request is answered with them. */
const inside: ReadonlySet<string> = new Set(["MessageRejected", "SenderPaused", "SenderUnavailable", "TemplateFailed"])

export const all = [...errorsOf(Core), ...errorsOf(Api)]
  .filter((error) => !inside.has(tagOf(error)))
  .toSorted((a, b) => (tagOf(a) < tagOf(b) ? -1 : 1))
