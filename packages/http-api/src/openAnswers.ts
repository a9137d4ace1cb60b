/** Requests are closed and answers are open: the document lets answers gain fields that no client knows yet. */
import { Predicate } from "effect"

type Schemas = Readonly<Record<string, unknown>>

const prefix = "#/components/schemas/"

const referencesIn = (value: unknown): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!Predicate.isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner.slice(prefix.length)] : referencesIn(inner)
  )
}

const opened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(opened)
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "additionalProperties" && inner === false ? [] : [[key, opened(inner)]]
    )
  )
}

/** The schemas, open where no request body holds them. */
export const openAnswers = (schemas: Schemas, requestBodies: ReadonlyArray<unknown>): Schemas => {
  const sent = new Set(requestBodies.flatMap(referencesIn))
  for (const name of sent) for (const inner of referencesIn(schemas[name])) sent.add(inner)
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, sent.has(name) ? schema : opened(schema)])
  )
}
