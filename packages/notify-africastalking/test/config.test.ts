import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { inspect } from "node:util"
import { AfricasTalking } from "@duka/notify-africastalking"
import { config } from "./opened.ts"

const key = (text: string) => ({ apiKey: Redacted.make(text) })

const wrong: ReadonlyArray<readonly [keyof AfricasTalking.AfricasTalkingConfig, object]> = [
  ["username", { username: "" }],
  ["username", { username: "my shop" }],
  ["apiKey", key("")],
  ["apiKey", key("atsk_secret\n")],
  ["apiKey", key("atsk_sécret")],
  ["sandbox", { sandbox: true }],
  ["senderId", { senderId: "" }],
  ["senderId", { senderId: "A-VERY-LONG-SENDER" }],
  ["senderId", { senderId: "DUKA\r\n" }],
  ["answerMaxSeconds", { answerMaxSeconds: 0 }],
  ["answerMaxSeconds", { answerMaxSeconds: Number.NaN }],
  ["segmentsMax", { segmentsMax: 0 }],
  ["segmentsMax", { segmentsMax: 1.5 }],
  ["segmentsMax", { segmentsMax: 11 }]
]

describe("an account that cannot be used", () => {
  it.effect.each(wrong)("is refused because of its %s: %j", ([option, changes]) =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(AfricasTalking.make({ ...config, ...changes }))
      expect(failure).toMatchObject({ _tag: "AfricasTalkingMisconfigured", option })
      expect(failure.message).toContain(option)
      const shown = inspect(failure, { depth: 10, showHidden: true })
      for (const secret of ["atsk_", "secret", "my shop"]) expect(shown).not.toContain(secret)
    })
  )

  it.effect("decides on no mode for the process", () =>
    Effect.gen(function* () {
      yield* Effect.flip(AfricasTalking.make({ ...config, username: "sandbox", sandbox: false }))
      yield* AfricasTalking.make({ ...config, sandbox: false })
    })
  )
})
