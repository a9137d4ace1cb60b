/** A process that is live, whose SDK others use as well. Each of these files is a process of its own, as far as modules go. */
import { AfricasTalking } from "@duka/notify-africastalking"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { createRequire } from "node:module"
import { loopback } from "../../../test/environment/loopback.ts"
import { origins } from "../src/modes.ts"
import { config, opened, sms } from "./opened.ts"

const require = createRequire(import.meta.url)
const sdkRequire = createRequire(require.resolve("africastalking"))

describe("a live process", () => {
  it.effect("goes to where the SDK goes", () =>
    Effect.sync(() => expect(sdkRequire("./lib/common").SMS_URL).toBe(`${origins.live}/version1/messaging`))
  )

  it.effect("has as many live senders as it likes, and none for the sandbox", () =>
    Effect.gen(function* () {
      yield* AfricasTalking.make(config)
      yield* AfricasTalking.make({ ...config, username: "another-app" })
      const failure = yield* Effect.flip(AfricasTalking.make({ ...config, username: "sandbox" }))
      expect(failure).toMatchObject({ _tag: "AfricasTalkingModeTaken", taken: "live", wanted: "sandbox" })
      expect(failure.message).toMatch(/live in this process.*process of its own/u)
      // It was refused before the SDK heard of it.
      expect(sdkRequire("./lib/common").SMS_URL).toBe(`${origins.live}/version1/messaging`)
    })
  )

  it.effect("stays live when somebody else switches the SDK over to the sandbox", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      require("africastalking")({ username: "sandbox", apiKey: "of-somebody-else" })
      expect(sdkRequire("./lib/common").SMS_URL).toBe(`${origins.sandbox}/version1/messaging`)
      yield* sender.send(sms())
      expect(server.taken).toHaveLength(1)
    })
  )

  it.effect("changes nothing in what others ask for by the same axios", () =>
    Effect.gen(function* () {
      yield* opened()
      const origin = yield* loopback(() => ({ url }, outgoing) => {
        if (url === "/here") outgoing.writeHead(302, { location: "/there" }).end()
        else outgoing.end(`at ${url}`)
      })
      const answer: unknown = yield* Effect.promise(() => sdkRequire("axios").get(`${origin}/here`))
      expect(answer).toMatchObject({ status: 200, data: "at /there" })
    })
  )
})
