/** What takes webhooks to their receivers: a platform's HTTP, guarded against being sent into networks of one's own. */
import { Context, type Effect } from "effect"

/** A POST. */
export interface OutgoingWebhook {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of it. Whatever a receiver has answered beside this is read by nobody. */
export type Carried =
  | {
      readonly _tag: "Answered"
      readonly status: number
      /** When it says so itself. */
      readonly retryAfterSeconds: number | null
    }
  /** `forbidden`: its address is none that the shop may call. */
  | {
      readonly _tag: "NotAnswered"
      readonly why: "forbidden" | "timeout" | "unreachable"
      /** A short code such as ECONNREFUSED; null: there is none. */
      readonly code: string | null
    }

export interface WebhookCarrier {
  /**
   * One request to an address that the shop may call, and no other: redirects are not followed, and a name is asked for once.
   * Ends within the settings' `answerSeconds`. Interrupted, nothing more is sent.
   */
  carry(webhook: OutgoingWebhook): Effect.Effect<Carried>
}

/** Null: this process sends none, and leaves them to others. */
export const WebhookCarrier: Context.Reference<WebhookCarrier | null> = Context.Reference<WebhookCarrier | null>(
  "@duka/core/webhook/WebhookCarrier",
  { defaultValue: () => null }
)
