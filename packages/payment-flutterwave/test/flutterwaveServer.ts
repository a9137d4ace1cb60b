/** Flutterwave's v3 on this machine: what its documentation says of requests, answers, refusals and messages. */
import { Money } from "@duka/core"
import { Effect } from "effect"
import { type Answer, loopback, messageOf, type Request } from "../../payment-http/test/loopback.ts"
import type { OtherSide } from "../../payment-http/test/stand.ts"

export const credentials = { secretKey: "FLWSECK_TEST-of-the-shop", secretHash: "hash-of-the-shop" }

interface Payment {
  readonly id: number
  readonly txRef: string
  amount: number
  currency: string
  /** `new`: nobody has tried to pay. */
  status: "new" | "pending" | "successful" | "failed"
}

interface Refund {
  readonly id: number
  readonly tx_id: number
  readonly amount_refunded: number
  readonly comments: string
  status: string
}

interface FlutterwaveServer extends OtherSide {
  readonly refunds: Array<Refund>
  /** How many pages were opened. */
  readonly links: () => number
}

const said = (status: number, message: string, data: unknown = null, more: object = {}): Answer => ({
  status,
  body: { status: status === 200 ? "success" : "error", message, data, ...more }
})

export const message = (body: unknown) => messageOf(body, () => ({ "verif-hash": credentials.secretHash }))

const text = (value: unknown) => (typeof value === "string" ? value : "")

const perPage = 2

export const flutterwaveServer = Effect.gen(function* () {
  const payments = new Map<string, Payment>()
  const refunds: Array<Refund> = []
  const confused = new Set<string>()
  let links = 0

  const pay = ({ body: { amount, currency, customer, redirect_url: redirect, tx_ref: txRef } }: Request): Answer => {
    const email = typeof customer === "object" && customer !== null && "email" in customer ? customer.email : ""
    if (text(txRef) === "") return said(400, "tx_ref is required")
    if (!/^\S+@\S+\.\S+$/u.test(text(email))) return said(400, "customer email is required")
    if (text(redirect) === "") return said(400, "redirect_url is required")
    if (!/^\d+(?:\.\d{1,2})?$/u.test(text(amount)) || Number(amount) <= 0) return said(400, "amount is required")
    if (!/^[A-Z]{3}$/u.test(text(currency))) return said(400, "currency is not valid")
    const known = payments.get(text(txRef)) ?? {
      id: 4_975_363 + payments.size,
      txRef: text(txRef),
      amount: Number(amount),
      currency: text(currency),
      status: "new"
    }
    payments.set(text(txRef), known)
    links += 1
    return said(200, "Hosted Link", { link: `https://checkout.flutterwave.com/v3/hosted/pay/${links}` })
  }

  const verify = (txRef: string): Answer => {
    const payment = payments.get(txRef)
    if (payment === undefined || payment.status === "new") return said(404, "No transaction was found for this id")
    const { amount, currency, id, status } = payment
    return said(200, "Transaction fetched successfully", {
      id,
      tx_ref: confused.has(txRef) ? "another" : txRef,
      flw_ref: `FLW${id}`,
      amount,
      charged_amount: amount + 1.4,
      currency,
      status,
      processor_response: status === "failed" ? "Insufficient Funds" : "Approved",
      customer: { email: "abebe@example.com" }
    })
  }

  const refund = (id: string, { body: { amount, comments } }: Request): Answer => {
    const payment = [...payments.values()].find((each) => String(each.id) === id)
    if (payment?.status !== "successful") return said(400, "Transaction can not be refunded")
    const before = refunds.reduce((sum, each) => sum + (each.tx_id === payment.id ? each.amount_refunded : 0), 0)
    const asked = typeof amount === "number" ? amount : payment.amount
    if (before + asked > payment.amount) return said(400, "Refund amount is more than what is left")
    const made: Refund = {
      id: 75_923 + refunds.length,
      tx_id: payment.id,
      amount_refunded: asked,
      comments: text(comments),
      status: "pending"
    }
    refunds.push(made)
    return said(200, "Transaction refund initiated", made)
  }

  const list = ({ query }: Request): Answer => {
    const page = Number(query.get("page") ?? "1")
    const total = Math.max(1, Math.ceil(refunds.length / perPage))
    return said(200, "Refunds fetched", refunds.slice((page - 1) * perPage, page * perPage), {
      meta: { page_info: { total: refunds.length, current_page: page, total_pages: total } }
    })
  }

  const answer = (request: Request): Answer => {
    if (request.authorization !== `Bearer ${credentials.secretKey}`) return said(401, "Invalid authorization key")
    const { method, path, query } = request
    if (method === "POST" && path === "/v3/payments") return pay(request)
    if (method === "GET" && path === "/v3/transactions/verify_by_reference") return verify(query.get("tx_ref") ?? "")
    if (method === "GET" && path === "/v3/refunds") return list(request)
    const [, paid] = /^\/v3\/transactions\/(\d+)\/refund$/u.exec(path) ?? []
    if (method === "POST" && paid !== undefined) return refund(paid, request)
    const one = refunds.find(({ id }) => path === `/v3/refunds/${id}`)
    return one === undefined ? said(404, "Refund not found") : said(200, "Refund fetched", one)
  }

  const server = yield* loopback(answer)

  const change = (id: string, changed: Partial<Payment>) => {
    const payment = payments.get(id)
    if (payment === undefined) throw new Error(`Flutterwave does not know ${id}`)
    Object.assign(payment, changed)
  }

  const majorOf = (amount: number, code: string) =>
    Number(Money.decimal(Money.Money.make({ amount, currency: Money.Currency.make(code) })))

  const controlled: FlutterwaveServer = {
    ...server,
    refunds,
    links: () => links,
    count: () => payments.size,
    countRefunds: () => refunds.length,
    endRefunds: () => {
      for (const refund of refunds) refund.status = "completed"
    },
    pay: (id, { amount, currency } = {}) =>
      change(id, {
        status: "successful",
        ...(amount === undefined ? {} : { amount: majorOf(amount, payments.get(id)?.currency ?? "") }),
        ...(currency === undefined ? {} : { currency })
      }),
    decline: (id) => change(id, { status: "failed" }),
    confuse: (id) => confused.add(id),
    told: (id) => {
      const payment = payments.get(id)
      return message({ event: "charge.completed", data: { ...payment, tx_ref: id }, "event.type": "CARD_TRANSACTION" })
    }
  }
  return controlled
})
