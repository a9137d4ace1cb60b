import { Context, Effect, Layer, Schema } from "effect"
import { Ids } from "../Ids.ts"
import { waitSeconds } from "../jobs/Job.ts"
import { notYet } from "../jobs/Worker.ts"
import { Events } from "../notification/Events.ts"
import { Settings } from "../Settings.ts"
import { after, now, type Timestamp } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { later, outcomeOf, pauseAfter, unsent, type Verdict, verdictOf } from "./outcomes.ts"
import { deliverWebhook, sending } from "./sending.ts"
import { signing } from "./signing.ts"
import { type Carried, WebhookCarrier } from "./WebhookCarrier.ts"
import {
  type KeptDelivery,
  planned,
  type ToldEvent,
  type WebhookDelivery,
  WebhookDeliveryId
} from "./WebhookDelivery.ts"
import { type WebhookSending, WebhookDeliveryStore } from "./WebhookDeliveryStore.ts"
import { hears, originOf, type WebhookEndpoint, webhookLimits } from "./WebhookEndpoint.ts"
import { WebhookEndpointStore } from "./WebhookEndpointStore.ts"

/** An attempt has failed, or had to wait: the queue tries again. What became of it stands in the delivery. */
class WebhookNotDelivered extends Schema.TaggedError<WebhookNotDelivered>()("WebhookNotDelivered", {
  reason: Schema.String
}) {
  readonly [notYet] = true
  override get message() {
    return this.reason
  }
}

const contentType = "application/json; charset=utf-8"
const userAgent = "Duka-Webhooks"

/** What other systems are told, in the background. Staff look after it by `WebhookEndpoints`. */
export class WebhookDeliveries extends Context.Service<
  WebhookDeliveries,
  {
    /**
     * Each event goes once to each endpoint that hears of it, however often it is told: whoever takes jobs of `tell-events`
     * calls this. It only writes down what is to be sent.
     */
    tellEndpoints(events: ReadonlyArray<ToldEvent>): Effect.Effect<void>
    /** Whether this process sends any. */
    readonly carries: boolean
    /**
     * Sends what is to be sent still: at least once, with the same `webhook-id` each time. Whoever is interrupted after the
     * receiver has answered and before that is written down sends it again. Fails where it is to be tried again.
     */
    deliver(sending: WebhookSending, attempt: number): Effect.Effect<void, WebhookNotDelivered>
    /** Removes so many of those that are past their time; answers how many. */
    sweep(at: Timestamp, limit: number): Effect.Effect<number>
  }
