/** What goes wrong before a request reaches an endpoint, or behind all of them. */
import { Schema } from "effect"

export class RouteNotFound extends Schema.TaggedError<RouteNotFound>()("RouteNotFound", {}) {
  override get message() {
    return "No endpoint has this path. GET /openapi.json lists them all."
  }
}

export class MethodNotAllowed extends Schema.TaggedError<MethodNotAllowed>()("MethodNotAllowed", {
  allowed: Schema.Array(Schema.String)
}) {
  override get message() {
    return `This path takes ${this.allowed.join(", ")}.`
  }
}

export class PayloadTooLarge extends Schema.TaggedError<PayloadTooLarge>()("PayloadTooLarge", {
  bytesMax: Schema.Int
}) {
  override get message() {
    return `A body may have at most ${this.bytesMax} bytes here.`
  }
}

export class UnsupportedMediaType extends Schema.TaggedError<UnsupportedMediaType>()("UnsupportedMediaType", {
  supported: Schema.Array(Schema.String)
}) {
  override get message() {
    return `Send the body as ${this.supported.join(" or ")}, in UTF-8 and without a content coding.`
  }
}

/** So many in `windowSeconds` for each address, account and API key, counted by each process for itself. */
export class TooManyRequests extends Schema.TaggedError<TooManyRequests>()("TooManyRequests", {
  limit: Schema.Int,
  windowSeconds: Schema.Int,
  retryAfterSeconds: Schema.Int
}) {
  override get message() {
    return `Too many requests. Come again in ${this.retryAfterSeconds} seconds.`
  }
}

/** A bug, or a broken part of the shop. What it was stands in the log alone. */
export class Internal extends Schema.TaggedError<Internal>()("Internal", {}) {}

/** Storage cannot be reached, or is being prepared. */
export class NotReady extends Schema.TaggedError<NotReady>()("NotReady", { retryAfterSeconds: Schema.Int }) {
  override get message() {
    return "The shop is starting, or its storage cannot be reached. Ask again in a moment."
  }
}
