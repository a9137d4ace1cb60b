/** A process that sends to the sandbox. */
import { AfricasTalking } from "@duka/notify-africastalking"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { createRequire } from "node:module"
import { origins } from "../src/modes.ts"
import { config } from "./opened.ts"

const sdkRequire = createRequire(createRequire(import.meta.url).resolve("africastalking"))

describe("a process of the sandbox", () => {
  it.effect("goes to where the SDK goes, and has no live sender", () =>
    Effect.gen(function* () {
      const sandbox = { ...config, username: "sandbox", sandbox: true }
      yield* AfricasTalking.make(sandbox)
      expect(sdkRequire("./lib/common").SMS_URL).toBe(`${origins.sandbox}/version1/messaging`)
      const failure = yield* Effect.flip(AfricasTalking.make(config))
      expect(failure).toMatchObject({ _tag: "AfricasTalkingModeTaken", taken: "sandbox", wanted: "live" })
      yield* AfricasTalking.make({ ...sandbox, username: "Sandbox" })
    })
  )
})
