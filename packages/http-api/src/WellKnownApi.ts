import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { room, summary } from "./described.ts"
import { RequestRules } from "./RequestRules.ts"

/** Public keys, as RFC 7517 has them. */
export const JwkSet = Schema.Struct({ keys: Schema.Array(Schema.Record(Schema.String, Schema.Unknown)) }).annotate({
  identifier: "JwkSet"
})

export class WellKnownApi extends HttpApiGroup.make("wellKnown")
  .add(
    HttpApiEndpoint.get("jwks", "/.well-known/jwks.json", { success: JwkSet })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("The keys that access tokens are verified with"))
  )
  .middleware(RequestRules)
  .annotateMerge(room("Well known", "What other systems look up by themselves (RFC 8615).")) {}
