import { Effect } from "effect"
import { sweeping } from "../jobs/sweeping.ts"
import { handler, type Work } from "../jobs/Worker.ts"
import { deliverWebhook } from "./sending.ts"
import { WebhookDeliveries } from "./WebhookDeliveries.ts"

/** A process that cannot send leaves it to those that can. */
export const webhookWork: Effect.Effect<Work, never, WebhookDeliveries> = Effect.map(
  WebhookDeliveries,
  ({ carries, deliver, sweep }) => {
    const swept = sweeping("sweep-webhook-deliveries", sweep)
    const delivering = handler(deliverWebhook, ({ deliveryId, resends }, { attempt }) =>
      deliver({ id: deliveryId, resends }, attempt)
    )
    return { ...swept, handlers: carries ? [delivering, ...swept.handlers] : swept.handlers }
  }
)
