/** What Stripe keeps and says, as far as shops ask for it, and how its messages are signed. */
import { createHmac } from "node:crypto"
import { type Answer, messageOf } from "../../payment-http/test/loopback.ts"
import type { Form } from "./form.ts"

export const credentials = { secretKey: "sk_test_of-the-shop", webhookSecret: "whsec_of-the-shop" }

export interface Refund {
  readonly id: string
  readonly object: "refund"
  readonly payment_intent: string
  readonly amount: number
  readonly metadata: Readonly<Record<string, string>>
  status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled"
  failure_reason?: string
}

export interface Intent {
  readonly id: string
  readonly object: "payment_intent"
  readonly created: number
  readonly amount: number
  readonly client_secret: string
  readonly capture_method: string
  currency: string
  status: string
  amount_capturable: number
  amount_received: number
  cancellation_reason: string | null
  last_payment_error: { readonly code: string; readonly decline_code?: string } | null
  metadata: Readonly<Record<string, string>>
}

export interface Session {
  readonly id: string
  readonly object: "checkout.session"
  readonly created: number
  readonly expires_at: number
  readonly amount_total: number
  readonly currency: string
  readonly client_reference_id: string
  readonly metadata: Readonly<Record<string, string>>
  readonly form: Form
  status: "open" | "complete" | "expired"
  url: string | null
  payment_intent: string | null
}

interface Refused {
  readonly status?: number
  readonly type?: string
  readonly code?: string
  readonly param?: string
  readonly message: string
}

/** What is said before anything is done, and so is not kept under the key. */
export const invalid = ({ status = 400, type = "invalid_request_error", ...error }: Refused): Answer => ({
  status,
  body: { error: { type, ...error } }
})

export const found = (body: unknown): Answer => ({ status: 200, body })

export const missing = (what: string, id: string) =>
  invalid({ status: 404, code: "resource_missing", param: "id", message: `No such ${what}: '${id}'` })

export const message = (
  event: { readonly id: string; readonly type: string; readonly object: object } | string,
  { at = 0, secret = credentials.webhookSecret } = {}
) =>
  messageOf(
    typeof event === "string"
      ? event
      : { id: event.id, object: "event", type: event.type, data: { object: event.object } },
    (raw) => ({
      "stripe-signature": `t=${at},v1=${createHmac("sha256", secret).update(`${at}.`).update(raw).digest("hex")}`
    })
  )
