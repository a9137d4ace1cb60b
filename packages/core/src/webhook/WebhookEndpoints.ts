import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Ids } from "../Ids.ts"
import { input, InvalidInput } from "../Input.ts"
import { EventId } from "../notification/Event.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import { changed } from "./changing.ts"
import { sending } from "./sending.ts"
import { signing } from "./signing.ts"
import { refusalOf } from "./targets.ts"
import { planned, type WebhookDelivery, WebhookDeliveryId } from "./WebhookDelivery.ts"
import { type WebhookDeliveryFilter, WebhookDeliveryStore } from "./WebhookDeliveryStore.ts"
import {
  NewWebhookEndpoint,
  originOf,
  type WebhookEndpoint,
  WebhookEndpointId,
  WebhookEndpointPatch,
  type WebhookEndpointSecret,
  webhookLimits
} from "./WebhookEndpoint.ts"
import { WebhookEndpointStore } from "./WebhookEndpointStore.ts"
import {
  TooManyWebhookEndpoints,
  WebhookDeliveryNotFound,
  WebhookEndpointDisabled,
  WebhookEndpointNotFound
} from "./WebhookErrors.ts"

type OfOne = PermissionDenied | WebhookEndpointNotFound

/** Who is told of the shop's events, and what became of it: for who holds `webhook:manage`. */
export class WebhookEndpoints extends Context.Service<
  WebhookEndpoints,
  {
    /** All of them, the newest first. */
    list(): Effect.Effect<ReadonlyArray<WebhookEndpoint>, PermissionDenied, CurrentActor>
    get(id: string): Effect.Effect<WebhookEndpoint, OfOne, CurrentActor>
    /** Answers the secret, this once. */
    create(
      given: typeof NewWebhookEndpoint.Encoded
    ): Effect.Effect<WebhookEndpointSecret, InvalidInput | PermissionDenied | TooManyWebhookEndpoints, CurrentActor>
    update(
      id: string,
      given: typeof WebhookEndpointPatch.Encoded,
      read?: Read
    ): Effect.Effect<WebhookEndpoint, OfOne | InvalidInput | VersionConflict, CurrentActor>
    /** With its deliveries: what is on its way to it is not sent any more. */
    remove(id: string, read?: Read): Effect.Effect<void, OfOne | VersionConflict, CurrentActor>
    /**
     * Answers the new secret, this once. The one before goes on signing beside it for a while; the one before that, which may
     * have been rotated a moment ago, does not.
     */
    rotateSecret(id: string): Effect.Effect<WebhookEndpointSecret, OfOne | VersionConflict, CurrentActor>
    /** Sends an event of the type `test`. */
    test(id: string): Effect.Effect<WebhookDelivery, OfOne | WebhookEndpointDisabled, CurrentActor>
    /** Newest first. */
    deliveries(
      id: string,
      filter?: WebhookDeliveryFilter,
      request?: PageRequest
    ): Effect.Effect<Page<WebhookDelivery>, OfOne | InvalidCursor, CurrentActor>
    delivery(id: string): Effect.Effect<WebhookDelivery, PermissionDenied | WebhookDeliveryNotFound, CurrentActor>
    /** At once, and then as often as if it were new; whatever has become of it. */
    resend(
      deliveryId: string
    ): Effect.Effect<
      WebhookDelivery,
      PermissionDenied | WebhookDeliveryNotFound | WebhookEndpointDisabled,
      CurrentActor
    >
  }