>()("@duka/core/webhook/WebhookDeliveries") {
  static readonly layer = Layer.effect(
    WebhookDeliveries,
    Effect.gen(function* () {
      const endpoints = yield* WebhookEndpointStore
      const deliveries = yield* WebhookDeliveryStore
      const carrier = yield* WebhookCarrier
      const events = yield* Events
      const ids = yield* Ids
      const units = yield* UnitOfWork
      const send = yield* sending
      const { headersOf } = yield* signing
      const settings = (yield* Settings).webhooks

      const tellEndpoints = Effect.fn("WebhookDeliveries.tellEndpoints")(function* (told: ReadonlyArray<ToldEvent>) {
        const all = yield* endpoints.list
        const at = yield* now
        const toSend = yield* Effect.forEach(
          told.flatMap((event) =>
            all.flatMap((endpoint) => (hears(endpoint, event.type) ? [{ event, endpointId: endpoint.id }] : []))
          ),
          ({ endpointId, event }) =>
            Effect.map(ids.make(WebhookDeliveryId), (id) => planned(event, { id, endpointId, at }))
        )
        if (toSend.length === 0) return
        yield* units.commit(
          Effect.gen(function* () {
            const added = yield* deliveries.add(toSend)
            yield* Effect.forEach(toSend, ({ delivery }) => (added.has(delivery.id) ? send(delivery) : Effect.void), {
              discard: true
            })
          })
        )
      })

      /** Nothing is sent to it any more, and whoever works here is told. */
      const disable = Effect.fnUntraced(function* (
        endpoint: WebhookEndpoint,
        disabled: Parameters<typeof endpoints.disable>[1]
      ) {
        if (!(yield* endpoints.disable(endpoint.id, disabled))) return
        const data = { endpointId: endpoint.id, url: originOf(endpoint), error: disabled.failure }
        yield* events.publish({ type: "webhook.disabled", data })
      })

      /** What a verdict means for the endpoint. Answers until when it is left alone. */
      const settle = Effect.fnUntraced(function* (endpoint: WebhookEndpoint, verdict: Verdict, at: Timestamp) {
        switch (verdict._tag) {
          case "Delivered":
            yield* endpoints.noteSuccess(endpoint.id, at)
            return at
          case "Gone":
            yield* disable(endpoint, { reason: "gone", failure: verdict.error, at })
            return at
          case "Failed": {
            const { error: failure, retryAfterSeconds } = verdict
            const pausedUntil = pauseAfter(endpoint, { at, retryAfterSeconds })
            const wellSince = after(at, -webhookLimits.failuresApartMaxSeconds)
            const since = yield* endpoints.noteFailure(endpoint.id, { at, failure, pausedUntil, wellSince })
            if (since !== null && after(since, settings.failingSeconds) <= at) {
              yield* disable(endpoint, { reason: "failing", failure, at })
            }
            return pausedUntil
          }
        }
      })

      /** When the queue comes back to it; null: it does not. */
      const nextOf = (attempt: number, at: Timestamp): Timestamp | null =>
        attempt < deliverWebhook.maxAttempts ? after(at, waitSeconds(attempt, deliverWebhook)) : null

      /** Writes down what came of an attempt. */
      const concluded = Effect.fnUntraced(function* (
        { delivery, endpoint }: { readonly delivery: WebhookDelivery; readonly endpoint: WebhookEndpoint },
        carried: Carried,
        attempt: number
      ) {
        const at = yield* now
        const verdict = verdictOf(carried, settings)
        const pausedUntil = yield* settle(endpoint, verdict, at)
        const next = nextOf(attempt, at)
        const outcome = outcomeOf(verdict, {
          at,
          lastStatus: carried._tag === "Answered" ? carried.status : null,
          next: next === null ? null : later(next, pausedUntil)
        })
        yield* deliveries.record(delivery, outcome)
        return outcome
      })

      const wanted = ({ id, resends }: WebhookSending) =>
        deliveries.get(id).pipe(
          Effect.map((kept): KeptDelivery | null =>
            kept.delivery.status === "pending" && kept.delivery.resends === resends ? kept : null
          ),
          Effect.catchTag("WebhookDeliveryNotFound", () => Effect.succeed(null))
        )

      const endpointOf = ({ endpointId }: WebhookDelivery) =>
        Effect.catchTag(endpoints.get(endpointId), "WebhookEndpointNotFound", () => Effect.succeed(null))

      /** What somebody has just asked for does not wait for others that have failed. */
      const isAskedFor = ({ event, resends }: WebhookDelivery, attempt: number) =>
        attempt === 1 && (resends > 0 || event.type === "test")

      const deliver = Effect.fn("WebhookDeliveries.deliver")(function* (asked: WebhookSending, attempt: number) {
        const kept = yield* wanted(asked)
        if (kept === null) return
        if (carrier === null) return yield* Effect.die(new Error("This process sends no webhooks."))
        const { body, delivery } = kept
        const endpoint = yield* endpointOf(delivery)
        if (endpoint === null) return
        const at = yield* now
        if (endpoint.status === "disabled") {
          yield* deliveries.record(delivery, unsent(delivery, at))
          return
        }
        const next = nextOf(attempt, at)
        const { pausedUntil } = endpoint
        // The last attempt waits for nobody.
        if (pausedUntil !== null && at < pausedUntil && next !== null && !isAskedFor(delivery, attempt)) {
          yield* deliveries.postpone(delivery, later(next, pausedUntil))
          return yield* new WebhookNotDelivered({ reason: "The endpoint is left alone for a while: it has failed." })
        }
        const signed = yield* headersOf(endpoint, { id: delivery.id, at, body })
        const headers = { ...signed, "content-type": contentType, "user-agent": userAgent }
        const carried = yield* carrier.carry({ url: endpoint.url, headers, body })
        const outcome = yield* units.commit(concluded({ delivery, endpoint }, carried, attempt))
        if (outcome.status === "pending") {
          return yield* new WebhookNotDelivered({ reason: outcome.lastError ?? "It has failed." })
        }
      })

      return WebhookDeliveries.of({
        tellEndpoints,
        carries: carrier !== null,
        deliver,
        sweep: (at, limit) => deliveries.removeOlder(after(at, -settings.keptSeconds), limit)
      })
    })
  )
}
