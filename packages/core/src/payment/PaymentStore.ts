import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { IdempotencyConflict, KeyedRequest } from "../Idempotency.ts"
import type { OrderId } from "../order/Order.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { LedgerEntry, Payment, PaymentId, PaymentState, Refund, RefundId, RefundStatus } from "./Payment.ts"
import type { PaymentNotFound, RefundNotFound } from "./PaymentRefusals.ts"
import type { PaymentMethod } from "./PaymentMethod.ts"
import type { MessageOutcome, ProviderMessage, ProviderMessageId } from "./ProviderMessage.ts"

export interface PaymentFilter {
  readonly orderId?: OrderId
  readonly customerId?: CustomerId
  readonly method?: PaymentMethod
  readonly status?: PaymentState
}

export interface RefundFilter {
  readonly orderId?: OrderId
  readonly status?: RefundStatus
}

export interface MessageFilter {
  readonly outcome?: MessageOutcome
}

/** A payment as it is from now on, with the refunds that were made or moved with it, and what this says to the books. */
export interface PaymentChange {
  readonly payment: Payment
  /** Each new, or one version on. */
  readonly refunds?: ReadonlyArray<Refund>
  /** The command that made the first of the refunds. */
  readonly request?: KeyedRequest
  /** Each sums to zero: one that does not is a defect, and the database refuses it by itself. */
  readonly entries?: ReadonlyArray<LedgerEntry>
}

export class PaymentStore extends Context.Service<
  PaymentStore,
  {
    get(id: PaymentId): Effect.Effect<Payment, PaymentNotFound>
    getRefund(id: RefundId): Effect.Effect<Refund, RefundNotFound>
    /** By the provider's own name for it. */
    byReference(method: PaymentMethod, reference: string): Effect.Effect<Payment | null>
    refundByReference(method: PaymentMethod, reference: string): Effect.Effect<Refund | null>
    /**
     * Oldest first. Inside a unit nobody else changes them until it ends: payments are locked before their order is saved,
     * everywhere.
     */
    ofOrder(orderId: OrderId): Effect.Effect<ReadonlyArray<Payment>>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(filter: PaymentFilter, slice: Slice): Effect.Effect<Sliced<Payment>>
    refunds(filter: RefundFilter, slice: Slice): Effect.Effect<Sliced<Refund>>
    /** What the same command made before. */
    madeBy(
      request: KeyedRequest
    ): Effect.Effect<{ readonly paymentId: PaymentId } | { readonly refundId: RefundId } | null, IdempotencyConflict>
    /** A new payment. False: its command has made one meanwhile, or its provider's reference is another one's. */
    add(payment: Payment, request: KeyedRequest | null): Effect.Effect<boolean>
    /**
     * Saves the payment as `read.version + 1`, unless it has changed since; with it its refunds, as the next version of
     * each, and the books. Identity, amount, method and currency stay what they were.
     */
    save(
      change: PaymentChange,
      read: { readonly version: number }
    ): Effect.Effect<Payment, PaymentNotFound | VersionConflict>
    /** Payments whose provider is to be asked by now, longest due first. */
    due(at: Timestamp, limit: number): Effect.Effect<ReadonlyArray<Payment>>
    /** The movements of an order's money, oldest first. */
    ledger(orderId: OrderId): Effect.Effect<ReadonlyArray<LedgerEntry>>
    /** Keeps a message. False: it came before, by its method and key. */
    keep(message: ProviderMessage): Effect.Effect<boolean>
    message(id: ProviderMessageId): Effect.Effect<ProviderMessage | null>
    /** Of money that came by itself: the message that the provider was asked about under this token. */
    incoming(method: PaymentMethod, token: string): Effect.Effect<ProviderMessage | null>
    /** What became of it; and the token that a confirmation will come under. */
    conclude(id: ProviderMessageId, outcome: MessageOutcome, token?: string): Effect.Effect<void>
    /** Newest first. `sort` of a position is "-receivedAt". */
    messages(filter: MessageFilter, slice: Slice): Effect.Effect<Sliced<ProviderMessage>>
    /** Lets go of a person: who pays, receipts, and the reasons of refunds, of these orders' payments. */
    anonymise(customerId: CustomerId, at: Timestamp): Effect.Effect<void>
  }
>()("@duka/core/payment/PaymentStore") {}
