/** What the stands of providers with an HTTP API have in common. */
import { PaymentProviderSuite } from "@duka/conformance"
import { Money, type PaymentProvider, type ProviderFailure, type StartPayment, type WebhookMessage } from "@duka/core"
import { Effect } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { type Fault, loopback, type Loopback, type Request } from "./loopback.ts"

const payer = { name: "Abebe Bikila", email: "abebe@example.com", phone: "+251911234567" }

/** The other side, on this machine. */
export interface OtherSide
  extends Loopback, Pick<PaymentProviderSuite.ProviderStand, "pay" | "decline" | "endRefunds"> {
  /** How many payments it holds. */
  readonly count: () => number
  readonly countRefunds: () => number
  /** The message that tells of a payment. */
  readonly told: (id: string) => WebhookMessage
  /** The next look tells of the payment under another reference. */
  readonly confuse?: (id: string) => void
}

/** Which request is which. */
export type Which = Readonly<Partial<Record<PaymentProviderSuite.Operation, (request: Request) => boolean>>>

type Failing = { readonly kind: "lost" | "silent" } | Extract<Fault, { readonly kind: "said" }>

/** `refusal`: how the provider puts its words, when it refuses. */
export const faultOf = (
  trouble: PaymentProviderSuite.Trouble,
  { status, words }: PaymentProviderSuite.Said,
  refusal: (words: string) => object = (message) => ({ status: false, message })
): Failing => {
  switch (trouble) {
    case "lost":
    case "silent":
      return { kind: trouble }
    case "busy":
      return { kind: "said", status, body: {}, headers: { "retry-after": String(PaymentProviderSuite.busySeconds) } }
    case "broken":
    case "garbled":
      return { kind: "said", status, body: "<html>hello</html>" }
    case "refused":
      return { kind: "said", status, body: refusal(words) }
  }
}

type Make = (baseUrl: string) => Effect.Effect<PaymentProvider, never, HttpClient.HttpClient>

/** The stand of a provider over its other side. */
export const standOf = Effect.fnUntraced(function* (
  side: OtherSide,
  make: Make,
  which: Which,
  refusal?: (words: string) => object
) {
  const closed = yield* Effect.scoped(loopback(() => ({ status: 404, body: {} })))
  const stand: PaymentProviderSuite.ProviderStand = {
    provider: yield* make(side.baseUrl),
    another: yield* make(side.baseUrl),
    unplugged: yield* make(closed.baseUrl),
    payments: side.count,
    refunds: side.countRefunds,
    pay: side.pay,
    decline: side.decline,
    ...(side.confuse === undefined ? {} : { confuse: side.confuse }),
    endRefunds: side.endRefunds,
    told: (id) => Effect.sync(() => side.told(id)),
    fail: (operation, trouble, said) => side.fail(which[operation] ?? (() => false), faultOf(trouble, said, refusal))
  }
  return stand
}, Effect.provide(FetchHttpClient.layer))

/** What is true of every provider with a page of its own. */
export const onItsPage = {
  payer,
  starts: "redirect",
  knownBy: "provider",
  looksTellRefunds: true,
  oddities: ["amount", "currency", "payment"],
  troubles: ["lost", "silent", "busy", "broken", "garbled", "refused"]
} as const

export const paymentOf = (currency: string, amount = 129_950): StartPayment => ({
  id: randomUUID(),
  orderNumber: 1042,
  amount: Money.Money.make({ amount, currency: Money.Currency.make(currency) }),
  startedAt: "2026-11-28T05:00:00Z",
  capture: "automatic",
  payer,
  returnUrl: "https://shop.example/thanks",
  webhookUrl: "https://shop.example/v1/webhooks/payments/it"
})

export const started = (payment: StartPayment) => ({ ...payment, reference: null })

/** Which failure, and with what outcome. */
export const failureOf = <A>(effect: Effect.Effect<A, ProviderFailure>) => Effect.flip(effect)
