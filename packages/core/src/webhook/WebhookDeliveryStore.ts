import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { KeptDelivery, WebhookDelivery, WebhookDeliveryId, WebhookDeliveryStatus } from "./WebhookDelivery.ts"
import type { WebhookEndpointId } from "./WebhookEndpoint.ts"
import type { WebhookDeliveryNotFound } from "./WebhookErrors.ts"

export interface WebhookDeliveryFilter {
  readonly status?: WebhookDeliveryStatus
}

/** A delivery as long as nobody wanted it to be sent again. */
export type WebhookSending = Pick<WebhookDelivery, "id" | "resends">

/** What has become of it. */
export type WebhookOutcome = Pick<
  WebhookDelivery,
  "deliveredAt" | "lastError" | "lastStatus" | "nextAttemptAt" | "status" | "updatedAt"
> & {
  /** Whether it was sent. */
  readonly attempted: boolean
}

export class WebhookDeliveryStore extends Context.Service<
  WebhookDeliveryStore,
  {
    /**
     * Of an endpoint that is not there, or that has a delivery of the event already, nothing is written. Answers the ids of
     * the others.
     */
    add(deliveries: ReadonlyArray<KeptDelivery>): Effect.Effect<ReadonlySet<WebhookDeliveryId>>
    get(id: WebhookDeliveryId): Effect.Effect<KeptDelivery, WebhookDeliveryNotFound>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(
      endpointId: WebhookEndpointId,
      filter: WebhookDeliveryFilter,
      slice: Slice
    ): Effect.Effect<Sliced<WebhookDelivery>>
    /** Unless it is pending no more, or somebody wanted it again meanwhile: then false, and nothing is written. */
    record(sending: WebhookSending, outcome: WebhookOutcome): Effect.Effect<boolean>
    /** Not sent before then. The same conditions. */
    postpone(sending: WebhookSending, nextAttemptAt: Timestamp): Effect.Effect<void>
    /** It is pending again from then on, once more wanted, whatever has become of it. */
    resend(id: WebhookDeliveryId, at: Timestamp): Effect.Effect<WebhookDelivery, WebhookDeliveryNotFound>
    /** So many of those that were made before this time go, whatever has become of them; answers how many. */
    removeOlder(before: Timestamp, limit: number): Effect.Effect<number>
  }
>()("@duka/core/webhook/WebhookDeliveryStore") {}
