import { WebhookDelivery, WebhookDeliveryNotFound, WebhookEndpointDisabled } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

const params = { id: Schema.String }
const notFound = problem(WebhookDeliveryNotFound)

export class WebhookDeliveriesApi extends HttpApiGroup.make("webhookDeliveries")
  .add(
    HttpApiEndpoint.get("get", "/:id", { params, success: WebhookDelivery, error: notFound }).annotateMerge(
      summary("A webhook delivery, and what became of it")
    ),
    HttpApiEndpoint.post("resend", "/:id/resend", {
      params,
      success: WebhookDelivery,
      error: [notFound, problem(WebhookEndpointDisabled)]
    }).annotateMerge(
      summary("Send a webhook again", "With the same `webhook-id`, at once and then as often as if it were new.")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/webhook-deliveries")
  .annotateEndpointsMerge(asks.permission("webhook:manage"))
  .annotateMerge(room("Webhook deliveries", "One event on its way to one endpoint.")) {}
