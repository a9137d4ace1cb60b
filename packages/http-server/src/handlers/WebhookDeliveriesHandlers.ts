import { WebhookDelivery, WebhookEndpoints } from "@duka/core"
import { DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const one = text(WebhookDelivery)

export const webhookDeliveries = HttpApiBuilder.group(
  DukaApi,
  "webhookDeliveries",
  Effect.fnUntraced(function* (handlers) {
    const endpoints = yield* WebhookEndpoints
    return handlers.handleAll({
      get: ({ params }) => Effect.map(endpoints.delivery(params.id), (delivery) => own(one(delivery))),
      resend: ({ params }) => Effect.map(endpoints.resend(params.id), (delivery) => own(one(delivery)))
    })
  })
)
