import { Layer } from "effect"
import { UrlParams } from "effect/http"

/** Spans name what a query asks for, and never tell what is in it: people are searched for by name, email and phone. */
export const secretQueries: Layer.Layer<never> = Layer.succeed(UrlParams.CurrentRedactedNames, [/^/u])
