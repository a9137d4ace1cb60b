/** What providers tell the shop by themselves. */
import type { Money } from "../Money.ts"

/** As it came in: nothing of it has been read. */
export interface WebhookMessage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** What follows the provider's name in the path: of unsigned providers the secret, and which of their messages it is. */
  readonly path: ReadonlyArray<string>
}

/** What the provider expects to be answered, so that it does not tell the same again. */
export interface WebhookAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Money that somebody paid in by himself, under an account that he typed: an order's number. */
export interface IncomingMoney {
  readonly account: string
  readonly amount: Money
  /** The provider's own, once for each payment. */
  readonly reference: string
}

/** What a message is about. */
export type ProviderEvent =
  /** A payment of ours has moved: look it up. By our id, or by the provider's reference. */
  | {
      readonly _tag: "PaymentMoved"
      readonly payment: { readonly id: string } | { readonly reference: string }
      /** What the payer was given, where a look does not tell it. */
      readonly receipt: string | null
    }
  /** A refund of ours has moved. */
  | { readonly _tag: "RefundMoved"; readonly reference: string }
  | ({ readonly _tag: "IncomingMoney" } & IncomingMoney)
  | {
      readonly _tag: "IncomingConfirmed"
      readonly token: string
      readonly reference: string
      readonly amount: Money
    }
  /** Whether money may be paid in under this account: `refusal` is answered when not, and nothing is kept. */
  | {
      readonly _tag: "IncomingAsked"
      readonly account: string
      readonly amount: Money
      readonly refusal: WebhookAnswer
    }
  /** Signed, and of no concern to a shop. */
  | { readonly _tag: "Other" }

export interface Delivered {
  /** What the same message has when it comes again, and no other one: kept with the provider's name. At most 200 characters. */
  readonly id: string
  /** The provider's own word for what happened, for operators: `charge.success`. At most 60 characters. */
  readonly kind: string
  readonly event: ProviderEvent
  readonly answer: WebhookAnswer
}

/** The answer that most providers are content with. */
export const received: WebhookAnswer = { status: 200, contentType: "text/plain", body: "OK" }
