/** The jobs of payments: what is asked of providers, and what they have told. */
import { Effect } from "effect"
import { dueAtOnce } from "./asking.ts"
import { handler, type Work } from "../jobs/Worker.ts"
import { carryOutRefund, closePayment, expireOrder, hearMessage, reconcilePayments } from "./jobs.ts"
import { PaymentWork } from "./Payments.ts"

/** How often a refund was asked about before: each check is enqueued under a number of its own. */
const checkOf = (id: string): number => Number(/:(\d+)$/u.exec(id)?.[1] ?? 0)

export const paymentWork: Effect.Effect<Work, never, PaymentWork> = Effect.map(PaymentWork, (work) => ({
  handlers: [
    handler(closePayment, ({ paymentId }) => work.letGo(paymentId)),
    handler(carryOutRefund, ({ refundId }, { id }) => work.carryOut(refundId, checkOf(id))),
    handler(expireOrder, ({ orderId }) => work.expireOrder(orderId)),
    handler(hearMessage, ({ messageId }, { attempt }) => work.hear(messageId, attempt)),
    handler(reconcilePayments, () => Effect.repeat(work.reconcile(), { while: (due) => due >= dueAtOnce }))
  ],
  timers: [{ kind: reconcilePayments, everySeconds: 60 }]
}))
