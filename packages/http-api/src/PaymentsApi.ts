import {
  AmountNotPossible,
  Capture,
  IdempotencyConflict,
  MessageOutcome,
  NewPayment,
  NewRefund,
  NothingDue,
  OrderId,
  OrderNotFound,
  Page,
  PaymentDeclined,
  PaymentExpired,
  PaymentInProgress,
  PaymentMethod,
  PaymentMethodNotFound,
  PaymentNotFound,
  PaymentNotMovable,
  PaymentNotSupported,
  PaymentState,
  PaymentView,
  ProviderMessage,
  ProviderRefused,
  ProviderUnreachable,
  RecordedRefund,
  RefundNotFound,
  RefundStatus,
  RefundView,
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

export const PaymentPage = pageOf("Payment", PaymentView)
export const RefundPage = pageOf("Refund", RefundView)
export const ProviderMessagePage = pageOf("ProviderMessage", ProviderMessage)

const params = { id: Schema.String }
const moved = [
  problem(PaymentNotFound),
  problem(OrderNotFound),
  problem(PaymentNotMovable),
  problem(VersionConflict)
] as const

/** What may go wrong on the way to a provider. */
export const providerProblems = [
  problem(PaymentMethodNotFound),
  problem(PaymentNotSupported),
  problem(ProviderUnreachable),
  problem(ProviderRefused)
] as const

export class PaymentsApi extends HttpApiGroup.make("payments")
  .add(
    HttpApiEndpoint.post("start", "/orders/:id/payments", {
      params,
      headers: { ...idempotent, ...orderToken },
      payload: NewPayment,
      success: created(PaymentView),
      error: [
        problem(OrderNotFound),
        problem(PaymentNotFound),
        problem(NothingDue),
        problem(AmountNotPossible),
        problem(PaymentInProgress),
        problem(IdempotencyConflict),
        problem(VersionConflict),
        ...providerProblems
      ]
    })
      .annotateMerge(asks.ownerOr("order:read", "payment:write"))
      .annotateMerge(
        summary(
          "Pay an order, or part of it",
          "After a decline, or another way than it was placed with. `next` tells what the payer does. The same `Idempotency-Key` and request go on with the same payment."
        )
      ),
    HttpApiEndpoint.get("list", "/payments", {
      headers: orderToken,
      query: Schema.Struct({
        order: Schema.optionalKey(OrderId),
        method: Schema.optionalKey(PaymentMethod),
        status: Schema.optionalKey(PaymentState),
        ...paging
      }).check(onePaging),
      success: PaymentPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.everybodyOrMore("order:read"))
      .annotateMerge(
        summary(
          "Payments, newest first",
          "One's own, or all of them with `order:read`. A guest names the `order` and shows its token."
        )
      ),
    HttpApiEndpoint.get("get", "/payments/:id", {
      params,
      headers: orderToken,
      success: PaymentView,
      error: problem(PaymentNotFound)
    })
      .annotateMerge(asks.ownerOr("order:read"))
      .annotateMerge(summary("A payment", "A guest shows the order's token in `Duka-Order-Token`.")),
    HttpApiEndpoint.post("capture", "/payments/:id/capture", {
      params,
      headers: ifMatch,
      payload: [Capture, Schema.Null],
      success: PaymentView,
      error: [
        ...moved,
        problem(AmountNotPossible),
        problem(PaymentDeclined),
        problem(PaymentExpired),
        problem(PreconditionRequired),
        ...providerProblems
      ]
    })
      .annotateMerge(asks.permission("payment:write"))
      .annotateMerge(summary("Take what is authorised", "All of it, unless an amount is named.")),
    HttpApiEndpoint.post("void", "/payments/:id/void", {
      params,
      headers: ifMatch,
      success: PaymentView,
      error: [...moved, problem(PreconditionRequired)]
    })
      .annotateMerge(asks.permission("payment:write"))
      .annotateMerge(summary("Let go of what is not captured", "The provider is told afterwards.")),
    HttpApiEndpoint.post("refund", "/payments/:id/refund", {
      params,
      headers: idempotent,
      payload: NewRefund,
      success: created(RefundView),
      error: [...moved, problem(AmountNotPossible), problem(IdempotencyConflict)]
    })
      .annotateMerge(asks.permission("payment:refund"))
      .annotateMerge(
        summary(
          "Give money back",
          "All that can be, unless an amount is named. The provider is told afterwards; where it cannot, `byHand` says that staff does."
        )
      ),
    HttpApiEndpoint.get("refunds", "/refunds", {
      query: Schema.Struct({
        order: Schema.optionalKey(OrderId),
        status: Schema.optionalKey(RefundStatus),
        ...paging
      }).check(onePaging),
      success: RefundPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("order:read"))
      .annotateMerge(
        summary("Refunds, newest first", "Those that have failed, and those by hand that are pending, are work to do.")
      ),
    HttpApiEndpoint.post("recordRefund", "/refunds/:id/record", {
      params,
      payload: RecordedRefund,
      success: RefundView,
      error: [...moved, problem(RefundNotFound)]
    })
      .annotateMerge(asks.permission("payment:refund"))
      .annotateMerge(summary("Record a refund that was made by hand", "With the reference of the transfer.")),
    HttpApiEndpoint.post("retryRefund", "/refunds/:id/retry", {
      params,
      success: created(RefundView),
      error: [...moved, problem(RefundNotFound), problem(AmountNotPossible)]
    })
      .annotateMerge(asks.permission("payment:refund"))
      .annotateMerge(summary("Try a failed refund again", "As another refund: the one that has failed stays.")),
    HttpApiEndpoint.get("messages", "/provider-messages", {
      query: Schema.Struct({ outcome: Schema.optionalKey(MessageOutcome), ...paging }).check(onePaging),
      success: ProviderMessagePage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("payment:write"))
      .annotateMerge(
        summary(
          "What payment providers have told, newest first",
          "`unknown`: about a payment, or an order, that is not of this shop. Somebody should look."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1")
  .annotateMerge(room("Payments", "Money that comes in for an order, and that goes back.")) {}
