/** Webhook endpoints under ids that nothing else uses, and what is on its way to them. */
import {
  EventId,
  type KeptDelivery,
  type WebhookDelivery,
  WebhookDeliveryId,
  type WebhookEndpoint,
  WebhookEndpointId,
  WebhookEndpointStore
} from "@duka/core"
import { Effect } from "effect"
import * as Samples from "./samples.ts"

export const endpoint = (changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  id: WebhookEndpointId.make(Samples.uuid()),
  url: "https://receiver.example/hooks?of=duka",
  description: "The books – “½”",
  events: ["order.placed", "payment.captured"],
  status: "active",
  disabledReason: null,
  failure: null,
  failingSince: null,
  pausedUntil: null,
  secretVersion: 1,
  secretRotatedAt: null,
  version: 1,
  createdAt: Samples.at(0),
  updatedAt: Samples.at(0),
  ...changes
})

export const savedEndpoint = Effect.fnUntraced(function* (changes: Partial<WebhookEndpoint> = {}) {
  const made = endpoint(changes)
  yield* (yield* WebhookEndpointStore).insert(made)
  return made
})

export const delivery = (
  endpointId: WebhookEndpointId,
  changes: Partial<WebhookDelivery> = {},
  body = '{"type":"order.placed","data":{"note":"“½” \\n"}}'
): KeptDelivery => ({
  delivery: {
    id: WebhookDeliveryId.make(Samples.uuid()),
    endpointId,
    event: { id: EventId.make(Samples.uuid()), type: "order.placed", at: Samples.at(0) },
    status: "pending",
    attempts: 0,
    resends: 0,
    lastStatus: null,
    lastError: null,
    nextAttemptAt: Samples.at(0),
    createdAt: Samples.at(0),
    updatedAt: Samples.at(0),
    deliveredAt: null,
    ...changes
  },
  body
})
