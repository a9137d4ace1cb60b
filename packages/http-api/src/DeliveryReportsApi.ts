import { ReportRefused } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { PayloadTooLarge } from "./ProtocolErrors.ts"
import { RequestRules } from "./RequestRules.ts"

export class DeliveryReportsApi extends HttpApiGroup.make("deliveryReports")
  .add(
    HttpApiEndpoint.post("receive", "/:secret", {
      params: { secret: Schema.String },
      success: HttpApiSchema.Empty(200),
      error: [problem(ReportRefused), problem(PayloadTooLarge)]
    })
      .annotateMerge(asks.secret("provider's signature"))
      .annotateMerge(
        summary(
          "What became of an SMS",
          "As its carrier tells it, who signs nothing: the address holds a secret that only the shop and the carrier know. What is no report, and what tells of others' messages, is answered the same and changes nothing."
        )
      )
  )
  .middleware(RequestRules)
  .prefix("/v1/webhooks/messages")
  .annotateMerge(room("Delivery reports", "Where carriers of messages tell what became of them.")) {}
