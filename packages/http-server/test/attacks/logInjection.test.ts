/** Text that is to look like another event in the log, or to command the terminal of whoever reads it. */
import { Console, Effect } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "vitest"
import { serveReady } from "../duka.ts"
import { eventually } from "../eventually.ts"
import { spoken } from "../listened.ts"
import { sending } from "../shop.ts"
import * as Logging from "../../src/logging.ts"

/** What a terminal obeys, and what shows text in another order than it has. */
const commands = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

const formats = ["pretty", "json"] as const

const isEvent = { pretty: /^\d\d:\d\d:\d\d /, json: /^\{"message":.*\}$/ } as const

/** What is written to the terminal, as it is written. */
const written = async (logFormat: (typeof formats)[number], log: Effect.Effect<void>) => {
  const lines: Array<string> = []
  const captured: Console.Console = {
    ...console,
    log: (...words: ReadonlyArray<unknown>) => void lines.push(words.join(" "))
  }
  await Effect.runPromise(
    log.pipe(
      Effect.provide(Logging.layer({ logFormat, logLevel: "debug" })),
      Effect.provideService(Console.Console, captured)
    )
  )
  return lines
}

const hostile = [
  "Amina\n12:00:00 ERROR The shop was sold",
  "Amina\r\n12:00:00 The shop was sold",
  "\u001b[2J\u001b[H",
  "\u001b]0;owned\u0007",
  "\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\",
  "\u009b31m",
  "\u0008\u0008\u0008\u007f",
  "\u2028\u2029\u0085\u000b\u000c",
  "\u202emoc.elpmaxe\u202c",
  '","level":"FATAL","x":"',
  "\u0000"
]

describe.each(formats)("a log that is %s", (format) => {
  it("has a line for each event, and nothing that a terminal obeys, whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" })),
        fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" })),
        async (one, other) => {
          const lines = await written(
            format,
            Effect.annotateLogs(Effect.logInfo(one, { name: other }), { [`x${one}`]: other, user: { name: one } })
          )
          assert.strictEqual(lines.length, 1)
          assert.notMatch(lines[0] ?? "", commands)
          assert.match(lines[0] ?? "", isEvent[format])
        }
      )
    )
  })

  it("tells a failure below its event, and no line of that begins as an event does", async () => {
    for (const words of hostile) {
      const [text = "", ...more] = await written(
        format,
        Effect.sandbox(Effect.die(new Error(words))).pipe(
          Effect.catch((cause) => Effect.logError("Request failed", cause))
        )
      )
      assert.isEmpty(more)
      const [event = "", ...rest] = text.split("\n")
      assert.match(event, isEvent[format])
      for (const line of rest) assert.match(line, /^ {9}/)
      assert.notMatch(text.replaceAll("\n", ""), commands)
    }
  })
})

/** Only what outsiders send: nothing of this is a line of the log that a server has written by itself. */
const attack = async (url: string) => {
  const send = sending(fetch, url)
  for (const words of hostile) {
    const raw = words.replaceAll(/[\r\n\0]/g, " ")
    const escaped = encodeURIComponent(words)
    await spoken(url, [
      `GET /v1/products/${escaped}?q=${escaped} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${raw}\r\nReferer: ${raw}\r\nConnection: close\r\n\r\n`
    ])
    await spoken(url, [`GET /${raw} HTTP/1.1\r\nHost: ${raw}\r\nConnection: close\r\n\r\n`])
    const person = {
      name: words,
      email: `${randomUUID()}@example.com`,
      phone: "+254700000001",
      password: "kahawa na chai"
    }
    await send("POST", "/v1/auth/register", { body: person })
    await send("POST", "/v1/auth/login", { body: { login: words, password: words } })
    await send("GET", `/v1/track/${escaped}`)
    await send("GET", `/nothing/${escaped}`)
  }
  // What is allowed in a name reaches the log: a message that nobody carries is told there.
  const name = "Amina 12:00:00 ERROR \u202e\u2066 FATAL"
  const person = { name, email: `${randomUUID()}@example.com`, phone: "+254700000001", password: "kahawa na chai" }
  assert.strictEqual((await send("POST", "/v1/auth/register", { body: person })).status, 202)
}

describe.each(formats)("a server whose log is %s", { timeout: 60_000 }, (format) => {
  it("writes a line for each event, whatever its visitors send", async () => {
    await using served = await serveReady({
      DUKA_STORAGE: "memory",
      DUKA_SEED: "off",
      DUKA_DEV_MESSAGES: "1",
      DUKA_LOG_LEVEL: "debug",
      DUKA_LOG_FORMAT: format
    })
    await attack(served.url)
    // It is told by a job.
    await eventually(() => Promise.resolve(served.output().includes("would have gone to Amina")))
    served.signal("SIGTERM")
    await served.ended
    const lines = served.output().trimEnd().split("\n")
    assert.isAbove(lines.length, hostile.length * 4)
    assert.isTrue(lines.some((line) => line.includes("would have gone to Amina")))
    for (const line of lines) {
      assert.match(line, isEvent[format])
      assert.notMatch(line, commands)
    }
    assert.notMatch(served.output(), /shop was sold/)
  })
})
