import { Context, Effect, Layer, Option } from "effect"
import { buyerOf, CurrentActor, holds, type PermissionDenied, requires } from "../Actor.ts"
import type { IdempotencyConflict } from "../Idempotency.ts"
import type { InvalidInput } from "../Input.ts"
import type { Order, OrderId } from "../order/Order.ts"
import type { OrderNotFound } from "../order/OrderErrors.ts"
import { OrderReckoning } from "../order/OrderReckoning.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import type { Read, VersionConflict } from "../Version.ts"
import { asking, type Gone, type StartFailure } from "./asking.ts"
import { hearing, type MessageTooEarly } from "./hearing.ts"
import { type Capture, moving, type NewRefund, type RecordedRefund } from "./moving.ts"
import { type Payment, PaymentId, type RefundId } from "./Payment.ts"
import type { ProviderFailure } from "./PaymentErrors.ts"
import {
  type AmountNotPossible,
  type NothingDue,
  type PaymentInProgress,
  type PaymentMethodNotFound,
  PaymentNotFound,
  type PaymentNotMovable,
  type RefundNotFound
} from "./PaymentRefusals.ts"
import { type MessageFilter, type PaymentFilter, PaymentStore, type RefundFilter } from "./PaymentStore.ts"
import { type PaymentView, paymentView, type RefundView, refundView } from "./PaymentView.ts"
import type { ProviderMessage, ProviderMessageId } from "./ProviderMessage.ts"
import { refunding } from "./refunding.ts"
import type { NewPayment } from "./NewPayment.ts"
import { starting } from "./starting.ts"

/** What jobs of this room do: nobody asks for them. */
interface Background {
  carryOut(refundId: RefundId, check: number): Effect.Effect<void, ProviderFailure | RefundNotFound | Gone>
  expireOrder(orderId: OrderId): Effect.Effect<void, OrderNotFound | VersionConflict>
  hear(
    id: ProviderMessageId,
    attempt: number
  ): Effect.Effect<void, ProviderFailure | MessageTooEarly | RefundNotFound | Gone>
  /** Asks the provider of a payment that was not begun yet. */
  begin(payment: Payment, order: Order): Effect.Effect<Payment, StartFailure | Gone>
  /** The payment that the order was placed with, begun if it has not been: null when there was nothing to pay. */
  placed(orderId: OrderId): Effect.Effect<Payment | null, StartFailure | Gone>
  letGo(id: PaymentId): Effect.Effect<void, ProviderFailure | Gone>
  /** How many were due. */
  reconcile(): Effect.Effect<number>
}

export class PaymentWork extends Context.Service<PaymentWork, Background>()("@duka/core/payment/PaymentWork") {
  static readonly layer = Layer.effect(
    PaymentWork,
    Effect.gen(function* () {
      const { begin, expireOrder, letGo, reckon, reconcile, store } = yield* asking
      const { hear } = yield* hearing
      const { carryOut } = yield* refunding

      const placed = Effect.fn("Payments.placed")(function* (orderId: OrderId) {
        const [first] = yield* store.ofOrder(orderId)
        if (first === undefined || first.next !== null || first.status !== "pending") return first ?? null
        const order = yield* reckon(orderId, (order) => Effect.succeed({ value: order, sums: order.payments }))
        return yield* begin(first, order)
      })

      return PaymentWork.of({ begin, carryOut, expireOrder, hear, letGo, placed, reconcile })
    })
  )
}

type Moved = PaymentNotFound | PaymentNotMovable | PermissionDenied | OrderNotFound | VersionConflict

