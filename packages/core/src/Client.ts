import { Context, Schema } from "effect"
import { line } from "./Text.ts"

/** From where a use case is called, as far as that is known: what a session remembers, and what limits go by. */
export const Client = Schema.Struct({
  address: Schema.optionalKey(line({ max: 64 })),
  agent: Schema.optionalKey(line({ max: 300 }))
}).annotate({ identifier: "Client" })
export type Client = typeof Client.Type

/** Given by whoever calls core for somebody else: a server for each request, an app by `shop.as(actor, { client })`. */
export const CurrentClient: Context.Reference<Client> = Context.Reference<Client>("@duka/core/CurrentClient", {
  defaultValue: () => ({})
})
