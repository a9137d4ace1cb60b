/** Stripe on this machine: what its documentation says of requests, answers, refusals and messages. */
import { Effect } from "effect"
import { type Answer, loopback, type Request } from "../../payment-http/test/loopback.ts"
import type { OtherSide } from "../../payment-http/test/stand.ts"
import { formOf } from "./form.ts"
import { makeBooks } from "./stripeBooks.ts"
import { credentials, type Intent, invalid, message, type Refund, type Session } from "./stripeWords.ts"

interface StripeServer extends OtherSide {
  readonly refunds: ReadonlyArray<Refund>
  /** What was made last of a payment. */
  readonly intentOf: (id: string) => Intent
  readonly change: (id: string, changed: Partial<Intent>) => void
  /** A try that fails, on a page that stays open. */
  readonly refuse: (id: string, error: NonNullable<Intent["last_payment_error"]>) => void
  /** The page ends by itself. */
  readonly expire: (id: string) => void
  /** After a day, and more: keys are forgotten. */
  readonly forgetKeys: () => void
}

export const stripeServerAt = (now: () => number) =>
  Effect.gen(function* () {
    const { get, intents, newIntent, post, refunds, sessions } = makeBooks(now)
    const keys = new Map<string, { readonly path: string; readonly text: string; readonly answer: Answer }>()

    /** Kept under its key, with the parameters, once something was begun. */
    const once = ({ headers, path, text }: Request): Answer => {
      const key = String(headers["idempotency-key"] ?? "")
      if (key === "" || key.length > 255) return invalid({ message: "An Idempotency-Key has 1 to 255 characters." })
      const before = keys.get(key)
      if (before !== undefined && (before.path !== path || before.text !== text)) {
        return invalid({
          type: "idempotency_error",
          message: "Keys for idempotent requests can only be used with the same parameters they were first used with."
        })
      }
      if (before !== undefined) return { ...before.answer, headers: { "idempotent-replayed": "true" } }
      const answer = post(path, formOf(new URLSearchParams(text)))
      if (answer.status === 200) keys.set(key, { path, text, answer })
      return answer
    }

    const answer = (request: Request): Answer => {
      const { authorization, contentType, headers, method, path, query } = request
      if (authorization !== `Bearer ${credentials.secretKey}`) {
        return invalid({ status: 401, message: "Invalid API Key provided: sk_test_****************hop" })
      }
      if (headers["stripe-version"] !== "2026-10-28.endive") return invalid({ message: "Invalid Stripe API version" })
      if (method === "GET") return get(path, formOf(query))
      return contentType.startsWith("application/x-www-form-urlencoded")
        ? once(request)
        : invalid({ message: "Invalid request: only forms are accepted." })
    }

    const counted = { requests: 0 }
    const server = yield* loopback((request) => {
      const said = answer(request)
      counted.requests += 1
      return { ...said, headers: { "request-id": `req_${counted.requests}`, ...said.headers } }
    })

    const sessionOf = (id: string) => [...sessions.values()].findLast(({ metadata }) => metadata["duka_payment"] === id)

    /** The intent of a page is there once somebody has tried to pay. */
    const intentOf = (id: string): Intent => {
      const session = sessionOf(id)
      const intent =
        session === undefined
          ? [...intents.values()].find(({ metadata }) => metadata["duka_payment"] === id)
          : intents.get(session.payment_intent ?? "")
      if (intent !== undefined) return intent
      if (session === undefined) throw new Error(`Stripe does not know ${id}`)
      const data = session.form["payment_intent_data"]
      const tried = newIntent(typeof data === "object" ? data : {}, session.amount_total, session.currency)
      session.payment_intent = tried.id
      return tried
    }

    const change = (id: string, changed: Partial<Intent>) => void Object.assign(intentOf(id), changed)

    const close = (id: string, status: Session["status"]) => {
      const session = sessionOf(id)
      if (session !== undefined) Object.assign(session, { status, url: null })
    }

    const controlled: StripeServer = {
      ...server,
      refunds,
      intentOf,
      change,
      count: () => sessions.size,
      countRefunds: () => refunds.length,
      endRefunds: () => {
        for (const refund of refunds) if (refund.status === "pending") refund.status = "succeeded"
      },
      pay: (id, other = {}) => {
        const intent = intentOf(id)
        const amount = other.amount ?? intent.amount
        const paid =
          intent.capture_method === "manual"
            ? { status: "requires_capture", amount_capturable: amount }
            : { status: "succeeded", amount_received: amount }
        change(id, { ...paid, ...(other.currency === undefined ? {} : { currency: other.currency.toLowerCase() }) })
        close(id, "complete")
      },
      decline: (id) => {
        const error = { code: "payment_intent_payment_attempt_failed", decline_code: "insufficient_funds" }
        change(id, { status: "requires_payment_method", last_payment_error: error })
        close(id, "complete")
      },
      refuse: (id, error) => change(id, { status: "requires_payment_method", last_payment_error: error }),
      expire: (id) => close(id, "expired"),
      forgetKeys: () => keys.clear(),
      confuse: (id) => change(id, { metadata: { duka_payment: "another" } }),
      told: (id) => message({ id: `evt_${intentOf(id).id}`, type: "payment_intent.succeeded", object: intentOf(id) })
    }
    return controlled
  })

/** Shortly after the payments of the laws were started. */
export const stripeServer = stripeServerAt(() => Date.parse("2026-11-28T05:00:10Z") / 1000)
