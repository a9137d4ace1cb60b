/** When the other side does not do as it should: whether it may have acted, and nothing that nobody may read. */
import type { ProviderFailure } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { told } from "./outcomes.ts"
import { busySeconds, type Law, nothingSaid, type Opened, type Operation, type Tried } from "./providerStand.ts"

/** In seconds: no provider waits longer for an answer. */
const waitMax = 60

/** By their HTTP statuses, where they have any. */
const unreadable = [
  ["broken", [500, 502, 503]],
  ["garbled", [200]]
] as const

/** What is on its way to this machine and back goes on while the clock stands. */
const turn = Effect.promise(() => new Promise<void>((resolve) => void setTimeout(resolve, 5)))

type Asked = readonly [Operation, "unknown" | "nothing_done", Effect.Effect<unknown, ProviderFailure>]

/** What something and nothing may come of: starting, where it starts any, and looking at what was begun before. */
const asking = Effect.fnUntraced(function* ({ begun, payment, provider }: Opened, starts: Tried["starts"]) {
  const known = yield* begun(payment())
  const start = Effect.suspend(() => provider.start(payment()))
  const all: ReadonlyArray<Asked> = [
    ...(starts === "never" ? [] : [["start", "unknown", start] as const]),
    ["lookUp", "nothing_done", provider.lookUp(known)]
  ]
  return all
})

export const troubles = (law: Law, { starts, troubles }: Tried): void => {
  law("has done nothing where nobody is at the other side", ({ paid, payment, stand: { unplugged } }) =>
    Effect.gen(function* () {
      const idle = { _tag: "ProviderUnreachable", outcome: "nothing_done" }
      if (starts !== "never") assert.deepInclude(told(yield* Effect.flip(unplugged.start(payment()))), idle)
      assert.deepInclude(told(yield* Effect.flip(unplugged.lookUp(yield* paid()))), idle)
    })
  )

  if (troubles.includes("busy")) {
    law("has done nothing when it says that it is busy, and when to come again", (at) =>
      Effect.gen(function* () {
        for (const [operation, , ask] of yield* asking(at, starts)) {
          at.stand.fail(operation, "busy", { status: 429, words: "Too many requests" })
          const expected = { outcome: "nothing_done", retryAfterSeconds: busySeconds }
          assert.deepInclude(told(yield* Effect.flip(ask)), expected)
        }
      })
    )
  }

  for (const [trouble, statuses] of unreadable) {
    if (!troubles.includes(trouble)) continue
    law(`may have acted when its answer is ${trouble}, unless it was only asked`, (at) =>
      Effect.gen(function* () {
        for (const [operation, outcome, ask] of yield* asking(at, starts)) {
          for (const status of statuses) {
            at.stand.fail(operation, trouble, { status, words: "" })
            assert.deepInclude(told(yield* Effect.flip(ask)), { _tag: "ProviderUnreachable", outcome })
          }
        }
      })
    )
  }

  if (troubles.includes("silent")) {
    law("is not waited for for ever", (at) =>
      Effect.gen(function* () {
        // Whatever it needs once, such as a token, is there.
        yield* at.provider.lookUp(yield* at.begun(at.payment()))
        for (const [operation, outcome, ask] of yield* asking(at, starts)) {
          at.stand.fail(operation, "silent", nothingSaid)
          const waiting = yield* Effect.forkChild(Effect.flip(ask))
          for (let seconds = 0; seconds < waitMax && waiting.pollUnsafe() === undefined; seconds++) {
            for (let turns = 0; turns < 4; turns++) yield* turn
            yield* TestClock.adjust("1 seconds")
          }
          assert.isDefined(waiting.pollUnsafe(), `${operation} has waited for a minute`)
          assert.deepInclude(told(yield* Fiber.join(waiting)), { _tag: "ProviderUnreachable", outcome })
        }
      })
    )
  }

  if (troubles.includes("refused")) {
    law("names neither secrets nor people when it refuses", (at) =>
      Effect.gen(function* () {
        const { payer, secrets } = at
        const digits = payer.phone?.replace("+", "") ?? ""
        const hidden = [...secrets, payer.email ?? "", payer.phone ?? "", digits].filter((one) => one !== "")
        for (const [operation, , ask] of yield* asking(at, starts)) {
          for (const status of [400, 401, 403]) {
            at.stand.fail(operation, "refused", { status, words: `Not for ${payer.email} nor ${digits}` })
            const failure = yield* Effect.flip(ask)
            if (operation === "lookUp") assert.strictEqual(failure._tag, "ProviderRefused")
            const words = JSON.stringify(failure)
            for (const one of hidden) assert.notInclude(words, one)
          }
        }
      })
    )
  }
}
