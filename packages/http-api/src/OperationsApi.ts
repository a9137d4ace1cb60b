import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { NotReady } from "./ProtocolErrors.ts"
import { RequestRules } from "./RequestRules.ts"

export const Health = Schema.Struct({
  status: Schema.Literals(["live", "ready"]),
  /** What works, but not as it should in a shop that is open to people. */
  warnings: Schema.optionalKey(Schema.Array(Schema.String))
}).annotate({ identifier: "Health" })

export class OperationsApi extends HttpApiGroup.make("operations")
  .add(
    HttpApiEndpoint.get("live", "/health/live", { success: Health })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("Whether the process answers", "Nothing else is asked: restart it when it does not.")),
    HttpApiEndpoint.get("ready", "/health/ready", { success: Health, error: problem(NotReady) })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("Whether the shop can serve", "Send it no requests while it cannot.")),
    HttpApiEndpoint.get("metrics", "/metrics", {
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain; version=0.0.4; charset=utf-8" }))
    })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("Metrics in Prometheus' text format"))
  )
  .middleware(RequestRules)
  .annotateMerge(room("Operations", "For those who run the shop.")) {}
