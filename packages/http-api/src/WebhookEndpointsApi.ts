import {
  InvalidInput,
  NewWebhookEndpoint,
  Page,
  TooManyWebhookEndpoints,
  VersionConflict,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookEndpoint,
  WebhookEndpointDisabled,
  WebhookEndpointNotFound,
  WebhookEndpointPatch,
  WebhookEndpointSecret
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const WebhookEndpointList = Schema.Struct({ items: Schema.Array(WebhookEndpoint) }).annotate({
  identifier: "WebhookEndpointList"
})

export const WebhookDeliveryPage = pageOf("WebhookDelivery", WebhookDelivery)

const params = { id: Schema.String }
const notFound = problem(WebhookEndpointNotFound)
const disabled = problem(WebhookEndpointDisabled)

export class WebhookEndpointsApi extends HttpApiGroup.make("webhookEndpoints")
  .add(
    HttpApiEndpoint.get("list", "/", { success: WebhookEndpointList }).annotateMerge(
      summary("Webhook endpoints, the newest first")
    ),
    HttpApiEndpoint.post("create", "/", {
      payload: NewWebhookEndpoint,
      success: created(WebhookEndpointSecret),
      error: [problem(InvalidInput), problem(TooManyWebhookEndpoints)]
    }).annotateMerge(
      summary(
        "Make a webhook endpoint",
        "Told of all events unless it names some. Its `secret` is shown this once: by it a receiver verifies what it is sent."
      )
    ),
    HttpApiEndpoint.get("get", "/:id", { params, success: WebhookEndpoint, error: notFound }).annotateMerge(
      summary("A webhook endpoint, and whether it fails")
    ),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: ifMatch,
      payload: WebhookEndpointPatch,
      success: WebhookEndpoint,
      error: [notFound, problem(InvalidInput), problem(VersionConflict), problem(PreconditionRequired)]
    }).annotateMerge(
      summary(
        "Change a webhook endpoint",
        'With `"status": "disabled"` it is sent nothing more; with `"active"` it is, and that it has failed is forgotten.'
      )
    ),
    HttpApiEndpoint.delete("remove", "/:id", {
      params,
      headers: ifMatch,
      error: [notFound, problem(VersionConflict)]
    }).annotateMerge(
      summary("Remove a webhook endpoint", "With its deliveries: what is on its way is not sent any more.")
    ),
    HttpApiEndpoint.post("rotateSecret", "/:id/secret", {
      params,
      success: WebhookEndpointSecret,
      error: [notFound, problem(VersionConflict)]
    }).annotateMerge(
      summary(
        "Rotate the secret of a webhook endpoint",
        "The new one is shown this once. For a day what is sent is signed with the one before too."
      )
    ),
    HttpApiEndpoint.post("test", "/:id/test", {
      params,
      success: WebhookDelivery,
      error: [notFound, disabled]
    }).annotateMerge(
      summary("Send a webhook endpoint an event of the type `test`", "The delivery tells what became of it.")
    ),
    HttpApiEndpoint.get("deliveries", "/:id/deliveries", {
      params,
      query: Schema.Struct({ status: Schema.optionalKey(WebhookDeliveryStatus), ...paging }).check(onePaging),
      success: WebhookDeliveryPage,
      error: [notFound, problem(Page.InvalidCursor)]
    }).annotateMerge(
      summary("What a webhook endpoint was sent, newest first", "`?status=failed` are those that were given up.")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/webhook-endpoints")
  .annotateEndpointsMerge(asks.permission("webhook:manage"))
  .annotateMerge(
    room("Webhook endpoints", "Other systems that are told of the shop's events, by Standard Webhooks.")
  ) {}
