/** What is sent is what Standard Webhooks say, by their own library. */
import { Settings, WebhookDeliveries } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { Webhook } from "standardwebhooks"
import { as, owner, rooms } from "../opened.ts"
import { endpoint, event, law, pass, type Received, receivers, told, working } from "./receivers.ts"

const url = "https://receiver.example/"

/** Whether the holder of the secret believes it. */
const isBelieved = ({ body, headers }: Pick<Received, "body" | "headers">, secret: string): boolean => {
  try {
    new Webhook(secret).verify(body, { ...headers })
    return true
  } catch {
    return false
  }
}

/** The library looks at the clock on the wall. */
const today = Effect.suspend(() => TestClock.setTime(Date.now()))

const sent = Effect.fnUntraced(function* (received: ReadonlyArray<Received>) {
  const before = received.length
  yield* (yield* WebhookDeliveries).tellEndpoints([event("product.created")])
  yield* pass("1 second")
  const [one, ...others] = received.slice(before)
  expect(others).toStrictEqual([])
  return one ?? { url, headers: {}, body: "", seconds: 0 }
})

describe("what is sent", () => {
  law("has the headers of the standard, signed with a secret of 32 bytes", ({ received }) =>
    Effect.gen(function* () {
      yield* today
      const { secret } = yield* endpoint(url)
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      const worker = yield* working()
      const one = yield* sent(received)
      expect(one.headers).toStrictEqual({
        "webhook-id": expect.stringMatching(/^[\da-f-]{36}$/),
        "webhook-timestamp": expect.stringMatching(/^\d{10}$/),
        "webhook-signature": expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Duka-Webhooks"
      })
      expect(isBelieved(one, secret)).toBe(true)
      expect(isBelieved({ ...one, body: `${one.body} ` }, secret)).toBe(false)
      expect(isBelieved({ ...one, headers: { ...one.headers, "webhook-id": "another" } }, secret)).toBe(false)
      yield* Fiber.interrupt(worker)
    })
  )

  law("to one is believed by nobody else", ({ at }) =>
    Effect.gen(function* () {
      yield* today
      const urls = [0, 1, 2].map((index) => `${url}${index}`)
      const made = yield* Effect.forEach(urls, (one) => endpoint(one))
      const worker = yield* working()
      yield* (yield* WebhookDeliveries).tellEndpoints([event("stock.low")])
      yield* pass("1 second")
      for (const { secret } of made) {
        const believed = urls.flatMap((one) => at(one).map((received) => isBelieved(received, secret)))
        expect(believed.toSorted()).toStrictEqual([false, false, true])
      }
      yield* Fiber.interrupt(worker)
    })
  )

  it.effect.prop(
    "is believed by who holds the secret before as long as it is rotated, and by who holds the new one from then on",
    { hours: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 72 })), again: Schema.Boolean },
    ({ again, hours }) =>
      told(receivers(), ({ received }) =>
        Effect.gen(function* () {
          yield* today
          const { webhookEndpoints } = yield* rooms
          const rotate = as(owner)(
            Effect.flatMap(endpoint(url), ({ id, secret }) =>
              Effect.map(webhookEndpoints.rotateSecret(id), (rotated) => ({
                id,
                first: secret,
                second: rotated.secret
              }))
            )
          )
          const { first, id, second } = yield* rotate
          const secrets = again
            ? [first, second, (yield* as(owner)(webhookEndpoints.rotateSecret(id))).secret]
            : [first, second]
          expect(new Set(secrets).size).toBe(secrets.length)
          yield* pass(`${hours} hours`)
          const worker = yield* working()
          const one = yield* sent(received)
          // By the clock on the wall it is `hours` ahead: the library is told so.
          const believes = (secret: string) => {
            const id = one.headers["webhook-id"] ?? ""
            const at = new Date(Number(one.headers["webhook-timestamp"]) * 1_000)
            const signature = new Webhook(secret).sign(id, at, one.body)
            return (one.headers["webhook-signature"] ?? "").split(" ").includes(signature)
          }
          const { previousSecretSeconds } = Settings.defaults.webhooks
          const both = hours * 3_600 < previousSecretSeconds
          const expected = secrets.map(
            (_, index) => index === secrets.length - 1 || (both && index === secrets.length - 2)
          )
          expect(secrets.map(believes)).toStrictEqual(expected)
          expect((one.headers["webhook-signature"] ?? "").split(" ")).toHaveLength(both ? 2 : 1)
          yield* Fiber.interrupt(worker)
        })
      ),
    { arbitrary: { runs: 25 } }
  )

  law("is signed at the time of the attempt", ({ answer, received }) =>
    Effect.gen(function* () {
      yield* today
      yield* endpoint(url)
      const worker = yield* working()
      answer(url, Effect.succeed({ _tag: "Answered", status: 500, retryAfterSeconds: null }))
      yield* (yield* WebhookDeliveries).tellEndpoints([event("stock.low")])
      yield* pass("1 minute")
      expect(received.length).toBeGreaterThan(3)
      for (const { headers, seconds } of received) expect(headers["webhook-timestamp"]).toBe(String(seconds))
      yield* Fiber.interrupt(worker)
    })
  )
})
