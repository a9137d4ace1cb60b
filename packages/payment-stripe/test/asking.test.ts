import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer } from "node:http"
import { failureOf, paymentOf, started } from "../../payment-http/test/stand.ts"
import { begun, make } from "./provider.ts"

const said = (status: number, error: object) => ({ kind: "said" as const, status, body: { error } })

describe("A call of Stripe", () => {
  it.effect("is understood in Stripe's own words", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* begun()
      const start = () => failureOf(provider.start(paymentOf("KES")))
      server.faults.push(said(402, { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" }))
      expect(yield* start()).toMatchObject({ _tag: "PaymentDeclined", decline: "insufficient_funds" })
      server.faults.push(said(409, { type: "invalid_request_error", code: "idempotency_key_in_use" }))
      expect(yield* start()).toMatchObject({ _tag: "ProviderUnreachable", outcome: "unknown" })
      for (const [status, code] of [
        [429, "lock_timeout"],
        [400, "rate_limit"]
      ] as const) {
        server.faults.push(said(status, { type: "invalid_request_error", code }))
        expect(yield* start()).toMatchObject({ _tag: "ProviderUnreachable", outcome: "nothing_done" })
      }
      // What the library does not survive by itself.
      for (const body of ["7", '"text"', "null", "[]", "{}", "true"]) {
        server.faults.push({ kind: "said", status: 200, body })
        expect(yield* start()).toMatchObject({ _tag: "ProviderUnreachable", outcome: "unknown" })
      }
      expect((yield* failureOf(provider.lookUp({ ...payment, reference: "cs_test_gone" })))._tag).toBe(
        "ProviderRefused"
      )
    })
  )

  it.effect("tells operators the code and the field, and no key that Stripe repeats", () =>
    Effect.gen(function* () {
      const { provider, server } = yield* begun()
      const error = { type: "invalid_request_error", code: "url_invalid", param: "success_url" }
      server.faults.push(said(400, { ...error, message: "Not a valid URL, rk_live_1a2b or whsec_3c" }))
      const failure = yield* failureOf(provider.start(paymentOf("KES")))
      expect(failure).toMatchObject({ problem: "400 url_invalid success_url Not a valid URL, … or …" })
    })
  )

  it.effect("ends when whoever asks does not wait any more", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const hungUp = yield* Deferred.make<void>()
      const services = yield* Effect.context<never>()
      const server = yield* Effect.acquireRelease(
        Effect.callback<{ readonly baseUrl: string; readonly end: () => void }>((resume) => {
          const http = createServer((request) => {
            request.socket.once("close", () => Effect.runForkWith(services)(Deferred.succeed(hungUp, undefined)))
            Effect.runForkWith(services)(Deferred.succeed(asked, undefined))
          })
          http.listen(0, "127.0.0.1", () => {
            const address = http.address()
            const port = address === null || typeof address === "string" ? 0 : address.port
            resume(Effect.succeed({ baseUrl: `http://127.0.0.1:${port}`, end: () => http.close() }))
          })
        }),
        ({ end }) => Effect.sync(end)
      )
      const provider = yield* make(server.baseUrl).pipe(Effect.provide(FetchHttpClient.layer))
      const waiting = yield* Effect.forkChild(provider.lookUp(started(paymentOf("KES"))), { startImmediately: true })
      yield* Deferred.await(asked)
      yield* Fiber.interrupt(waiting)
      yield* Deferred.await(hungUp)
    })
  )
})
