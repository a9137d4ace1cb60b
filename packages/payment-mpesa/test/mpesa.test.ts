/** What is M-Pesa's own: prompts that cannot be asked for twice, unsigned messages, codes, tokens and the paybill. */
import {
  Money,
  type PaymentProvider,
  PaymentDeclined,
  PaymentNotSupported,
  type StartPayment,
  WebhookRefused
} from "@duka/core"
import { Mpesa } from "@duka/payment-mpesa"
import { expect, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { FetchHttpClient } from "effect/http"
import { type DarajaServer, darajaServer } from "./darajaServer.ts"

const push = "/mpesa/stkpush/v1/processrequest"
const query = "/mpesa/stkpushquery/v1/query"
const oauth = "/oauth/v1/generate"
const webhookUrl = "https://shop.example/v1/webhooks/payments/mpesa"

const kes = (amount: number) => ({ amount, currency: Money.Currency.make("KES") })

let serial = 0

const payment = (changes: Partial<StartPayment> = {}): StartPayment => ({
  id: `0190a0a0-0000-7000-8000-${String(++serial).padStart(12, "0")}`,
  amount: kes(129_900),
  startedAt: "2026-11-28T07:21:15Z",
  orderNumber: 1042,
  capture: "automatic",
  payer: { name: "Amina", phone: "+254712345678" },
  returnUrl: null,
  webhookUrl,
  ...changes
})

const test = (
  name: string,
  body: (daraja: DarajaServer, provider: PaymentProvider) => Effect.Effect<void, unknown, never>
) =>
  it.effect(name, () =>
    Effect.gen(function* () {
      const daraja = yield* darajaServer
      yield* body(daraja, yield* Mpesa.make(daraja.config))
    }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))
  )

const times = (daraja: DarajaServer, path: string) => daraja.asked.filter((one) => one === path).length

test("asks the phone for whole shillings, at Nairobi's time, to an address that only Safaricom is told", (daraja, provider) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(DateTime.makeUnsafe("2026-11-28T22:05:09Z").epochMilliseconds)
    const asked = payment()
    const { next, state } = yield* provider.start(asked)
    expect(next).toEqual({ kind: "prompt" })
    expect(state).toMatchObject({ status: "pending", currency: "KES", captured: 0 })
    expect(daraja.prompts.get(state.reference ?? "")).toMatchObject({
      amount: 1299,
      phone: "254712345678",
      account: "1042",
      timestamp: "20261129010509",
      callBackUrl: `${webhookUrl}/${daraja.credentials.callbackSecret}/stk/${asked.id}`
    })
  }))

test("takes no cents, no other currency, no other country's phones, and no authorisation", (daraja, provider) =>
  Effect.gen(function* () {
    const failing = (changes: Partial<StartPayment>) => Effect.flip(provider.start(payment(changes)))
    const method = provider.name
    expect(yield* failing({ amount: kes(129_950) })).toEqual(new PaymentNotSupported({ method, operation: "amount" }))
    expect(yield* failing({ amount: { amount: 100, currency: Money.Currency.make("UGX") } })).toEqual(
      new PaymentNotSupported({ method, operation: "currency" })
    )
    expect(yield* failing({ capture: "manual" })).toEqual(new PaymentNotSupported({ method, operation: "start" }))
    for (const phone of ["+256712345678", "0712345678", "+2547123456789"]) {
      const declined = new PaymentDeclined({ method, decline: "invalid_payer" })
      expect(yield* failing({ payer: { name: "Amina", phone } })).toEqual(declined)
    }
    expect(daraja.asked).toEqual([])
  }))

test("starts of one id are one prompt, at once and one after another", (daraja, provider) =>
  Effect.gen(function* () {
    const asked = payment()
    const started = yield* Effect.all(
      Array.from({ length: 5 }, () => provider.start(asked)),
      { concurrency: "unbounded" }
    )
    expect(new Set(started.map(({ state }) => state.reference)).size).toBe(1)
    expect(yield* provider.start(asked)).toEqual(started[0])
    expect(daraja.prompts.size).toBe(1)
    expect(times(daraja, oauth)).toBe(1)
  }))

