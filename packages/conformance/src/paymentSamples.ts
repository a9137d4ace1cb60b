/** Payments, refunds, movements of money and messages, as the laws of their store need them. */
import {
  type KeyedRequest,
  type LedgerEntry,
  LedgerEntryId,
  type Order,
  type Payment,
  PaymentId,
  PaymentMethod,
  PaymentStore,
  type ProviderMessage,
  ProviderMessageId,
  type Refund,
  RefundId
} from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Wanted } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

export const chapa = PaymentMethod.make("chapa")

export const ordered = Effect.fnUntraced(function* (wanted: Partial<Wanted> = {}) {
  const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
  return yield* Saved.placed({ storeId, lines: [{ product, quantity: 3 }], ...wanted })
})

export const paymentOf = (order: Order, changes: Partial<Payment> = {}): Payment => ({
  id: PaymentId.make(Samples.uuid()),
  orderId: order.id,
  method: chapa,
  amount: 1_000,
  currency: Samples.KES,
  status: "pending",
  authorised: 0,
  captured: 0,
  refunded: 0,
  refunding: 0,
  capture: "automatic",
  reference: null,
  receipt: null,
  decline: null,
  next: { kind: "redirect", url: "https://pay.example/1" },
  payer: { name: "Amina", phone: "+254700000009" },
  returnUrl: "https://shop.example/thanks",
  closing: false,
  checkAt: null,
  checks: 0,
  version: 1,
  createdAt: Samples.at(0),
  updatedAt: Samples.at(0),
  ...changes
})

/** A payment of a new order, kept. */
export const paid = Effect.fnUntraced(function* (changes: Partial<Payment> = {}, request: KeyedRequest | null = null) {
  const payment = paymentOf(yield* ordered(), changes)
  assert.isTrue(yield* (yield* PaymentStore).add(payment, request))
  return payment
})

export const refundOf = (payment: Payment, changes: Partial<Refund> = {}): Refund => ({
  id: RefundId.make(Samples.uuid()),
  paymentId: payment.id,
  orderId: payment.orderId,
  method: payment.method,
  amount: 400,
  currency: payment.currency,
  status: "pending",
  byHand: false,
  reason: "Too sweet",
  reference: null,
  decline: null,
  version: 1,
  createdAt: Samples.at(10),
  updatedAt: Samples.at(10),
  ...changes
})

export const entryOf = (payment: Payment, amount: number, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id: LedgerEntryId.make(Samples.uuid()),
  at: Samples.at(5),
  kind: "capture",
  orderId: payment.orderId,
  paymentId: payment.id,
  refundId: null,
  currency: payment.currency,
  postings: [
    { account: `provider:${payment.method}`, amount },
    { account: "orders", amount: -amount }
  ],
  ...changes
})

export const captured = (payment: Payment): Payment => ({
  ...payment,
  status: "captured",
  authorised: 1_000,
  captured: 1_000
})

export const messageOf = (changes: Partial<ProviderMessage> = {}): ProviderMessage => ({
  id: ProviderMessageId.make(Samples.uuid()),
  method: chapa,
  key: Samples.uuid(),
  kind: "charge.success",
  about: { kind: "payment", id: Samples.uuid(), receipt: null },
  outcome: "received",
  receivedAt: Samples.at(0),
  ...changes
})
