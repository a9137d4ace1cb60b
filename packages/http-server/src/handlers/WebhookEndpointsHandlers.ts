import { WebhookDelivery, WebhookEndpoint, WebhookEndpoints, WebhookEndpointSecret } from "@duka/core"
import { DukaApi, Paging, WebhookDeliveryPage, WebhookEndpointList } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, text, versionTag } from "./answers.ts"
import { mayRead, mustRead } from "./reading.ts"

const one = text(WebhookEndpoint)
const list = text(WebhookEndpointList)
const withSecret = text(WebhookEndpointSecret)
const delivery = text(WebhookDelivery)
const page = text(WebhookDeliveryPage)

const shown = (endpoint: WebhookEndpoint) => own(one(endpoint), endpoint.version)

export const webhookEndpoints = HttpApiBuilder.group(
  DukaApi,
  "webhookEndpoints",
  Effect.fnUntraced(function* (handlers) {
    const endpoints = yield* WebhookEndpoints
    return handlers.handleAll({
      list: () => Effect.map(endpoints.list(), (items) => own(list({ items }))),
      create: ({ payload }) =>
        Effect.map(endpoints.create(payload), (made) =>
          created(withSecret(made), { etag: versionTag(made.version), location: `/v1/webhook-endpoints/${made.id}` })
        ),
      get: ({ params }) => Effect.map(endpoints.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* endpoints.update(params.id, payload, yield* mustRead(headers)))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* endpoints.remove(params.id, mayRead(headers))
        return HttpServerResponse.empty({ status: 204 })
      }),
      rotateSecret: ({ params }) =>
        Effect.map(endpoints.rotateSecret(params.id), (rotated) => own(withSecret(rotated), rotated.version)),
      test: ({ params }) => Effect.map(endpoints.test(params.id), (sent) => own(delivery(sent))),
      deliveries: ({ params, query: { status, ...asked } }) =>
        Effect.map(
          endpoints.deliveries(params.id, status === undefined ? {} : { status }, Paging.pageRequest(asked)),
          (found) => own(page(found))
        )
    })
  })
)
