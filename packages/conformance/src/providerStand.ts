/**
 * What a test of a provider brings along: the other side, in its hands. For a provider with an HTTP API that is a server on
 * this machine which answers as its documentation says.
 */
import {
  Money,
  type Payer,
  type PaymentProvider,
  type ProviderPayment,
  type StartPayment,
  type WebhookMessage
} from "@duka/core"
import { Effect, type Scope } from "effect"
import * as Samples from "./samples.ts"

/** What the shop asks of the other side. */
export type Operation = "start" | "capture" | "void" | "refund" | "lookUp"

/** What may go wrong with the next of them. */
export type Trouble =
  /** It acts, and its answer is lost. */
  | "lost"
  /** It does nothing, and never answers. */
  | "silent"
  /** It is asked too often, and says when to come again (`Retry-After`): after `busySeconds`. */
  | "busy"
  /** It fails, in a form that nobody can read. */
  | "broken"
  /** It answers that all is well, in a form that nobody can read. */
  | "garbled"
  /** It refuses the request, in these words. */
  | "refused"

export const busySeconds = 17

/** What the other side says, where it says anything: an HTTP status, and words for people. */
export interface Said {
  readonly status: number
  readonly words: string
}

/** What may be otherwise than the shop has asked for. */
export type Oddity =
  /** Another amount is paid. */
  | "amount"
  /** It is paid in another currency. */
  | "currency"
  /** A look tells of another payment. */
  | "payment"

/** It says nothing. */
export const nothingSaid: Said = { status: 0, words: "" }

export interface ProviderStand {
  /** The one that is tried, over this stand. */
  readonly provider: PaymentProvider
  /** The same as another process of the shop has it: it remembers nothing of the first one. */
  readonly another: PaymentProvider
  /** The same, where nobody is at the other side. */
  readonly unplugged: PaymentProvider
  /** How many payments the other side holds. */
  readonly payments: () => number
  /** How many refunds it holds. */
  readonly refunds: () => number
  /** For providers that start nothing: the payment is begun elsewhere. Its reference there. */
  readonly begin?: (payment: StartPayment) => string
  /** The payer pays all that is asked for, or something else where oddities are told of. */
  readonly pay: (id: string, other?: { readonly amount?: number; readonly currency?: string }) => void
  /** The payer does not pay. */
  readonly decline: (id: string) => void
  /** The next look at this payment tells of another one. */
  readonly confuse?: (id: string) => void
  /** Every refund that is on its way arrives. */
  readonly endRefunds: () => void
  /** What tells of a payment as it stands, signed now: the same again as long as it stands like this. */
  readonly told: (id: string) => Effect.Effect<WebhookMessage>
  /** The next operation of a kind goes wrong like this. */
  readonly fail: (operation: Operation, trouble: Trouble, said: Said) => void
}

/** What is known of a provider before it is tried, beside its capabilities. */
export interface Tried {
  /** Opened for each law. */
  readonly stand: Effect.Effect<ProviderStand, never, Scope.Scope>
  /** One that it takes. */
  readonly currency: string
  /** Another one, where a payer may pay in it all the same. */
  readonly otherCurrency: string
  /** As it needs them. */
  readonly payer: Payer
  /** Where the buyer goes to pay. `never`: it starts no payments. */
  readonly starts: "redirect" | "prompt" | "confirm" | "none" | "never"
  /**
   * Who knows a payment by our id. `provider`: starting it again, from any process, is the same payment and tells how it
   * stands. `process`: the provider has no such key, and only the process that has started it keeps to one.
   */
  readonly knownBy: "provider" | "process"
  /** Whether a look tells what was given back. */
  readonly looksTellRefunds: boolean
  readonly oddities: ReadonlyArray<Oddity>
  readonly troubles: ReadonlyArray<Trouble>
  /**
   * What proves that a message is the provider's, and where it stands. `signature`: it is made of the raw bytes. `secret`: it
   * is the same in each message, which is a hint and no more.
   */
  readonly proof: {
    readonly kind: "signature" | "secret"
    readonly at: { readonly header: string } | { readonly path: number }
  }
  /** What nobody may read in a failure. */
  readonly secrets: ReadonlyArray<string>
}

/** What a law is given. */
export interface Opened extends Omit<Tried, "stand"> {
  readonly stand: ProviderStand
  readonly provider: PaymentProvider
  /** To be paid, of 1,000 times the smallest amount at least. */
  readonly payment: (changes?: Partial<StartPayment>) => StartPayment
  /** It, once it was begun. */
  readonly begun: (payment: StartPayment) => Effect.Effect<ProviderPayment>
  /** The same, and paid. */
  readonly paid: (changes?: Partial<StartPayment>) => Effect.Effect<ProviderPayment>
  readonly money: (amount: number, currency?: string) => Money.Money
}

export const opened = ({ stand, ...tried }: Tried) =>
  Effect.map(stand, (stand): Opened => {
    const { currency, payer } = tried
    const { provider } = stand

    const money = (amount: number, code = currency) => Money.Money.make({ amount, currency: Money.Currency.make(code) })

    const payment = (changes: Partial<StartPayment> = {}): StartPayment => ({
      id: Samples.uuid(),
      orderNumber: 1042,
      amount: money(1_299 * 100),
      startedAt: "2026-11-28T05:00:00Z",
      capture: "automatic",
      payer,
      returnUrl: "https://shop.example/thanks",
      webhookUrl: "https://shop.example/v1/webhooks/payments/it",
      ...changes
    })

    const begun = (asked: StartPayment) => {
      const reference = stand.begin?.(asked)
      return reference === undefined
        ? Effect.map(Effect.orDie(provider.start(asked)), ({ state }) => ({ ...asked, reference: state.reference }))
        : Effect.succeed({ ...asked, reference })
    }

    const paid = (changes: Partial<StartPayment> = {}) => {
      const asked = payment(changes)
      return Effect.tap(begun(asked), () => Effect.sync(() => stand.pay(asked.id)))
    }

    return { ...tried, stand, provider, payment, begun, paid, money }
  })

/** A law, and whom it is a law for. */
export type Law = (title: string, body: (at: Opened) => Effect.Effect<void, unknown, Scope.Scope>) => void
