import {
  AddressNotServed,
  AmountTooLarge,
  Cancellation,
  CartNotFound,
  CollectionMissing,
  CustomerId,
  CustomerNotFound,
  IdempotencyConflict,
  IdempotencyRunning,
  IllegalTransition,
  InvalidCustomisation,
  LinesPatch,
  NotForSale,
  NotPlaceable,
  OrderNotEditable,
  OrderNotFound,
  OrderPatch,
  OrderStatus,
  OrderView,
  OutOfStock,
  Page,
  PaymentDue,
  PlacedOrder,
  PlaceOrder,
  QuoteChanged,
  StatusChange,
  StorageBusy,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { cartToken, created, idempotent, ifMatch, orderToken, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging, whole } from "./Paging.ts"
import { providerProblems } from "./PaymentsApi.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const OrderPage = pageOf("Order", OrderView)

const params = { id: Schema.String }
const changes = { ...orderToken, ...ifMatch }
const notFound = problem(OrderNotFound)
const moving = [
  notFound,
  problem(IllegalTransition),
  problem(CollectionMissing),
  problem(PaymentDue),
  problem(VersionConflict)
] as const

const OrderNumber = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 }))

export class OrdersApi extends HttpApiGroup.make("orders")
  .add(
    HttpApiEndpoint.post("place", "/", {
      headers: { ...idempotent, ...cartToken },
      payload: PlaceOrder,
      success: created(PlacedOrder),
      error: [
        problem(CartNotFound),
        problem(CustomerNotFound),
        problem(AmountTooLarge),
        problem(NotPlaceable),
        problem(QuoteChanged),
        problem(OutOfStock),
        problem(IdempotencyConflict),
        problem(IdempotencyRunning),
        problem(StorageBusy),
        ...providerProblems
      ]
    })
      .annotateMerge(asks.everybody)
      .annotateMerge(
        summary(
          "Place an order",
          "From a cart, or in one request with `lines` and `delivery`. The same `Idempotency-Key` and request answer the first order again, with `Idempotent-Replayed: true`; when the payment provider did not answer, they go on there."
        )
      ),
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({
        status: Schema.optionalKey(OrderStatus),
        number: Schema.optionalKey(whole(OrderNumber)),
        customer: Schema.optionalKey(CustomerId),
        ...paging
      }).check(onePaging),
      success: OrderPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.tokenOrMore("order:read"))
      .annotateMerge(summary("One's own orders, or all of them with `order:read`, newest first")),
    HttpApiEndpoint.get("get", "/:id", {
      params,
      headers: orderToken,
      success: OrderView,
      error: notFound
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("An order", "A guest shows its token in `Duka-Order-Token`.")),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: changes,
      payload: OrderPatch,
      success: OrderView,
      error: [
        notFound,
        problem(OrderNotEditable),
        problem(AddressNotServed),
        problem(VersionConflict),
        problem(PreconditionRequired)
      ]
    })
      .annotateMerge(asks.ownerOr("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Change contact, recipient, address or note",
          "Owners until processing begins, staff until it is shipped."
        )
      ),
    HttpApiEndpoint.patch("editLines", "/:id/lines", {
      params,
      headers: ifMatch,
      payload: LinesPatch,
      success: OrderView,
      error: [
        notFound,
        problem(StorageBusy),
        problem(OrderNotEditable),
        problem(NotForSale),
        problem(InvalidCustomisation),
        problem(AmountTooLarge),
        problem(OutOfStock),
        problem(VersionConflict),
        problem(PreconditionRequired)
      ]
    })
      .annotateMerge(asks.permission("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Change what was ordered",
          "As long as nothing was shipped: other quantities (none takes the line out) at the prices of then, and lines that are added at those of today. What was paid too much is given back; what is missing is due before it is shipped."
        )
      ),
    HttpApiEndpoint.patch("setStatus", "/:id/status", {
      params,
      headers: ifMatch,
      payload: StatusChange,
      success: OrderView,
      error: [...moving, problem(PreconditionRequired)]
    })
      .annotateMerge(asks.permission("order:read", "order:write"))
      .annotateMerge(summary("Move an order to a status", "For staff. `delivered` takes what was collected.")),
    HttpApiEndpoint.post("cancel", "/:id/cancel", {
      params,
      headers: changes,
      payload: [Cancellation, Schema.Null],
      success: OrderView,
      error: moving
    })
      .annotateMerge(asks.ownerOr("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Cancel an order",
          "Owners until processing begins, staff as long as anything waits to be shipped. Stock is given back, and what was paid for it: of an order that was shipped in part, the rest."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/orders")
  .annotateMerge(room("Orders", "An order copies what it sold. Others' orders are not found.")) {}