/** Payments belong to who placed their order; others' are not found. Staff sees them with `order:read`. */
export class Payments extends Context.Service<
  Payments,
  {
    /**
     * Pays an order, or part of it: by whose it is, and with `payment:write` by staff. The same key and request go on with
     * the same payment. What was begun before and not paid is let go of.
     */
    start(
      orderId: string,
      given: typeof NewPayment.Encoded,
      key: string
    ): Effect.Effect<
      { readonly payment: PaymentView; readonly replayed: boolean },
      | StartFailure
      | Gone
      | InvalidInput
      | PermissionDenied
      | IdempotencyConflict
      | NothingDue
      | AmountNotPossible
      | PaymentInProgress,
      CurrentActor
    >
    get(id: string): Effect.Effect<PaymentView, PaymentNotFound, CurrentActor>
    /** One's own, newest first; all of them with `order:read`. A guest names the order whose token he has. */
    list(filter?: PaymentFilter, request?: PageRequest): Effect.Effect<Page<PaymentView>, InvalidCursor, CurrentActor>
    /** Takes what is promised, or part of it. */
    capture(
      id: string,
      given?: typeof Capture.Encoded,
      read?: Read
    ): Effect.Effect<
      PaymentView,
      Moved | InvalidInput | AmountNotPossible | PaymentMethodNotFound | ProviderFailure,
      CurrentActor
    >
    /** Lets go of what is not captured. The provider is told by a job. */
    void(id: string, read?: Read): Effect.Effect<PaymentView, Moved, CurrentActor>
    /** Gives back what was captured, or part of it. The provider is told by a job. */
    refund(
      id: string,
      given: typeof NewRefund.Encoded,
      key: string
    ): Effect.Effect<
      { readonly refund: RefundView; readonly replayed: boolean },
      Moved | InvalidInput | IdempotencyConflict | AmountNotPossible,
      CurrentActor
    >
    /** Staff has given the money back outside of the shop. */
    recordRefund(
      refundId: string,
      given: typeof RecordedRefund.Encoded
    ): Effect.Effect<RefundView, Moved | InvalidInput | RefundNotFound, CurrentActor>
    /** A refund that has failed, once more: as another one. */
    retryRefund(refundId: string): Effect.Effect<RefundView, Moved | AmountNotPossible | RefundNotFound, CurrentActor>
    /** For staff: newest first; the failed ones, and those by hand that are pending, are work to do. */
    refunds(
      filter?: RefundFilter,
      request?: PageRequest
    ): Effect.Effect<Page<RefundView>, InvalidCursor | PermissionDenied, CurrentActor>
    /** For operators: what providers have told, newest first. */
    messages(
      filter?: MessageFilter,
      request?: PageRequest
    ): Effect.Effect<Page<ProviderMessage>, InvalidCursor | PermissionDenied, CurrentActor>
  }
>()("@duka/core/payment/Payments") {
  static readonly layer = Layer.effect(
    Payments,
    Effect.gen(function* () {
      const store = yield* PaymentStore
      const { seen } = yield* OrderReckoning
      const { start } = yield* starting
      const moves = yield* moving

      const get = Effect.fn("Payments.get")(function* (id: string) {
        const notFound = () => new PaymentNotFound({ paymentId: id })
        const paymentId = Option.getOrUndefined(PaymentId.makeOption(id))
        if (paymentId === undefined) return yield* notFound()
        const payment = yield* store.get(paymentId)
        const { own } = yield* Effect.mapError(seen(payment.orderId), notFound)
        return paymentView(payment, own)
      })

      const list = Effect.fn("Payments.list")(function* (filter: PaymentFilter = {}, request: PageRequest = {}) {
        const actor = yield* CurrentActor
        const asked = yield* slice(request, "-createdAt")
        const buyer = buyerOf(actor)
        const nothing = page<PaymentView>(asked, { items: [], next: null, total: 0 })
        // Of one order: whoever may see it.
        const order = filter.orderId === undefined ? undefined : yield* Effect.option(seen(filter.orderId))
        if (order !== undefined && Option.isNone(order)) return nothing
        const isAll = holds(actor, "order:read") || order !== undefined
        if (!isAll && buyer === null) return nothing
        const own = isAll || buyer === null ? filter : { ...filter, customerId: buyer }
        const found = yield* store.list(own, asked)
        const isPayer = order === undefined ? !holds(actor, "order:read") : order.value.own
        return page(asked, { ...found, items: found.items.map((payment) => paymentView(payment, isPayer)) })
      })

      const refunds = Effect.fn("Payments.refunds")(function* (filter: RefundFilter = {}, request: PageRequest = {}) {
        yield* requires("order:read")
        const asked = yield* slice(request, "-createdAt")
        const found = yield* store.refunds(filter, asked)
        return page(asked, { ...found, items: found.items.map(refundView) })
      })

      const messages = Effect.fn("Payments.messages")(function* (
        filter: MessageFilter = {},
        request: PageRequest = {}
      ) {
        yield* requires("payment:write")
        const asked = yield* slice(request, "-receivedAt")
        return page(asked, yield* store.messages(filter, asked))
      })

      return Payments.of({ ...moves, get, list, messages, refunds, start })
    })
  )
}
