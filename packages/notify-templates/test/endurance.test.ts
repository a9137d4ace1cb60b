import { sampleFrame, samples } from "@duka/notify-templates"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { formatting } from "../src/formatting.ts"
import { defaults } from "./messages.ts"

const heldBytes = () => {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  if (typeof collect === "function") collect()
  return process.memoryUsage().heapUsed
}

/** Of readers in all countries that there may be, as a stranger might say of themselves. */
const localeOf = (index: number) => {
  const letter = (at: number) => String.fromCharCode(65 + (Math.floor(index / 26 ** at) % 26))
  return `en-${letter(0)}${letter(1)}`
}

const send = (count: number) =>
  Effect.runSync(
    Effect.forEach(
      Array.from({ length: count }, (_, index) => localeOf(index)),
      (locale) =>
        defaults.render({
          kind: "order-confirmation",
          channel: "email",
          locale,
          frame: sampleFrame,
          data: samples["order-confirmation"]
        }),
      { discard: true }
    )
  )

it("memory does not grow with the messages, whatever their readers' countries", { timeout: 60_000 }, () => {
  send(300)
  const before = heldBytes()
  send(2_000)
  expect(heldBytes() - before).toBeLessThan(4_000_000)
})

it("formatters are made once, and not kept for ever: each holds much outside of the heap", () => {
  const inNairobi = (locale: string) => formatting({ locale, timeZone: "Africa/Nairobi" })
  const first = inNairobi("en-KE")
  expect(inNairobi("en-KE")).toBe(first)
  for (let index = 0; index < 500; index++) inNairobi(localeOf(index))
  expect(inNairobi("en-KE")).not.toBe(first)
})
