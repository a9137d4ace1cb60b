/** What is the fake's own: its script, and how what it tells reaches the shop. */
import { Money, type StartPayment, type WebhookMessage } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { randomUUID } from "node:crypto"
import { loopback } from "../../payment-http/test/loopback.ts"

const currency = Money.Currency.make("KES")

const paymentOf = (changes: Partial<StartPayment> = {}): StartPayment => ({
  id: randomUUID(),
  orderNumber: 1042,
  amount: { amount: 1_000, currency },
  startedAt: "2026-11-28T05:00:00Z",
  capture: "automatic",
  payer: { name: "Amina" },
  returnUrl: null,
  webhookUrl: null,
  ...changes
})

const started = Effect.fnUntraced(function* (changes: Partial<StartPayment> = {}, options?: FakeProvider.FakeOptions) {
  const fake = FakeProvider.make(options)
  const payment = paymentOf(changes)
  const begun = yield* fake.provider.start(payment)
  return { fake, begun, payment: { ...payment, reference: null } }
})

describe("the script of the fake provider", () => {
  it.effect("answers late, and never, and as it stood before", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started()
      fake.pay(payment.id)
      const look = fake.provider.lookUp(payment)
      fake.fail("lookUp", "late")
      expect((yield* look).status).toBe("pending")
      expect((yield* look).status).toBe("captured")
      fake.fail("lookUp", { delaySeconds: 30 })
      fake.fail("lookUp", "hang")
      const [late, never] = [yield* Effect.forkChild(look), yield* Effect.forkChild(look)]
      yield* TestClock.adjust("29 seconds")
      expect(late.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 seconds")
      expect((yield* Fiber.join(late)).status).toBe("captured")
      yield* TestClock.adjust("1 days")
      expect(never.pollUnsafe()).toBeUndefined()
    })
  )

  it.effect("lies of a payment once, and its books stay true", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started()
      const other = Money.Currency.make("UGX")
      fake.fail("lookUp", { lie: { status: "captured", captured: 9, authorised: 9, currency: other } })
      expect(yield* fake.provider.lookUp(payment)).toMatchObject({ status: "captured", captured: 9, currency: other })
      expect(yield* fake.provider.lookUp(payment)).toMatchObject({ status: "pending", captured: 0, currency })
      expect(fake.holds()).toBe(0)
    })
  )

  it.effect("fails as often as it is told to, and by its plan otherwise", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started({}, { plan: (call) => (call === "void" ? { refuse: "no" } : undefined) })
      fake.fail("lookUp", { decline: "expired_card" }, 2)
      for (let time = 0; time < 2; time++) {
        expect(yield* Effect.flip(fake.provider.lookUp(payment))).toMatchObject({ decline: "expired_card" })
      }
      yield* fake.provider.lookUp(payment)
      const change = { key: "k", payment, amount: payment.amount }
      expect(yield* Effect.flip(fake.provider.void(change))).toMatchObject({ _tag: "ProviderRefused", problem: "no" })
      expect(fake.calls).toStrictEqual(["start", "lookUp", "lookUp", "lookUp", "void"])
    })
  )

  it.effect("leads the buyer where it is told to, or has been paid already", () =>
    Effect.gen(function* () {
      const prompted = yield* started({}, { next: () => ({ kind: "prompt" }) })
      expect(prompted.begun).toMatchObject({ next: { kind: "prompt" }, state: { status: "pending" } })
      const paid = yield* started({}, { paysAtOnce: true })
      expect(paid.begun).toMatchObject({ next: { kind: "none" }, state: { status: "captured", captured: 1_000 } })
    })
  )
})

describe("what the fake provider tells", () => {
  const idIn = ({ body }: WebhookMessage): string => JSON.parse(new TextDecoder().decode(body)).data.payment

  it.effect("is lost, told twice and out of order, as it is told to", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started()
      const other = paymentOf()
      yield* fake.provider.start(other)
      const heard: Array<string> = []
      const deliver: FakeProvider.Deliver = (message) => Effect.sync(() => heard.push(idIn(message)) > 0)
      fake.deliverNext()
      fake.deliverNext(60, 90)
      const all = [payment.id, payment.id, other.id].map((id) => fake.tell(id, deliver))
      yield* Effect.forkChild(Effect.all(all, { concurrency: "unbounded", discard: true }))
      yield* TestClock.adjust("2 minutes")
      expect(heard).toStrictEqual([other.id, payment.id, payment.id])
    })
  )

  it.effect("is told again until it is taken, under the same id and signed anew", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started()
      const ids: Array<string> = []
      const deliver: FakeProvider.Deliver = (message) =>
        Effect.map(Effect.orDie(fake.provider.receive(message)), ({ id }) => ids.push(id) === 3)
      yield* Effect.forkChild(fake.tell(payment.id, deliver))
      yield* TestClock.adjust("1 hours")
      expect(ids).toHaveLength(3)
      expect(new Set(ids).size).toBe(1)
    })
  )

  it.effect("is no message any more, five minutes after it was signed", () =>
    Effect.gen(function* () {
      const { fake, payment } = yield* started()
      const message = yield* fake.message(fake.event(payment.id))
      yield* TestClock.adjust("300 seconds")
      expect((yield* fake.provider.receive(message)).event).toMatchObject({ payment: { id: payment.id } })
      yield* TestClock.adjust("1 seconds")
      expect((yield* Effect.flip(fake.provider.receive(message)))._tag).toBe("WebhookRefused")
    })
  )

  it.effect("goes over HTTP to the address that the payment was started with, and to no other", () =>
    Effect.gen(function* () {
      const shop = yield* loopback(() => ({ status: 200, body: {} }))
      const webhookUrl = `${shop.baseUrl}/v1/webhooks/payments/fake`
      const { fake, payment } = yield* started({ webhookUrl })
      const deliver = yield* FakeProvider.overHttp
      yield* fake.tell(payment.id, deliver)
      const nowhere = paymentOf()
      yield* fake.provider.start(nowhere)
      yield* fake.tell(nowhere.id, deliver)
      expect(shop.requests.map(({ path }) => path)).toStrictEqual(["/v1/webhooks/payments/fake"])
      const [sent] = shop.requests
      const headers = { "fake-signature": String(sent?.headers["fake-signature"]) }
      const body = new TextEncoder().encode(sent?.text)
      const told = yield* fake.provider.receive({ headers, body, path: [] })
      expect(told.event).toMatchObject({ payment: { id: payment.id } })
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})
