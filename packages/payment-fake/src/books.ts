/** What the fake provider holds: payments, captures and refunds, as long as the process lives. */
import {
  type DeclineCode,
  type Money,
  type PaymentMethod,
  type ProviderChange,
  type ProviderPayment,
  ProviderRefused,
  type ProviderState,
  type RefundState
} from "@duka/core"
import { Effect } from "effect"

interface Kept {
  readonly amount: Money.Money
  readonly manual: boolean
  readonly webhookUrl: string | null
  state: ProviderState
  before: ProviderState
}

interface KeptRefund {
  readonly paymentId: string
  readonly amount: Money.MinorUnits
  state: RefundState
}

export interface Opened {
  readonly id: string
  readonly amount: Money.Money
  readonly manual: boolean
  readonly webhookUrl: string | null
}

/** What a payer pays, when it is not what was asked for. */
export interface Other {
  /** In minor units. */
  readonly amount?: number
  readonly currency?: Money.Currency
}

const pending = ({ amount: { currency } }: Pick<ProviderPayment, "amount">): ProviderState => ({
  status: "pending",
  reference: null,
  currency,
  authorised: 0,
  captured: 0,
  refunded: 0,
  decline: null,
  receipt: null
})

export const make = (method: PaymentMethod) => {
  const payments = new Map<string, Kept>()
  const captures = new Map<string, ProviderState>()
  const refunds = new Map<string, KeptRefund>()

  const refused = (problem: string) => new ProviderRefused({ method, problem })

  /** Of what nobody has started, nobody knows anything. */
  const stateOf = (payment: ProviderPayment) => payments.get(payment.id)?.state ?? pending(payment)

  /** How it stands afterwards; undefined when nobody has started it. */
  const change = (id: string, changed: (state: ProviderState, kept: Kept) => ProviderState) => {
    const kept = payments.get(id)
    if (kept === undefined) return undefined
    kept.before = kept.state
    kept.state = changed(kept.state, kept)
    return kept.state
  }

  const give = (id: string, amount: number) => change(id, (state) => ({ ...state, refunded: state.refunded + amount }))

  /** What is on its way back, and not there yet. */
  const refunding = (id: string) =>
    [...refunds.values()].reduce(
      (sum, { amount, paymentId, state }) => (paymentId === id && state.status === "pending" ? sum + amount : sum),
      0
    )

  return {
    stateOf,
    /** Before its last change. */
    lateState: (payment: ProviderPayment) => payments.get(payment.id)?.before ?? pending(payment),
    webhookUrl: (id: string): string | null => payments.get(id)?.webhookUrl ?? null,
    /** Another time, the same one. */
    open: ({ id, ...opened }: Opened): ProviderState => {
      const known = payments.get(id)
      if (known !== undefined) return known.state
      const state = { ...pending(opened), reference: `ref-${id}` }
      payments.set(id, { ...opened, state, before: state })
      return state
    },
    capture: Effect.fnUntraced(function* ({ amount, key, payment }: ProviderChange) {
      const made = captures.get(key)
      if (made !== undefined) return made
      const { authorised, captured, status } = stateOf(payment)
      if (status !== "authorised") return yield* refused("There is nothing that could be captured.")
      if (captured + amount.amount > authorised) return yield* refused("More than was authorised cannot be captured.")
      change(payment.id, (state) => {
        const total = captured + amount.amount
        return { ...state, captured: total, status: total === authorised ? "captured" : "authorised" }
      })
      captures.set(key, stateOf(payment))
      return stateOf(payment)
    }),
    void: (payment: ProviderPayment): ProviderState =>
      change(payment.id, (state) => ({ ...state, status: state.captured > 0 ? "captured" : "voided" })) ??
      stateOf(payment),
    refund: Effect.fnUntraced(function* (
      { amount, key, payment }: ProviderChange,
      status: "pending" | "succeeded"
    ): Effect.fn.Return<RefundState, ProviderRefused> {
      const made = refunds.get(key)
      if (made !== undefined) return made.state
      const { captured, refunded } = stateOf(payment)
      if (refunded + refunding(payment.id) + amount.amount > captured) {
        return yield* refused("More than was captured cannot be given back.")
      }
      const state: RefundState = { status, reference: `refund-${key}`, decline: null }
      refunds.set(key, { paymentId: payment.id, amount: amount.amount, state })
      if (status === "succeeded") give(payment.id, amount.amount)
      return state
    }),
    refundOf: (key: string): RefundState =>
      refunds.get(key)?.state ?? { status: "pending", reference: null, decline: null },

    /** The payer pays: what he pays is authorised, and captured unless the shop wants to do that itself. */
    pay: (id: string, { amount, currency }: Other = {}) =>
      change(id, (state, { amount: asked, manual }) => {
        const paid = amount ?? asked.amount
        return {
          ...state,
          status: manual ? "authorised" : "captured",
          currency: currency ?? state.currency,
          authorised: paid,
          captured: manual ? state.captured : paid
        }
      }),
    /** The payer cannot, or does not want to. */
    decline: (id: string, decline: DeclineCode = "declined") =>
      change(id, (state) => ({ ...state, status: "failed", decline })),
    /** Nobody has paid in time. */
    expire: (id: string) => change(id, (state) => ({ ...state, status: "expired", decline: "expired" })),
    /** Money goes back without anybody having asked for it. */
    reverse: give,
    /** A refund that was pending comes to its end. */
    endRefund: (key: string, status: "succeeded" | "failed" = "succeeded"): void => {
      const kept = refunds.get(key)
      if (kept?.state.status !== "pending") return
      kept.state = { ...kept.state, status, decline: status === "failed" ? "declined" : null }
      if (status === "succeeded") give(kept.paymentId, kept.amount)
    },

    /** The ids of all payments, in the order in which they were started. */
    payments: (): ReadonlyArray<string> => [...payments.keys()],
    /** How a payment stands; undefined when nobody has started it. */
    state: (id: string): ProviderState | undefined => payments.get(id)?.state,
    /** The keys of all refunds, or of those that stand like this. */
    refunds: (status?: RefundState["status"]): ReadonlyArray<string> =>
      [...refunds].flatMap(([key, { state }]) => (status === undefined || state.status === status ? [key] : [])),
    /** All that it has taken and not given back. */
    holds: (): number => [...payments.values()].reduce((sum, { state }) => sum + state.captured - state.refunded, 0)
  }
}
