import { Layer } from "effect"
import { Headers } from "effect/http"

/** Logs and spans name these headers, and never tell what is in them. */
export const secretHeaders: Layer.Layer<never> = Layer.succeed(Headers.CurrentRedactedNames, [
  "authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "duka-cart-token",
  "duka-csrf-token",
  "duka-order-token"
])
