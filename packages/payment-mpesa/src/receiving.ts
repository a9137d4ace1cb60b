/**
 * What Safaricom tells by itself. None of it is signed: a secret in the path says that it comes from who was given the
 * address, and what it says of money is asked for again ("M-PESA Express Simulate", "Customer To Business Register URL",
 * "Transaction Status").
 */
import {
  type Delivered,
  type Money,
  type ProviderEvent,
  type WebhookAnswer,
  type WebhookMessage,
  WebhookRefused
} from "@duka/core"
import { readJson } from "@duka/payment-http"
import { Effect } from "effect"
import { Mac } from "effect/crypto"
import { centsOf, shillings } from "./amounts.ts"
import { PaybillMessage, StatusMessage, StkMessage, textOf } from "./wire.ts"

const json = (body: { readonly ResultCode: number | string; readonly ResultDesc: string }): WebhookAnswer => ({
  status: 200,
  contentType: "application/json",
  body: JSON.stringify(body)
})

const accepted = json({ ResultCode: 0, ResultDesc: "Accepted" })

const invalidAccount = json({ ResultCode: "C2B00012", ResultDesc: "Invalid Account Number" })

const invalidAmount = json({ ResultCode: "C2B00013", ResultDesc: "Invalid Amount" })

const bytes = new TextEncoder()

const isId = (part: string) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(part)

const delivered = (kind: string, id: string, event: ProviderEvent, answer = accepted): Delivered => ({
  id: `${kind.split(".")[0]}:${id}`,
  kind,
  event,
  answer
})

const refused = Effect.suspend(() => Effect.fail(new WebhookRefused({})))

const decoded = <A>(message: Effect.Effect<A | null>): Effect.Effect<A, WebhookRefused> =>
  Effect.flatMap(message, (value) => (value === null ? refused : Effect.succeed(value)))

const inCents = (amount: unknown): Money.Money | null => {
  const cents = centsOf(textOf(amount) ?? "")
  return cents === null || cents === 0 ? null : { amount: cents, currency: shillings }
}

/** Value of the first of this name, as text. */
const valueOf = (items: ReadonlyArray<readonly [string, unknown]>, wanted: string) =>
  textOf(items.find(([name]) => name === wanted)?.[1])

export interface ReceivingOptions {
  readonly secret: string
  /** A prompt's own address says whose it was, even when the shop never heard of its reference. */
  readonly learn: (id: string, reference: string) => void
}

export const make = ({ learn, secret }: ReceivingOptions) => {
  const known = bytes.encode(secret)

  const stk = Effect.fnUntraced(function* ({ body, path }: WebhookMessage) {
    const { CallbackMetadata, CheckoutRequestID, ResultCode } = (yield* decoded(readJson(StkMessage, body))).Body
      .stkCallback
    const id = path[2]
    if (id !== undefined && !isId(id)) return yield* refused
    if (id !== undefined) learn(id, CheckoutRequestID)
    const items = CallbackMetadata?.Item.map(({ Name, Value }) => [Name, Value] as const) ?? []
    return delivered(`stk.${ResultCode}`, `${CheckoutRequestID}:${ResultCode}`, {
      _tag: "PaymentMoved",
      payment: id === undefined ? { reference: CheckoutRequestID } : { id },
      receipt: valueOf(items, "MpesaReceiptNumber")?.slice(0, 40) ?? null
    })
  })

  const validation = Effect.fnUntraced(function* ({ body }: WebhookMessage) {
    const { BillRefNumber, TransAmount, TransID } = yield* decoded(readJson(PaybillMessage, body))
    const amount = inCents(TransAmount)
    if (amount === null) return delivered("validation", TransID, { _tag: "Other" }, invalidAmount)
    const account = BillRefNumber?.trim() ?? ""
    return delivered("validation", TransID, { _tag: "IncomingAsked", account, amount, refusal: invalidAccount })
  })

  const confirmation = Effect.fnUntraced(function* ({ body }: WebhookMessage) {
    const { BillRefNumber, TransAmount, TransID } = yield* decoded(readJson(PaybillMessage, body))
    const amount = inCents(TransAmount)
    if (amount === null) return yield* refused
    const account = BillRefNumber?.trim() ?? ""
    return delivered("confirmation", TransID, { _tag: "IncomingMoney", account, amount, reference: TransID })
  })

  const status = Effect.fnUntraced(function* ({ body }: WebhookMessage) {
    const { ConversationID, ResultCode, ResultParameters } = (yield* decoded(readJson(StatusMessage, body))).Result
    const items = [ResultParameters?.ResultParameter ?? []].flat().map(({ Key, Value }) => [Key, Value] as const)
    const reference = valueOf(items, "ReceiptNo")
    const amount = inCents(valueOf(items, "Amount"))
    const isComplete = String(ResultCode) === "0" && valueOf(items, "TransactionStatus") === "Completed"
    const event: ProviderEvent =
      isComplete && reference !== null && amount !== null
        ? { _tag: "IncomingConfirmed", token: ConversationID, reference, amount }
        : { _tag: "Other" }
    return delivered(`status.${ResultCode}`, `${ConversationID}:${ResultCode}`, event)
  })

  const messages = new Map([
    ["stk", stk],
    ["validation", validation],
    ["confirmation", confirmation],
    ["status", status]
  ])

  return Effect.fn("Mpesa.receive")(function* (message: WebhookMessage) {
    const [given = "", name = ""] = message.path
    const received = messages.get(name)
    if (!Mac.timingSafeEqual(bytes.encode(given), known) || received === undefined) return yield* refused
    if (message.path.length > (name === "stk" ? 3 : 2)) return yield* refused
    return yield* received(message)
  })
}
