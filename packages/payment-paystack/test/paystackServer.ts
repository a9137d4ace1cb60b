/** Paystack on this machine: what its documentation says of requests, answers, refusals and messages. */
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { type Answer, loopback, messageOf, type Request } from "../../payment-http/test/loopback.ts"
import type { OtherSide } from "../../payment-http/test/stand.ts"

export const credentials = { secretKey: "sk_test_of-the-shop" }

interface Transaction {
  readonly id: number
  readonly reference: string
  amount: number
  currency: string
  status: "abandoned" | "success" | "failed" | "reversed"
  domain: "test" | "live"
  gateway_response: string
}

interface Refund {
  readonly id: number
  readonly transaction: number
  readonly transaction_reference: string
  readonly amount: number
  readonly currency: string
  readonly merchant_note: string
  status: "pending" | "processing" | "processed" | "failed"
}

export interface PaystackServer extends OtherSide {
  readonly transactions: ReadonlyMap<string, Transaction>
  readonly refunds: ReadonlyArray<Refund>
  readonly change: (id: string, changed: Partial<Transaction>) => void
}

const said = (status: number, message: string, data?: unknown): Answer => ({
  status,
  body: { status: status === 200, message, ...(data === undefined ? {} : { data }) }
})

export const message = (body: unknown) =>
  messageOf(body, (raw) => ({
    "x-paystack-signature": createHmac("sha512", credentials.secretKey).update(raw).digest("hex")
  }))

export const paystackServer = Effect.gen(function* () {
  const transactions = new Map<string, Transaction>()
  const refunds: Array<Refund> = []
  const confused = new Set<string>()

  const initialize = ({ body: { amount, currency, email, reference } }: Request): Answer => {
    if (typeof email !== "string" || !/^\S+@\S+\.\S+$/u.test(email)) return said(400, "Invalid Email Address Passed")
    if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 1) return said(400, "Invalid Amount Sent")
    if (typeof reference !== "string" || !/^[\w.=-]+$/u.test(reference)) return said(400, "Invalid reference")
    if (typeof currency !== "string" || !["NGN", "GHS", "ZAR", "KES", "USD"].includes(currency)) {
      return said(403, "Currency not supported by merchant")
    }
    if (transactions.has(reference)) return said(400, "Duplicate Transaction Reference")
    const id = 4_099_260_516 + transactions.size
    transactions.set(reference, {
      id,
      reference,
      amount,
      currency,
      status: "abandoned",
      domain: "test",
      gateway_response: "The transaction was not completed"
    })
    return said(200, "Authorization URL created", {
      authorization_url: `https://checkout.paystack.com/${id}`,
      access_code: String(id),
      reference
    })
  }

  const verify = (reference: string): Answer => {
    const transaction = transactions.get(reference)
    if (transaction === undefined) return said(400, "Transaction reference not found.")
    return said(200, "Verification successful", {
      ...transaction,
      reference: confused.has(reference) ? "another" : reference,
      channel: "card",
      customer: { email: "abebe@example.com" }
    })
  }

  const refund = ({ body: { amount, currency, merchant_note: note, transaction: name } }: Request): Answer => {
    const transaction = [...transactions.values()].find((each) => each.reference === name || String(each.id) === name)
    if (transaction === undefined) return said(404, "Transaction not found")
    if (transaction.status !== "success") return said(400, "Transaction has not been paid")
    const before = refunds.reduce((sum, each) => sum + (each.transaction === transaction.id ? each.amount : 0), 0)
    const asked = typeof amount === "number" ? amount : transaction.amount
    if (currency !== transaction.currency) return said(400, "Currency does not match")
    if (before + asked > transaction.amount) return said(400, "Refund amount cannot be more than transaction amount")
    const made: Refund = {
      id: 3_018_284 + refunds.length,
      transaction: transaction.id,
      transaction_reference: transaction.reference,
      amount: asked,
      currency: transaction.currency,
      merchant_note: String(note),
      status: "pending"
    }
    refunds.push(made)
    return said(200, "Refund has been queued for processing", made)
  }

  const answer = (request: Request): Answer => {
    if (request.authorization !== `Bearer ${credentials.secretKey}`) return said(401, "Invalid key")
    const { method, path, query } = request
    if (method === "POST" && path === "/transaction/initialize") return initialize(request)
    if (method === "POST" && path === "/refund") return refund(request)
    if (method === "GET" && path === "/refund") {
      const of = refunds.filter(({ transaction }) => String(transaction) === query.get("transaction"))
      return said(200, "Refunds retrieved", of)
    }
    const [, verb = "", name = ""] = /^\/(transaction\/verify|refund)\/([\w-]+)$/u.exec(path) ?? []
    if (method === "GET" && verb === "transaction/verify") return verify(name)
    const one = refunds.find(({ id }) => String(id) === name)
    return one === undefined ? said(404, "Refund not found") : said(200, "Refund retrieved", one)
  }

  const server = yield* loopback(answer)

  const change = (id: string, changed: Partial<Transaction>) => {
    const transaction = transactions.get(id)
    if (transaction === undefined) throw new Error(`Paystack does not know ${id}`)
    Object.assign(transaction, changed)
  }

  const controlled: PaystackServer = {
    ...server,
    transactions,
    refunds,
    change,
    count: () => transactions.size,
    countRefunds: () => refunds.length,
    endRefunds: () => {
      for (const refund of refunds) refund.status = "processed"
    },
    pay: (id, other = {}) => change(id, { status: "success", gateway_response: "Successful", ...other }),
    decline: (id) => change(id, { status: "failed", gateway_response: "Insufficient Funds" }),
    confuse: (id) => confused.add(id),
    told: (id) => message({ event: "charge.success", data: transactions.get(id) })
  }
  return controlled
})