test("a start whose answer was lost is unknown, prompts nobody twice, and is found by Safaricom's message", (daraja, provider) =>
  Effect.gen(function* () {
    daraja.fail(push, { kind: "lost" })
    const asked = payment()
    const lost = yield* Effect.flip(provider.start(asked))
    expect(lost).toMatchObject({ _tag: "ProviderUnreachable", outcome: "unknown" })
    expect(yield* Effect.flip(provider.start(asked))).toEqual(lost)
    expect(daraja.prompts.size).toBe(1)
    const known = { ...asked, reference: null }
    expect(yield* provider.lookUp(known)).toMatchObject({ status: "pending", reference: null })
    const [reference = ""] = daraja.prompts.keys()
    daraja.settle(reference, "0")
    const { event } = yield* provider.receive(daraja.told(reference))
    expect(event).toMatchObject({ _tag: "PaymentMoved", payment: { id: asked.id } })
    expect(yield* provider.lookUp(known)).toMatchObject({ status: "captured", reference, captured: 129_900 })
  }))

test("an answer that takes too long is unknown too", (daraja, provider) =>
  Effect.gen(function* () {
    yield* provider.start(payment())
    daraja.fail(push, { kind: "silent" })
    const called = daraja.called(push)
    const fiber = yield* Effect.forkChild(Effect.flip(provider.start(payment())))
    yield* Effect.promise(() => called)
    yield* TestClock.adjust("10 seconds")
    expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "ProviderUnreachable", outcome: "unknown" })
  }))

it.effect("where nobody listens, nothing is done", () =>
  Effect.gen(function* () {
    const { baseUrl = "", ...config } = yield* Effect.scoped(Effect.map(darajaServer, (daraja) => daraja.config))
    const provider = yield* Mpesa.make({ ...config, baseUrl })
    const failure = yield* Effect.flip(provider.start(payment()))
    expect(failure).toMatchObject({ _tag: "ProviderUnreachable", outcome: "nothing_done" })
  }).pipe(Effect.provide(FetchHttpClient.layer))
)

const outcomes = [
  ["0", "captured", null],
  ["1", "failed", "insufficient_funds"],
  ["17", "failed", "declined"],
  ["26", "failed", "declined"],
  ["1001", "failed", "payer_unreachable"],
  ["1019", "expired", "expired"],
  ["1025", "failed", "payer_unreachable"],
  ["1032", "failed", "cancelled_by_payer"],
  ["1037", "failed", "payer_unreachable"],
  ["2001", "failed", "incorrect_pin"],
  ["9999", "failed", "payer_unreachable"],
  ["4999", "pending", null],
  ["8006", "failed", "declined"]
] as const

test("tells every result by its code, and what is still processed as pending", (daraja, provider) =>
  Effect.gen(function* () {
    for (const [code, status, decline] of outcomes) {
      const asked = payment()
      const { reference } = (yield* provider.start(asked)).state
      expect(yield* provider.lookUp({ ...asked, reference })).toMatchObject({ status: "pending", reference })
      daraja.settle(reference ?? "", code)
      const state = yield* provider.lookUp({ ...asked, reference })
      const captured = status === "captured" ? asked.amount.amount : 0
      expect(state).toMatchObject({ status, decline, captured, authorised: captured, refunded: 0, receipt: null })
    }
    expect(yield* provider.lookUp({ ...payment(), reference: "ws_CO_nobody" })).toMatchObject({ status: "pending" })
    daraja.fail(query, { kind: "said", status: 200, body: { ResponseCode: "0", ResultCode: 1032, ResultDesc: "" } })
    expect(yield* provider.lookUp({ ...payment(), reference: "ws_CO_1" })).toMatchObject({ status: "failed" })
  }))

