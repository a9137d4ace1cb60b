import {
  AmountTooLarge,
  CartFull,
  CustomerId,
  CustomerNotFound,
  DraftOrderNotFound,
  DraftOrderPatch,
  DraftOrderPlaced,
  DraftOrderView,
  IdempotencyConflict,
  IdempotencyRunning,
  InvalidCustomisation,
  NewDraftOrder,
  NotForSale,
  NotPlaceable,
  OutOfStock,
  Page,
  PlacedOrder,
  PlaceDraftOrder,
  QuantityTooLarge,
  QuoteChanged,
  QuotedDraftOrder,
  StorageBusy,
  StoreNotFound,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, idempotent, ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging, truth } from "./Paging.ts"
import { providerProblems } from "./PaymentsApi.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const DraftOrderPage = pageOf("DraftOrder", DraftOrderView)

const params = { id: Schema.String }
const notFound = problem(DraftOrderNotFound)
const closed = problem(DraftOrderPlaced)
const filling = [
  problem(NotForSale),
  problem(InvalidCustomisation),
  problem(QuantityTooLarge),
  problem(CartFull),
  problem(StoreNotFound),
  problem(CustomerNotFound),
  problem(AmountTooLarge)
] as const

export class DraftOrdersApi extends HttpApiGroup.make("draftOrders")
  .add(
    HttpApiEndpoint.post("create", "/", {
      payload: NewDraftOrder,
      success: created(QuotedDraftOrder),
      error: filling
    })
      .annotateMerge(asks.permission("order:write"))
      .annotateMerge(
        summary(
          "Begin a draft",
          "With whatever is known by now: `{}` will do. Its quote says what is missing. Nothing is allocated for a draft."
        )
      ),
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({
        customer: Schema.optionalKey(CustomerId),
        placed: Schema.optionalKey(truth),
        ...paging
      }).check(onePaging),
      success: DraftOrderPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("order:read"))
      .annotateMerge(summary("Drafts, newest first", "`?placed=false` lists those that are still to be placed.")),
    HttpApiEndpoint.get("get", "/:id", {
      params,
      success: QuotedDraftOrder,
      error: [notFound, problem(AmountTooLarge)]
    })
      .annotateMerge(asks.permission("order:read"))
      .annotateMerge(summary("A draft, with its price as it stands")),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: ifMatch,
      payload: DraftOrderPatch,
      success: QuotedDraftOrder,
      error: [notFound, closed, ...filling, problem(VersionConflict), problem(PreconditionRequired)]
    })
      .annotateMerge(asks.permission("order:write"))
      .annotateMerge(
        summary("Change a draft", "`lines` stand in place of all that it has; `null` takes away what was written down.")
      ),
    HttpApiEndpoint.delete("remove", "/:id", {
      params,
      headers: ifMatch,
      error: [notFound, closed, problem(VersionConflict)]
    })
      .annotateMerge(asks.permission("order:write"))
      .annotateMerge(summary("Throw a draft away")),
    HttpApiEndpoint.post("place", "/:id/place", {
      params,
      headers: idempotent,
      payload: PlaceDraftOrder,
      success: created(PlacedOrder),
      error: [
        notFound,
        closed,
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
      .annotateMerge(asks.permission("order:write"))
      .annotateMerge(
        summary(
          "Place a draft",
          "As `POST /v1/orders` places a cart. `payment.next` says how the caller pays: by a prompt on the phone, or by a page whose address is sent to them."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/orders/drafts")
  .annotateMerge(room("Draft orders", "What staff writes down while somebody is on the phone.")) {}