>()("@duka/core/webhook/WebhookEndpoints") {
  static readonly layer = Layer.effect(
    WebhookEndpoints,
    Effect.gen(function* () {
      const store = yield* WebhookEndpointStore
      const sent = yield* WebhookDeliveryStore
      const ids = yield* Ids
      const settings = (yield* Settings).webhooks
      const units = yield* UnitOfWork
      const send = yield* sending
      const { secretOf } = yield* signing
      const { record, recorded } = yield* auditing

      const allowed = (url: string) => {
        const violation = refusalOf(url, settings)
        return violation === null ? Effect.void : Effect.fail(new InvalidInput({ violations: [violation] }))
      }

      const found = (id: string) =>
        Option.match(WebhookEndpointId.makeOption(id), {
          onNone: () => Effect.fail(new WebhookEndpointNotFound({ endpointId: id })),
          onSome: store.get
        })

      const foundDelivery = (id: string) =>
        Option.match(WebhookDeliveryId.makeOption(id), {
          onNone: () => Effect.fail(new WebhookDeliveryNotFound({ deliveryId: id })),
          onSome: (deliveryId) => Effect.map(sent.get(deliveryId), ({ delivery }) => delivery)
        })

      /** As the log tells of it: without the path, which may hold a secret. */
      const told = (endpoint: WebhookEndpoint) => ({ ...endpoint, origin: originOf(endpoint) })

      const withSecret = (endpoint: WebhookEndpoint): Effect.Effect<WebhookEndpointSecret> =>
        Effect.map(secretOf(endpoint), (secret) => ({ ...endpoint, secret }))

      /** A change of one that is there, as it was read or as it is by now. */
      const changing = <E>(
        id: string,
        read: Read,
        action: "webhook-endpoint.secret-rotated" | "webhook-endpoint.updated",
        next: (before: WebhookEndpoint) => Effect.Effect<WebhookEndpoint, E>
      ) =>
        Effect.gen(function* () {
          const before = yield* found(id)
          const { version = before.version } = read
          if (version !== before.version) {
            return yield* new VersionConflict({ expected: version, actual: before.version })
          }
          const saved = yield* store.save(yield* next(before), { version })
          yield* record({ action, subject: saved.id, before: told(before), after: told(saved) })
          return saved
        }).pipe(units.commit, retried(read))

      const list = Effect.fn("WebhookEndpoints.list")(() => Effect.andThen(requires("webhook:manage"), store.list))

      const get = Effect.fn("WebhookEndpoints.get")((id: string) =>
        Effect.andThen(requires("webhook:manage"), found(id))
      )

      const create = Effect.fn("WebhookEndpoints.create")(function* (given: typeof NewWebhookEndpoint.Encoded) {
        yield* requires("webhook:manage")
        const { description = "", events = "all", url } = yield* input(NewWebhookEndpoint)(given)
        yield* allowed(url)
        // A bound for what each event is compared with, not a guard.
        const { endpointsMax } = webhookLimits
        if ((yield* store.list).length >= endpointsMax) return yield* new TooManyWebhookEndpoints({ endpointsMax })
        const at = yield* now
        const made: WebhookEndpoint = {
          id: yield* ids.make(WebhookEndpointId),
          url,
          description,
          events,
          status: "active",
          disabledReason: null,
          failure: null,
          failingSince: null,
          pausedUntil: null,
          secretVersion: 1,
          secretRotatedAt: null,
          version: 1,
          createdAt: at,
          updatedAt: at
        }
        const deed = record({ action: "webhook-endpoint.created", subject: made.id, after: told(made) })
        yield* recorded(Effect.andThen(store.insert(made), deed))
        return yield* withSecret(made)
      })

      const update = Effect.fn("WebhookEndpoints.update")(function* (
        id: string,
        given: typeof WebhookEndpointPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("webhook:manage")
        const patch = yield* input(WebhookEndpointPatch)(given)
        if (patch.url !== undefined) yield* allowed(patch.url)
        const at = yield* now
        return yield* changing(id, read, "webhook-endpoint.updated", (before) =>
          Effect.succeed(changed(before, patch, at))
        )
      })

      const remove = Effect.fn("WebhookEndpoints.remove")(function* (id: string, read: Read = {}) {
        yield* requires("webhook:manage")
        const { id: endpointId } = yield* found(id)
        const gone = Effect.tap(store.remove(endpointId, read), (before) =>
          record({ action: "webhook-endpoint.removed", subject: endpointId, before: told(before) })
        )
        yield* recorded(gone)
      })

      const rotateSecret = Effect.fn("WebhookEndpoints.rotateSecret")(function* (id: string) {
        yield* requires("webhook:manage")
        const at = yield* now
        const saved = yield* changing(id, {}, "webhook-endpoint.secret-rotated", (before) =>
          Effect.succeed({
            ...before,
            secretVersion: before.secretVersion + 1,
            secretRotatedAt: at,
            updatedAt: at
          })
        )
        return yield* withSecret(saved)
      })

      const test = Effect.fn("WebhookEndpoints.test")(function* (id: string) {
        yield* requires("webhook:manage")
        const { id: endpointId, status } = yield* found(id)
        if (status === "disabled") return yield* new WebhookEndpointDisabled({ endpointId })
        const at = yield* now
        const event = { id: yield* ids.make(EventId), type: "test", at, data: { endpointId } } as const
        const kept = planned(event, { id: yield* ids.make(WebhookDeliveryId), endpointId, at })
        return yield* units.commit(
          Effect.gen(function* () {
            const added = yield* sent.add([kept])
            if (added.size === 0) return yield* new WebhookEndpointNotFound({ endpointId })
            yield* send(kept.delivery)
            yield* record({
              action: "webhook-endpoint.tested",
              subject: endpointId,
              after: { deliveryId: kept.delivery.id }
            })
            return kept.delivery
          })
        )
      })

      const deliveries = Effect.fn("WebhookEndpoints.deliveries")(function* (
        id: string,
        filter: WebhookDeliveryFilter = {},
        request: PageRequest = {}
      ) {
        yield* requires("webhook:manage")
        const { id: endpointId } = yield* found(id)
        const asked = yield* slice(request, "-createdAt")
        return page(asked, yield* sent.list(endpointId, filter, asked))
      })

      const delivery = Effect.fn("WebhookEndpoints.delivery")((id: string) =>
        Effect.andThen(requires("webhook:manage"), foundDelivery(id))
      )

      const resend = Effect.fn("WebhookEndpoints.resend")(function* (deliveryId: string) {
        yield* requires("webhook:manage")
        const { endpointId, id } = yield* foundDelivery(deliveryId)
        const endpoint = yield* Effect.catchTag(store.get(endpointId), "WebhookEndpointNotFound", () =>
          Effect.fail(new WebhookDeliveryNotFound({ deliveryId }))
        )
        if (endpoint.status === "disabled") return yield* new WebhookEndpointDisabled({ endpointId })
        const at = yield* now
        return yield* units.commit(
          Effect.gen(function* () {
            const again = yield* sent.resend(id, at)
            yield* send(again)
            const { event, resends } = again
            yield* record({ action: "webhook-delivery.resent", subject: id, after: { endpointId, event, resends } })
            return again
          })
        )
      })

      return WebhookEndpoints.of({
        list,
        get,
        create,
        update,
        remove,
        rotateSecret,
        test,
        deliveries,
        delivery,
        resend
      })
    })
  )
}
