import { PaymentMethod, type PaymentProvider, Providers, ProviderUnreachable, layerProviders } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { KES } from "../samples.ts"

const method = PaymentMethod.make("bank")

const payment = {
  id: "019ac000-0000-7000-8000-000000000001",
  reference: null,
  amount: { amount: 100, currency: KES },
  startedAt: "2026-11-20T09:00:00.000Z"
} as const

/** A provider whose looks answer as they are told, and which counts them. */
const scripted = (answers: ReadonlyArray<"up" | "down">) => {
  const { provider } = FakeProvider.make({ name: "bank" })
  let calls = 0
  const lookUp: PaymentProvider["lookUp"] = (asked) =>
    Effect.suspend(() =>
      answers[calls++] === "down"
        ? Effect.fail(new ProviderUnreachable({ method, outcome: "unknown", retryAfterSeconds: 1 }))
        : FakeProvider.make({ name: "bank" }).provider.lookUp(asked)
    )
  return { provider: { ...provider, lookUp }, calls: () => calls }
}

describe("a provider as the shop calls it", () => {
  it.effect("that is silent five times is left alone, longer each time that it still is, at most half a minute", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const waits = [2, 4, 8, 16, 30, 30, 30]
        const { calls, provider } = scripted([...Array.from({ length: 4 + waits.length }, () => "down" as const), "up"])
        const context = yield* Layer.build(Providers.layer.pipe(Layer.provide(layerProviders(provider))))
        const { named } = yield* Effect.provideContext(Providers, context)
        const look = () => Effect.exit(named(method)?.lookUp(payment) ?? Effect.die("no provider"))
        for (let call = 0; call < 5; call++) expect(Exit.isFailure(yield* look())).toBe(true)
        for (const [index, seconds] of waits.entries()) {
          expect(calls()).toBe(5 + index)
          yield* TestClock.adjust(seconds * 1_000 - 1)
          const spared = yield* Effect.flip(named(method)?.lookUp(payment) ?? Effect.die("no provider"))
          expect(spared).toMatchObject({ _tag: "ProviderUnreachable", outcome: "nothing_done" })
          expect(calls()).toBe(5 + index)
          yield* TestClock.adjust(1)
          const isBack = index === waits.length - 1
          expect(Exit.isSuccess(yield* look())).toBe(isBack)
        }
        expect(calls()).toBe(5 + waits.length)
      })
    )
  )

  it.effect("that hangs is cut off after its time", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const bank = FakeProvider.make({ name: "bank" })
        bank.fail("lookUp", "hang")
        bank.fail("start", "hang")
        const context = yield* Layer.build(Providers.layer.pipe(Layer.provide(layerProviders(bank.provider))))
        const { named } = yield* Effect.provideContext(Providers, context)
        const looking = yield* Effect.forkChild(Effect.flip(named(method)?.lookUp(payment) ?? Effect.die("none")))
        yield* TestClock.adjust("10 seconds")
        expect(yield* Fiber.join(looking)).toMatchObject({ outcome: "nothing_done" })
        const start = {
          ...payment,
          orderNumber: 1,
          capture: "automatic",
          payer: { name: "A" },
          returnUrl: null,
          webhookUrl: null
        } as const
        const starting = yield* Effect.forkChild(Effect.flip(named(method)?.start(start) ?? Effect.die("none")))
        yield* TestClock.adjust("10 seconds")
        expect(yield* Fiber.join(starting)).toMatchObject({ outcome: "unknown" })
      })
    )
  )

  it.effect(
    "is never called while it is left alone, and called again once its time is over, whatever it answered",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const runs = fc.sample(
            fc.array(fc.constantFrom("up" as const, "down" as const, "down" as const, "down" as const), {
              minLength: 10,
              maxLength: 60
            }),
            { numRuns: 30, seed: 11 }
          )
          let opened = 0
          for (const answers of runs) {
            const { calls, provider } = scripted(answers)
            const context = yield* Layer.build(
              Layer.fresh(Providers.layer).pipe(Layer.provide(layerProviders(provider)))
            )
            const { named } = yield* Effect.provideContext(Providers, context)
            const look = Effect.exit(named(method)?.lookUp(payment) ?? Effect.die("no provider"))
            let silent = 0
            for (const answer of answers) {
              if (silent >= 5) {
                const before = calls()
                yield* look
                expect(calls()).toBe(before)
                opened++
                yield* TestClock.adjust("30 seconds")
              }
              const before = calls()
              yield* look
              expect(calls()).toBe(before + 1)
              // A probe that is not answered opens it again at once.
              silent = answer === "up" ? 0 : silent + 1
            }
          }
          expect(opened).toBeGreaterThan(20)
        })
      )
  )

  it.effect("is heard while it is left alone, of which operators are told once", () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ message }) => void lines.push(String(message)))
    return Effect.scoped(
      Effect.gen(function* () {
        const bank = FakeProvider.make({ name: "bank", plan: (call) => (call === "lookUp" ? "before" : undefined) })
        const context = yield* Layer.build(Providers.layer.pipe(Layer.provide(layerProviders(bank.provider))))
        const { named } = yield* Effect.provideContext(Providers, context)
        const provider = named(method)
        if (provider === undefined) throw new Error("no provider")
        for (let call = 0; call < 20; call++) yield* Effect.exit(provider.lookUp(payment))
        yield* TestClock.adjust("1 seconds")
        expect(bank.calls).toHaveLength(5)
        const told = yield* provider.receive(yield* bank.message(bank.event(payment.id)))
        expect(told.event).toMatchObject({ payment: { id: payment.id } })
        expect(lines.filter((line) => line.includes("does not answer"))).toHaveLength(1)
      })
    ).pipe(Effect.provide(Logger.layer([logger])))
  })
})
