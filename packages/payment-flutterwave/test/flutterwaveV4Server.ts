/** Flutterwave's v4 on this machine: its tokens, charges that were made elsewhere, and refunds by their idempotency keys. */
import { Money, type StartPayment } from "@duka/core"
import { FlutterwaveV4 } from "@duka/payment-flutterwave"
import { Effect, Redacted } from "effect"
import { createHmac } from "node:crypto"
import { type Answer, loopback, messageOf, type Request } from "../../payment-http/test/loopback.ts"
import type { OtherSide } from "../../payment-http/test/stand.ts"

export const credentials = { clientSecret: "secret-of-the-client", secretHash: "hash-of-the-shop" }

interface Charge {
  readonly id: string
  reference: string
  amount: number
  currency: string
  status: "pending" | "succeeded" | "failed"
}

interface Refund {
  readonly id: string
  readonly charge: string
  readonly amount_refunded: number
  status: string
}

interface FlutterwaveV4Server extends OtherSide {
  /** Somebody has charged for this payment. Its name at Flutterwave. */
  readonly begin: (payment: StartPayment) => string
  readonly charges: ReadonlyMap<string, Charge>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly tokens: Array<string>
}

export const message = (body: unknown) =>
  messageOf(body, (raw) => ({
    "flutterwave-signature": createHmac("sha256", credentials.secretHash).update(raw).digest("base64")
  }))

export const make = (baseUrl: string) =>
  FlutterwaveV4.make({
    baseUrl,
    tokenUrl: `${baseUrl}/token`,
    clientId: "client",
    clientSecret: Redacted.make(credentials.clientSecret),
    secretHash: Redacted.make(credentials.secretHash)
  })

const success = (data: unknown): Answer => ({ status: 200, body: { status: "success", data } })
const refused = (status: number, message: string): Answer => ({ status, body: { message } })

const majorOf = (amount: number, code: string) =>
  Number(Money.decimal(Money.Money.make({ amount, currency: Money.Currency.make(code) })))

export const flutterwaveV4Server = Effect.gen(function* () {
  const charges = new Map<string, Charge>()
  const refunds = new Map<string, Refund>()
  const tokens: Array<string> = []

  const granted = ({ text }: Request): Answer => {
    const form = new URLSearchParams(text)
    const isRight = form.get("client_id") === "client" && form.get("client_secret") === credentials.clientSecret
    if (!isRight || form.get("grant_type") !== "client_credentials") return { status: 401, body: { error: "invalid" } }
    tokens.push(`token-${tokens.length}`)
    return { status: 200, body: { access_token: tokens.at(-1), expires_in: 600, token_type: "Bearer" } }
  }

  const refund = ({ body, headers }: Request): Answer => {
    const key = String(headers["x-idempotency-key"])
    const made = refunds.get(key)
    if (made !== undefined) return success(made)
    const charge = [...charges.values()].find(({ id }) => id === body["charge_id"])
    if (charge === undefined) return refused(404, "Charge not found")
    if (charge.status !== "succeeded") return refused(400, "The charge has not succeeded")
    const before = [...refunds.values()].reduce(
      (sum, each) => sum + (each.charge === charge.id ? each.amount_refunded : 0),
      0
    )
    const amount = Number(body["amount"])
    if (before + amount > charge.amount) return refused(400, "More than is left")
    const one = { id: `rfd_${refunds.size}`, charge: charge.id, status: "pending", amount_refunded: amount }
    refunds.set(key, one)
    return success(one)
  }

  const server = yield* loopback((request) => {
    const { method, path } = request
    if (path === "/token") return granted(request)
    if (request.authorization !== `Bearer ${tokens.at(-1)}`) return refused(401, "Unauthorized")
    if (method === "POST" && path === "/refunds") return refund(request)
    const one =
      [...charges.values()].find(({ id }) => path === `/charges/${id}`) ??
      [...refunds.values()].find(({ id }) => path === `/refunds/${id}`)
    return one === undefined ? refused(404, "Not found") : success(one)
  })

  const change = (id: string, changed: Partial<Charge>) => {
    const charge = charges.get(id)
    if (charge === undefined) throw new Error(`Flutterwave does not know ${id}`)
    Object.assign(charge, changed)
  }

  const controlled: FlutterwaveV4Server = {
    ...server,
    charges,
    refunds,
    tokens,
    begin: ({ amount: { amount, currency }, id: reference }) => {
      const id = `chg_${charges.size}`
      charges.set(reference, { id, reference, amount: majorOf(amount, currency), currency, status: "pending" })
      return id
    },
    count: () => charges.size,
    countRefunds: () => refunds.size,
    pay: (id, { amount, currency } = {}) =>
      change(id, {
        status: "succeeded",
        ...(amount === undefined ? {} : { amount: majorOf(amount, charges.get(id)?.currency ?? "") }),
        ...(currency === undefined ? {} : { currency })
      }),
    decline: (id) => change(id, { status: "failed" }),
    confuse: (id) => change(id, { reference: "another" }),
    endRefunds: () => {
      for (const one of refunds.values()) one.status = "succeeded"
    },
    told: (id) => message({ type: "charge.completed", data: charges.get(id) })
  }
  return controlled
})