test("a token that has ended is renewed once, and a key that is refused is told without its secret", (daraja, provider) =>
  Effect.gen(function* () {
    yield* provider.start(payment())
    daraja.endTokens()
    yield* Effect.all([provider.start(payment()), provider.start(payment())], { concurrency: "unbounded" })
    expect([daraja.prompts.size, times(daraja, oauth)]).toEqual([3, 2])
    yield* TestClock.adjust("1 hour")
    yield* provider.start(payment())
    expect(times(daraja, oauth)).toBe(3)
    const wrong = yield* Mpesa.make({ ...daraja.config, consumerSecret: Redacted.make("another secret") })
    const failure = yield* Effect.flip(wrong.start(payment()))
    expect(failure).toMatchObject({ _tag: "ProviderRefused" })
    expect(JSON.stringify(failure)).not.toContain("another secret")
  }).pipe(Effect.provide(FetchHttpClient.layer)))

test("refusals are told apart by what they mean", (daraja, provider) =>
  Effect.gen(function* () {
    const said = Effect.fnUntraced(function* (status: number, errorCode: string, errorMessage: string) {
      const headers = { "retry-after": "7" }
      daraja.fail(push, { kind: "said", status, body: { requestId: "1", errorCode, errorMessage }, headers })
      return yield* Effect.flip(provider.start(payment()))
    })
    expect(yield* said(429, "500.003.02", "Spike arrest violation")).toMatchObject({
      outcome: "nothing_done",
      retryAfterSeconds: 7
    })
    expect(
      yield* said(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process")
    ).toMatchObject({ decline: "payer_unreachable" })
    expect(yield* said(500, "500.001.1001", "[MerchantValidate] - Wrong credentials")).toMatchObject({
      _tag: "ProviderRefused"
    })
    expect(yield* said(503, "", "")).toMatchObject({ _tag: "ProviderUnreachable", outcome: "unknown" })
    const named = yield* said(400, "400.002.02", "Bad Request - Invalid 254712345678")
    expect(named).toMatchObject({ _tag: "ProviderRefused" })
    expect(JSON.stringify(named)).not.toContain("254712345678")
    daraja.fail(push, { kind: "said", status: 200, body: "<html>" })
    expect(yield* Effect.flip(provider.start(payment()))).toMatchObject({ outcome: "unknown" })
  }))

test("takes messages at its secret path alone, and the same again under the same id", (daraja, provider) =>
  Effect.gen(function* () {
    const { reference } = (yield* provider.start(payment())).state
    daraja.settle(reference ?? "", "0")
    const message = daraja.told(reference ?? "")
    const first = yield* provider.receive(message)
    expect(first).toMatchObject({ kind: "stk.0", answer: { status: 200 }, event: { _tag: "PaymentMoved" } })
    expect(JSON.parse(first.answer.body)).toEqual({ ResultCode: 0, ResultDesc: "Accepted" })
    expect(first.event).toHaveProperty("receipt", expect.stringMatching(/^NLJ/u))
    expect(yield* provider.receive(message)).toEqual(first)
    const [secret = "", name = "", id = ""] = message.path
    expect((yield* provider.receive({ ...message, path: [secret, name] })).event).toMatchObject({
      payment: { reference }
    })
    const refused = new WebhookRefused({})
    const body = new TextEncoder().encode('{"Body":{}}')
    for (const wrong of [
      { ...message, path: [] },
      { ...message, path: [`${secret}x`, name, id] },
      { ...message, path: [secret.toUpperCase(), name, id] },
      { ...message, path: [secret, "other"] },
      { ...message, path: [secret, name, "not-an-id"] },
      { ...message, path: [secret, name, id, "more"] },
      { ...message, body },
      { ...message, body: new Uint8Array([255, 254]) }
    ]) {
      expect(yield* Effect.flip(provider.receive(wrong))).toEqual(refused)
    }
  }))

test("money that is paid in is asked about, told of, and confirmed", (daraja, provider) =>
  Effect.gen(function* () {
    const asking = yield* provider.receive(daraja.payIn("validation", { account: " 1042 ", amount: "1299.50" }))
    expect(asking.event).toMatchObject({ _tag: "IncomingAsked", account: "1042", amount: kes(129_950) })
    if (asking.event._tag !== "IncomingAsked") return
    expect(JSON.parse(asking.event.refusal.body)).toMatchObject({ ResultCode: "C2B00012" })
    const odd = yield* provider.receive(daraja.payIn("validation", { account: "1042", amount: "12,00" }))
    expect([odd.event._tag, JSON.parse(odd.answer.body)]).toMatchObject(["Other", { ResultCode: "C2B00013" }])

    const told = yield* provider.receive(daraja.payIn("confirmation", { account: "1042", amount: "1299.00" }))
    expect(told.event).toMatchObject({ _tag: "IncomingMoney", account: "1042", amount: kes(129_900) })
    if (told.event._tag !== "IncomingMoney" || provider.confirmIncoming === undefined) throw new Error("no money")
    const confirming = yield* provider.confirmIncoming(told.event)
    if (confirming._tag !== "asked") throw new Error("not asked")
    const { token } = confirming
    const answer = yield* provider.receive(daraja.confirmed(token))
    const { reference } = told.event
    expect(answer.event).toEqual({ _tag: "IncomingConfirmed", token, reference, amount: kes(129_900) })
    expect((yield* provider.receive(daraja.confirmed(token, "Declined"))).event).toEqual({ _tag: "Other" })

    const forged = yield* provider.confirmIncoming({ ...told.event, reference: "NOBODYPAID" })
    expect((yield* provider.receive(daraja.confirmed(forged._tag === "asked" ? forged.token : ""))).event).toEqual({
      _tag: "Other"
    })
  }))

test("asking whether money was paid in is unknown when its answer is lost: it may come as a message", (daraja, provider) =>
  Effect.gen(function* () {
    const { event } = yield* provider.receive(daraja.payIn("confirmation", { account: "1042", amount: "10.00" }))
    if (event._tag !== "IncomingMoney" || provider.confirmIncoming === undefined) throw new Error("no money")
    daraja.fail("/mpesa/transactionstatus/v1/query", { kind: "lost" })
    expect(yield* Effect.flip(provider.confirmIncoming(event))).toMatchObject({ outcome: "unknown" })
  }))

test("registers where money is told of, under no name of Safaricom's", (daraja) =>
  Effect.gen(function* () {
    expect(yield* Effect.flip(Mpesa.registerUrls(daraja.config, { webhookUrl }))).toMatchObject({
      _tag: "ProviderRefused"
    })
    const allowed = "https://shop.example/v1/webhooks/payments/lipa/"
    yield* Mpesa.registerUrls(daraja.config, { webhookUrl: allowed })
    const secret = daraja.credentials.callbackSecret
    expect(daraja.registered).toMatchObject([
      { ValidationURL: `${allowed}${secret}/validation`, ConfirmationURL: `${allowed}${secret}/confirmation` }
    ])
  }).pipe(Effect.provide(FetchHttpClient.layer)))

test("gives nothing back by itself", (_, provider) =>
  Effect.gen(function* () {
    const change = { key: "refund:1", payment: { ...payment(), reference: "ws_CO_1" }, amount: kes(100) }
    const refused = new PaymentNotSupported({ method: provider.name, operation: "refund" })
    const refund = { ...change, reference: null, reason: null }
    expect(yield* Effect.flip(provider.refund(refund))).toEqual(refused)
    expect(yield* Effect.flip(provider.lookUpRefund(refund))).toEqual(refused)
    expect(yield* Effect.flip(provider.capture(change))).toMatchObject({ operation: "capture" })
    expect(yield* Effect.flip(provider.void(change))).toMatchObject({ operation: "void" })
  }))
