import {
  CollectionMissing,
  IdempotencyConflict,
  IdempotencyRunning,
  IllegalTransition,
  NewShipment,
  OrderNotFound,
  Page,
  PaymentDue,
  Shipment,
  ShipmentClosed,
  ShipmentNotFound,
  ShipmentPatch,
  UnitsUnavailable,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, idempotent, ifMatch, orderToken, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const ShipmentPage = pageOf("Shipment", Shipment)

const params = { id: Schema.String }
const following = [
  problem(IllegalTransition),
  problem(CollectionMissing),
  problem(PaymentDue),
  problem(VersionConflict)
] as const

export class ShipmentsApi extends HttpApiGroup.make("shipments")
  .add(
    HttpApiEndpoint.post("create", "/orders/:id/shipments", {
      params,
      headers: idempotent,
      payload: NewShipment,
      success: created(Shipment),
      error: [
        problem(OrderNotFound),
        problem(UnitsUnavailable),
        ...following,
        problem(IdempotencyConflict),
        problem(IdempotencyRunning)
      ]
    })
      .annotateMerge(asks.permission("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Ship an order, or a part of it",
          "Without `lines`, everything that waits. The order follows: a first part begins its processing, the last unit ships it. The same `Idempotency-Key` and request answer the first shipment again, with `Idempotent-Replayed: true`."
        )
      ),
    HttpApiEndpoint.get("list", "/orders/:id/shipments", {
      params,
      headers: orderToken,
      query: Schema.Struct(paging).check(onePaging),
      success: ShipmentPage,
      error: [problem(OrderNotFound), problem(Page.InvalidCursor)]
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("An order's shipments, oldest first")),
    HttpApiEndpoint.get("get", "/shipments/:id", {
      params,
      headers: orderToken,
      success: Shipment,
      error: problem(ShipmentNotFound)
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("A shipment", "A guest shows the order's token in `Duka-Order-Token`.")),
    HttpApiEndpoint.patch("update", "/shipments/:id", {
      params,
      headers: ifMatch,
      payload: ShipmentPatch,
      success: Shipment,
      error: [problem(ShipmentNotFound), problem(ShipmentClosed), ...following, problem(PreconditionRequired)]
    })
      .annotateMerge(asks.permission("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Say what became of a shipment",
          "`delivered`, or `failed`: it came back to the store, is in stock again, and what it cost is given back. The last one delivers the order, with what was collected where it is paid in cash; when everything came back it is cancelled."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1")
  .annotateMerge(room("Shipments", "An order leaves the store whole or in parts.")) {}
