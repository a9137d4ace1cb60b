import {
  IdempotencyConflict,
  IdempotencyRunning,
  IllegalReturn,
  NewReturn,
  OrderNotFound,
  Page,
  RefundTooLarge,
  ReturnNotFound,
  ReturnPatch,
  ReturnStatus,
  ReturnView,
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

export const ReturnPage = pageOf("Return", ReturnView)

const params = { id: Schema.String }

export class ReturnsApi extends HttpApiGroup.make("returns")
  .add(
    HttpApiEndpoint.post("request", "/orders/:id/returns", {
      params,
      headers: { ...idempotent, ...orderToken },
      payload: NewReturn,
      success: created(ReturnView),
      error: [
        problem(OrderNotFound),
        problem(UnitsUnavailable),
        problem(VersionConflict),
        problem(IdempotencyConflict),
        problem(IdempotencyRunning)
      ]
    })
      .annotateMerge(asks.ownerOr("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Ask to send something back",
          "Of a delivered order, and no more than the buyer has and is not sending back already. The same `Idempotency-Key` and request answer the first return again, with `Idempotent-Replayed: true`."
        )
      ),
    HttpApiEndpoint.get("list", "/orders/:id/returns", {
      params,
      headers: orderToken,
      query: Schema.Struct(paging).check(onePaging),
      success: ReturnPage,
      error: [problem(OrderNotFound), problem(Page.InvalidCursor)]
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("An order's returns, newest first")),
    HttpApiEndpoint.get("listAll", "/returns", {
      query: Schema.Struct({ status: Schema.optionalKey(ReturnStatus), ...paging }).check(onePaging),
      success: ReturnPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("order:read"))
      .annotateMerge(summary("Every order's returns, newest first", "`?status=requested` lists those to decide on.")),
    HttpApiEndpoint.get("get", "/returns/:id", {
      params,
      headers: orderToken,
      success: ReturnView,
      error: problem(ReturnNotFound)
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("A return", "A guest shows the order's token in `Duka-Order-Token`.")),
    HttpApiEndpoint.patch("update", "/returns/:id", {
      params,
      headers: ifMatch,
      payload: ReturnPatch,
      success: ReturnView,
      error: [
        problem(ReturnNotFound),
        problem(IllegalReturn),
        problem(UnitsUnavailable),
        problem(RefundTooLarge),
        problem(VersionConflict),
        problem(PreconditionRequired)
      ]
    })
      .annotateMerge(asks.permission("order:read", "order:write"))
      .annotateMerge(
        summary(
          "Approve, reject, receive or pay back a return",
          "`received` says of each line whether it is sold again or written off: what was made for somebody is written off unless staff says otherwise. `refunded` gives back what the lines cost, or the `amount` that staff names."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1")
  .annotateMerge(room("Returns", "What was delivered comes back, line by line.")) {}
