/** The job that takes a delivery to its endpoint. */
import { Effect, Schema } from "effect"
import { jobKind } from "../jobs/Job.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { WebhookDeliveryId } from "./WebhookDelivery.ts"
import type { WebhookSending } from "./WebhookDeliveryStore.ts"

/** For three days, in the end once an hour. */
export const deliverWebhook = jobKind({
  name: "deliver-webhook",
  payload: Schema.Struct({ deliveryId: WebhookDeliveryId, resends: Schema.Int }),
  apartMaxSeconds: 3_600,
  retriedSeconds: 3 * 24 * 3_600
})

/** In the unit that writes the delivery: sent with it, or not at all. */
export const sending = Effect.map(
  Jobs,
  (jobs) =>
    ({ id, resends }: WebhookSending): Effect.Effect<void> =>
      jobs.enqueue(deliverWebhook, { deliveryId: id, resends }, { id: `${id}:${resends}` })
)
