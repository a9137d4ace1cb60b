/** Chapa on this machine: what its documentation says of requests, answers, refusals and messages. */
import { Money } from "@duka/core"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { type Answer, loopback, messageOf, type Request } from "../../payment-http/test/loopback.ts"
import type { OtherSide } from "../../payment-http/test/stand.ts"

export const credentials = { secretKey: "CHASECK_TEST-of-the-shop", webhookSecret: "hash-of-the-shop" }

interface Transaction {
  readonly txRef: string
  readonly reference: string
  amount: string
  currency: string
  status: "pending" | "success" | "failed/cancelled" | "refunded"
  mode: "test" | "live"
}

interface ChapaServer extends OtherSide {
  readonly refunds: ReadonlyMap<string, string>
  /** The payment was made with keys of the other mode. */
  readonly becomeLive: (id: string) => void
  readonly message: (body: unknown) => ReturnType<typeof messageOf>
}

const said = (status: number, message: unknown, data: unknown = null): Answer => ({
  status,
  body: { status: status === 200 ? "success" : "failed", message, data }
})

const hmac = (data: string | Uint8Array) => createHmac("sha256", credentials.webhookSecret).update(data).digest("hex")

export const message = (body: unknown) =>
  messageOf(body, (raw) => ({ "x-chapa-signature": hmac(raw), "chapa-signature": hmac(credentials.webhookSecret) }))

const text = (value: unknown) => (typeof value === "string" ? value : "")

export const chapaServer = Effect.gen(function* () {
  const transactions = new Map<string, Transaction>()
  const refunds = new Map<string, string>()
  const confused = new Set<string>()

  const initialize = ({ body }: Request): Answer => {
    const txRef = text(body["tx_ref"])
    const missing = ["amount", "currency", "email", "tx_ref"].filter((field) => text(body[field]) === "")
    if (missing.length > 0) {
      return said(400, Object.fromEntries(missing.map((field) => [field, ["validation.required"]])))
    }
    if (!/^\S+@\S+\.\S+$/u.test(text(body["email"]))) return said(400, { email: ["validation.email"] })
    if (!/^\d+\.\d{2}$/u.test(text(body["amount"]))) return said(400, { amount: ["validation.numeric"] })
    if (!["ETB", "USD"].includes(text(body["currency"]))) return said(400, "Invalid currency")
    if (transactions.has(txRef)) return said(400, "Transaction reference has been used before")
    transactions.set(txRef, {
      txRef,
      reference: `AP${transactions.size + 1}zQ1KKswbb`,
      amount: text(body["amount"]),
      currency: text(body["currency"]),
      status: "pending",
      mode: "test"
    })
    return said(200, "Hosted Link", { checkout_url: `https://checkout.chapa.co/checkout/payment/${txRef}` })
  }

  const verify = (txRef: string): Answer => {
    const transaction = transactions.get(txRef)
    if (transaction === undefined) return said(404, "Invalid transaction or Transaction not found")
    if (transaction.status === "pending") return said(400, "Payment not paid yet")
    const { amount, currency, mode, reference, status } = transaction
    return said(200, "Payment details", {
      first_name: "Abebe",
      last_name: "Bikila",
      email: "abebe@example.com",
      amount: Number(amount),
      charge: 3.5,
      currency,
      mode,
      status,
      reference,
      tx_ref: confused.has(txRef) ? "another" : txRef
    })
  }

  const refund = (reference: string, { body }: Request): Answer => {
    const transaction = [...transactions.values()].find((each) => each.reference === reference)
    if (transaction === undefined) return said(404, "Transaction not found")
    if (transaction.status !== "success") return said(400, "Transaction can not be refunded")
    const key = text(body["reference"])
    if (refunds.has(key)) return said(400, "The reference has already been taken")
    refunds.set(key, transaction.txRef)
    return said(200, "Refund queued", { amount: body["amount"] })
  }

  const answer = (request: Request): Answer => {
    if (request.authorization !== `Bearer ${credentials.secretKey}`) return said(401, "Invalid API Key")
    const { method, path } = request
    if (method === "POST" && path === "/v1/transaction/initialize") return initialize(request)
    const [, verb = "", name = ""] = /^\/v1\/(transaction\/verify|refund)\/([\w-]+)$/u.exec(path) ?? []
    if (method === "GET" && verb === "transaction/verify") return verify(name)
    if (method === "POST" && verb === "refund") return refund(name, request)
    return said(404, "Not found")
  }

  const server = yield* loopback(answer)

  const change = (id: string, changed: Partial<Transaction>) => {
    const transaction = transactions.get(id)
    if (transaction === undefined) throw new Error(`Chapa does not know ${id}`)
    Object.assign(transaction, changed)
  }

  const controlled: ChapaServer = {
    ...server,
    refunds,
    message,
    count: () => transactions.size,
    pay: (id, other = {}) =>
      change(id, {
        status: "success",
        ...(other.amount === undefined
          ? {}
          : {
              amount: Money.decimal(Money.Money.make({ amount: other.amount, currency: Money.Currency.make("ETB") }))
            }),
        ...(other.currency === undefined ? {} : { currency: other.currency })
      }),
    decline: (id) => change(id, { status: "failed/cancelled" }),
    confuse: (id) => confused.add(id),
    becomeLive: (id) => change(id, { mode: "live" }),
    countRefunds: () => refunds.size,
    endRefunds: () => {
      for (const txRef of refunds.values()) change(txRef, { status: "refunded" })
    },
    told: (id) => {
      const { amount, currency, mode, reference, status } = transactions.get(id) ?? { status: "success" }
      return message({ event: "charge.success", tx_ref: id, reference, status, amount, currency, mode, type: "API" })
    }
  }
  return controlled
})
