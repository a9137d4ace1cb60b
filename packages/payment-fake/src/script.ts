/** What goes wrong, call after call: as it was told to, or by a plan. */
import {
  type DeclineCode,
  PaymentDeclined,
  type PaymentMethod,
  ProviderRefused,
  type ProviderFailure,
  type ProviderState,
  ProviderUnreachable
} from "@duka/core"
import { Effect } from "effect"

export type Operation = "start" | "capture" | "void" | "refund" | "lookUp" | "lookUpRefund"

export type Fault =
  /** Nothing is done, and nobody answers. */
  | "before"
  /** It is done, and its answer is lost. */
  | "after"
  /** Nothing is done, and no answer ever comes. */
  | "hang"
  /** It answers so much later. */
  | { readonly delaySeconds: number }
  | { readonly decline: DeclineCode }
  /** It refuses the shop itself, in these words. */
  | { readonly refuse: string }
  /** Of a refund: it is on its way until it is ended. */
  | "pending"
  /** Of a look: it tells how the payment stood before its last change. */
  | "late"
  /** Of a look: it says this of the payment, true or not. */
  | { readonly lie: Partial<ProviderState> }

/** What goes wrong with a call, by chance or on purpose; undefined: nothing. */
export type Plan = (operation: Operation) => Fault | undefined

const retryAfterSeconds = 1

export const make = (method: PaymentMethod, plan: Plan) => {
  const faults: Array<readonly [Operation, Fault]> = []
  const calls: Array<Operation> = []

  const unreachable = (outcome: ProviderUnreachable["outcome"]) =>
    new ProviderUnreachable({ method, outcome, retryAfterSeconds })

  const next = (operation: Operation): Fault | undefined => {
    const index = faults.findIndex(([which]) => which === operation)
    return index < 0 ? plan(operation) : faults.splice(index, 1)[0]?.[1]
  }

  /** Does it, unless something goes wrong. What goes wrong with the answer alone is told to who acts. */
  const acting = <A>(operation: Operation, act: (fault: Fault | undefined) => Effect.Effect<A, ProviderFailure>) =>
    Effect.suspend((): Effect.Effect<A, ProviderFailure> => {
      calls.push(operation)
      const fault = next(operation)
      if (fault === "before") return Effect.fail(unreachable("nothing_done"))
      if (fault === "hang") return Effect.never
      if (fault === "after") return Effect.andThen(act(fault), Effect.fail(unreachable("unknown")))
      if (typeof fault === "object" && "decline" in fault) {
        return Effect.fail(new PaymentDeclined({ method, decline: fault.decline }))
      }
      if (typeof fault === "object" && "refuse" in fault) {
        return Effect.fail(new ProviderRefused({ method, problem: fault.refuse }))
      }
      if (typeof fault === "object" && "delaySeconds" in fault) {
        return Effect.delay(act(fault), `${fault.delaySeconds} seconds`)
      }
      return act(fault)
    })

  return {
    acting,
    /** Every call so far. */
    calls,
    /** The next call of a kind goes wrong like this, and so do the following ones, when it is said of several. */
    fail: (operation: Operation, fault: Fault, times = 1): void => {
      for (let time = 0; time < times; time++) faults.push([operation, fault])
    }
  }
}
