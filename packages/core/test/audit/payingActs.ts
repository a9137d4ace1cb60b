/** What staff does with money: each on a payment of its own, by a bank whose payers pay at once. */
import { type AuditAction, type Checkout, type CurrentActor, layerProviders, PaymentWork } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { Effect, type Layer } from "effect"
import { as, freshKey, owner, price, rooms } from "../opened.ts"

const bank = FakeProvider.make({
  name: "bank",
  capabilities: { capture: ["manual", "automatic"], refund: "full" },
  paysAtOnce: true
})

/** The shop that does these acts takes money by it. */
export const layerBank: Layer.Layer<never> = layerProviders(bank.provider)

type Act = readonly [name: string, action: AuditAction, run: Effect.Effect<unknown, unknown, CurrentActor>]
type Order = Parameters<Checkout["Service"]["place"]>[0]

/** Of so many orders like this one. */
export const payingActs = Effect.fnUntraced(function* (order: Order) {
  const { checkout, payments } = yield* rooms
  const { carryOut } = yield* PaymentWork
  const bySystem = as(owner)

  const paid = bySystem(Effect.suspend(() => Effect.map(checkout.place(order, freshKey()), (placed) => placed.order)))
  const promised = Effect.map(paid, ({ payment }) => payment?.id ?? "")
  const taken = Effect.tap(promised, (id) => bySystem(payments.capture(id)))
  const givenBack = (id: string, amount: number = price.amount) =>
    bySystem(Effect.map(payments.refund(id, { amount: { ...price, amount } }, freshKey()), ({ refund }) => refund.id))

  const late = yield* promised
  const dear = yield* promised
  const sweet = yield* taken
  const again = yield* paid
  // The bank gives back all or nothing.
  const byHand = yield* givenBack(yield* taken, 1)
  const failed = yield* givenBack(yield* taken)
  bank.fail("refund", { decline: "declined" })
  yield* carryOut(failed, 1)

  const table: ReadonlyArray<Act> = [
    ["payments.start", "payment.started", payments.start(again.id, { method: "bank" }, freshKey())],
    ["payments.capture", "payment.captured", payments.capture(late)],
    ["payments.void", "payment.let-go", payments.void(dear)],
    ["payments.refund", "payment.refunded", payments.refund(sweet, {}, freshKey())],
    ["payments.recordRefund", "refund.recorded", payments.recordRefund(byHand, { reference: "T-1" })],
    ["payments.retryRefund", "refund.retried", payments.retryRefund(failed)]
  ]
  return table
})
