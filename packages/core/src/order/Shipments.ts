import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { type IdempotencyConflict, IdempotencyKey, type IdempotencyRunning, Keys } from "../Idempotency.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import { actingAs, holding, unmoved } from "./holding.ts"
import type { StepFailure } from "./life.ts"
import { type Ended, moving } from "./moving.ts"
import type { Order } from "./Order.ts"
import type { OrderNotFound } from "./OrderErrors.ts"
import { arrive, comeBack, rest, ship, type Taken } from "./parts.ts"
import { NewShipment, type Shipment, ShipmentId, ShipmentPatch } from "./Shipment.ts"
import { ShipmentClosed, ShipmentNotFound, type UnitsUnavailable } from "./ShipmentErrors.ts"
import { type ShipmentFilter, ShipmentStore } from "./ShipmentStore.ts"

/** Orders leave the store whole or in parts. Whoever sees an order sees its shipments. */
export class Shipments extends Context.Service<
  Shipments,
  {
    /** For staff. The order follows: the first part begins its processing, the last unit ships it. */
    create(
      orderId: string,
      given: typeof NewShipment.Encoded,
      key: string
    ): Effect.Effect<
      { readonly shipment: Shipment; readonly replayed: boolean },
      | InvalidInput
      | PermissionDenied
      | OrderNotFound
      | VersionConflict
      | StepFailure
      | UnitsUnavailable
      | IdempotencyConflict
      | IdempotencyRunning,
      CurrentActor
    >
    get(id: string): Effect.Effect<Shipment, ShipmentNotFound, CurrentActor>
    /** Oldest first. */
    list(
      orderId: string,
      request?: PageRequest
    ): Effect.Effect<Page<Shipment>, OrderNotFound | InvalidCursor, CurrentActor>
    /** For staff: of every order, oldest first. */
    listAll(
      filter?: ShipmentFilter,
      request?: PageRequest
    ): Effect.Effect<Page<Shipment>, PermissionDenied | InvalidCursor, CurrentActor>
    /**
     * For staff: it was delivered, or came back to the store, or more is told of it. The last one delivers the order; when
     * everything came back it is cancelled.
     */
    update(
      id: string,
      given: typeof ShipmentPatch.Encoded,
      read?: Read
    ): Effect.Effect<
      Shipment,
      InvalidInput | PermissionDenied | ShipmentNotFound | ShipmentClosed | VersionConflict | StepFailure,
      CurrentActor
    >
  }
>()("@duka/core/order/Shipments") {
  static readonly layer = Layer.effect(
    Shipments,
    Effect.gen(function* () {
      const store = yield* ShipmentStore
      const keys = yield* Keys
      const { seen, touched } = yield* holding
      const { apply, multipleOf } = yield* moving
      const { record, recorded } = yield* auditing

      const create = Effect.fn("Shipments.create")(function* (
        orderId: string,
        given: typeof NewShipment.Encoded,
        key: string
      ) {
        const actor = yield* requires("order:write")
        const { lines, ...told } = yield* input(NewShipment)(given)
        const asked = { orderId, lines, ...told }
        const request = yield* keys.keyed(actor, "shipments.create", yield* input(IdempotencyKey)(key), asked)
        const change = Effect.gen(function* () {
          const { order } = yield* touched(orderId)
          const at = yield* now
          const first = yield* store.made(request, at)
          if (first !== null) return { shipment: yield* Effect.orDie(store.get(first)), replayed: true }
          const parts = lines ?? rest(order)
          const taken = { at, by: actingAs(actor), reason: null, collection: null, multiple: multipleOf(order) }
          const outcome = yield* Effect.fromResult(ship(order, parts, taken))
          const packed = {
            parts,
            request,
            carrier: told.carrier ?? null,
            trackingNumber: told.trackingNumber ?? null,
            note: told.note ?? null
          }
          const { shipment } = yield* Effect.catchTag(
            apply(order, outcome, { reason: null, packed }),
            "ShipmentNotFound",
            Effect.die
          )
          if (shipment === null) return yield* Effect.die(new Error("An order was shipped without a shipment."))
          yield* record({ action: "shipment.created", subject: shipment.id, after: shipment })
          return { shipment, replayed: false }
        })
        return yield* change.pipe(recorded, retried({}))
      })

      /** The shipment, and the order that who asks may see. */
      const found = Effect.fnUntraced(function* (id: string) {
        const notFound = new ShipmentNotFound({ shipmentId: id })
        const shipmentId = Option.getOrUndefined(ShipmentId.makeOption(id))
        if (shipmentId === undefined) return yield* notFound
        const shipment = yield* store.get(shipmentId)
        const { actor, order } = yield* Effect.mapError(seen(shipment.orderId), () => notFound)
        return { actor, order, shipment }
      })

      const get = Effect.fn("Shipments.get")((id: string) => Effect.map(found(id), ({ shipment }) => shipment))

      const list = Effect.fn("Shipments.list")(function* (orderId: string, request: PageRequest = {}) {
        const { order } = yield* seen(orderId)
        const asked = yield* slice(request, "createdAt")
        return page(asked, yield* store.list({ orderId: order.id }, asked))
      })

      const listAll = Effect.fn("Shipments.listAll")(function* (
        filter: ShipmentFilter = {},
        request: PageRequest = {}
      ) {
        yield* requires("order:read")
        const asked = yield* slice(request, "createdAt")
        return page(asked, yield* store.list(filter, asked))
      })

      const became = Effect.fnUntraced(function* (order: Order, decide: typeof arrive, taken: Taken, ended: Ended) {
        const outcome = yield* Effect.fromResult(decide(order, ended.shipment.lines, taken))
        const written = apply(order, outcome, { reason: taken.reason, ended })
        const { shipment } = yield* Effect.catchTag(
          written,
          ["OrderNotFound", "IdempotencyConflict", "IdempotencyRunning"],
          Effect.die
        )
        return shipment ?? ended.shipment
      })

      const update = Effect.fn("Shipments.update")(function* (
        id: string,
        given: typeof ShipmentPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("order:write")
        const { collection = null, reason = null, status, ...told } = yield* input(ShipmentPatch)(given)
        const change = Effect.gen(function* () {
          const { actor, order, shipment } = yield* found(id)
          yield* unmoved(shipment, read)
          const updatedAt = yield* now
          const next: Shipment = { ...shipment, ...told, status: status ?? shipment.status, updatedAt }
          if (status !== undefined && shipment.status !== "shipped") {
            return yield* new ShipmentClosed({ current: shipment.status })
          }
          const ended = { shipment: next, read: { version: shipment.version } }
          const taken = { at: updatedAt, by: actingAs(actor), reason, collection, multiple: multipleOf(order) }
          const saved =
            status === undefined
              ? yield* store.save(next, ended.read)
              : yield* became(order, status === "delivered" ? arrive : comeBack, taken, ended)
          yield* record({ action: "shipment.updated", subject: shipment.id, before: shipment, after: saved })
          return saved
        })
        // The order may have moved on while the shipment has not: what was read is looked at again.
        return yield* change.pipe(recorded, retried({}))
      })

      return Shipments.of({ create, get, list, listAll, update })
    })
  )
}
