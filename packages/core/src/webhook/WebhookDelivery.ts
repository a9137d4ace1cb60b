/** One event on its way to one endpoint. */
import { Schema } from "effect"
import { EventId, EventType } from "../notification/Event.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { WebhookEndpointId } from "./WebhookEndpoint.ts"

/** What is sent as `webhook-id`: the same however often it is sent. */
export const WebhookDeliveryId = Uuid.pipe(Schema.brand("WebhookDeliveryId"))
export type WebhookDeliveryId = typeof WebhookDeliveryId.Type

/** `failed`: it was given up, and is sent again only if somebody wants it. */
export const WebhookDeliveryStatus = Schema.Literals(["pending", "delivered", "failed"]).annotate({
  identifier: "WebhookDeliveryStatus"
})
export type WebhookDeliveryStatus = typeof WebhookDeliveryStatus.Type

export class WebhookDelivery extends Schema.Opaque<WebhookDelivery>()(
  Schema.Struct({
    id: WebhookDeliveryId,
    endpointId: WebhookEndpointId,
    /** `test`: staff wanted to see whether anything arrives. */
    event: Schema.Struct({
      id: EventId,
      type: Schema.Literals([...EventType.literals, "test"]),
      at: Timestamp
    }),
    status: WebhookDeliveryStatus,
    /** How often it was sent. */
    attempts: Schema.Int,
    /** How often somebody wanted it to be sent again. */
    resends: Schema.Int,
    /** What the receiver answered last; null: nothing. */
    lastStatus: Schema.NullOr(Schema.Int),
    /** Why it has not arrived, in words, and none of the receiver's. */
    lastError: Schema.NullOr(Schema.String),
    /** Not sent again before; null: not by itself. */
    nextAttemptAt: Schema.NullOr(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    deliveredAt: Schema.NullOr(Timestamp)
  }).annotate({ identifier: "WebhookDelivery" })
) {}

/** With what is sent, which stays the same to the byte. */
export interface KeptDelivery {
  readonly delivery: WebhookDelivery
  /** JSON. */
  readonly body: string
}

/** What is told of an event: each `DomainEvent` is one. */
export interface ToldEvent<Type extends string = EventType> {
  readonly id: EventId
  readonly type: Type
  readonly at: Timestamp
  /** Plain JSON. */
  readonly data: object
}

/** A body as Standard Webhooks recommend it. Events hold ids and short texts: none comes near 20 kB. */
const bodyOf = ({ at, data, id, type }: ToldEvent<string>): string =>
  JSON.stringify({ type, timestamp: at, eventId: id, data })

export const planned = (
  event: ToldEvent<EventType | "test">,
  {
    at,
    endpointId,
    id
  }: { readonly id: WebhookDeliveryId; readonly endpointId: WebhookEndpointId; readonly at: Timestamp }
): KeptDelivery => ({
  delivery: {
    id,
    endpointId,
    event: { id: event.id, type: event.type, at: event.at },
    status: "pending",
    attempts: 0,
    resends: 0,
    lastStatus: null,
    lastError: null,
    nextAttemptAt: at,
    createdAt: at,
    updatedAt: at,
    deliveredAt: null
  },
  body: bodyOf(event)
})
