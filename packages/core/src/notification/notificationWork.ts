/** The jobs of this room: what happened is told, what was written is sent, and what is old goes. */
import { Effect } from "effect"
import { handler, type Work } from "../jobs/Worker.ts"
import { sweeping } from "../jobs/sweeping.ts"
import { EventLetters } from "./EventLetters.ts"
import { tellEvents } from "./Events.ts"
import { Mailroom, sendMessage } from "./Mailroom.ts"
import { MessageWork } from "./MessageWork.ts"
import { tellStockAlerts } from "./stockAlertLetters.ts"
import { WebhookDeliveries } from "../webhook/WebhookDeliveries.ts"

export const notificationWork: Effect.Effect<Work, never, EventLetters | Mailroom | MessageWork | WebhookDeliveries> =
  Effect.gen(function* () {
    const letters = yield* EventLetters
    const mailroom = yield* Mailroom
    const messages = yield* MessageWork
    const webhooks = yield* WebhookDeliveries
    const swept = sweeping("sweep-messages", (_, limit) => messages.sweep(limit))
    return {
      handlers: [
        handler(tellEvents, ({ events }) =>
          Effect.gen(function* () {
            yield* webhooks.tellEndpoints(events)
            if (!mailroom.writes) return
            yield* Effect.forEach(events, messages.beginStockAlerts, { discard: true })
            const together = new Set(events.map(({ type }) => type))
            const all = yield* Effect.forEach(events, (event) => letters.of(event, together))
            yield* mailroom.write(...all.flat())
          })
        ),
        handler(sendMessage, ({ messageId }, { attempt }) => messages.send(messageId, attempt)),
        handler(tellStockAlerts, messages.tellStockAlerts),
        ...swept.handlers
      ],
      timers: swept.timers
    }
  })
