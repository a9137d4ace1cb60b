import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as fc from "fast-check"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { failureOf } from "../src/failing.ts"
import { type Meaning, meaningOf, type Row, rowOf, rows, type Stage } from "../src/replies.ts"
import { type Script, scriptedServer } from "./scriptedServer.ts"
import { credentials } from "./smtpServer.ts"
import { mail, senderTo } from "./sending.ts"

type Case = readonly [stage: Stage, line: string, meaning: Meaning]

const cases: ReadonlyArray<Case> = [
  ["connect", "421 4.3.2 too busy", "unavailable"],
  ["connect", "451 4.7.1 come again later", "unavailable"],
  ["connect", "554 5.7.1 no service for your address", "paused"],
  ["connect", "521 takes no mail", "paused"],
  ["ehlo", "421 4.7.0 closing", "unavailable"],
  ["ehlo", "502 5.5.1 not known", "paused"],
  ["auth", "454 4.7.0 temporary failure", "unavailable"],
  ["auth", "421 4.7.0 too many logins", "unavailable"],
  ["auth", "432 4.7.12 a new password is needed", "paused"],
  ["auth", "535 5.7.8 wrong user or password", "paused"],
  ["auth", "534 5.7.9 an application's own password is needed", "paused"],
  ["auth", "503 5.5.1 authentication not enabled", "paused"],
  ["auth", "538 5.7.11 encryption required", "paused"],
  ["mail", "421 4.4.2 timed out", "unavailable"],
  ["mail", "451 4.3.0 try again", "unavailable"],
  ["mail", "452 4.3.1 no room", "unavailable"],
  ["mail", "503 5.5.1 nested MAIL command", "unavailable"],
  ["mail", "530 5.7.0 must issue a STARTTLS command first", "paused"],
  ["mail", "550 5.7.1 not your address", "paused"],
  ["mail", "550", "paused"],
  ["mail", "553 5.1.8 the domain does not exist", "paused"],
  ["mail", "501 5.1.7 bad address syntax", "paused"],
  ["mail", "552 5.3.4 too large", "rejected"],
  ["mail", "555 5.5.4 unsupported option", "rejected"],
  ["mail", "553 5.6.7 not in ASCII", "rejected"],
  ["rcpt", "450 4.2.0 greylisted", "unavailable"],
  ["rcpt", "451 4.7.1 greylisting in action", "unavailable"],
  ["rcpt", "452 4.5.3 too many recipients", "unavailable"],
  ["rcpt", "421 4.7.0 too many errors", "unavailable"],
  ["rcpt", "454 4.7.1 <somebody>: Relay access denied", "paused"],
  ["rcpt", "554 5.7.1 <somebody>: Relay access denied", "paused"],
  ["rcpt", "550 relay not permitted", "paused"],
  ["rcpt", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "paused"],
  ["rcpt", "550 5.1.1 no such mailbox", "rejected"],
  ["rcpt", "550-5.1.1 no such mailbox,\r\n550 5.1.1 see our pages", "rejected"],
  ["rcpt", "550 no such mailbox", "rejected"],
  ["rcpt", "550 5.7.1 your message is not wanted", "rejected"],
  ["rcpt", "553 5.1.3 bad address", "rejected"],
  ["rcpt", "556 5.1.10 takes no mail at all", "rejected"],
  ["rcpt", "552 5.2.2 the mailbox is full", "rejected"],
  ["rcpt", "550 5.1.1 <somebody>: not verified, for the sender address there is unknown", "rejected"],
  ["rcpt", "552 too many recipients", "unavailable"],
  ["rcpt", "530 5.7.0 authentication required", "paused"],
  ["rcpt", "554 5.7.8 log in first", "paused"],
  ["rcpt", "550 5.7.26 neither SPF nor DKIM pass", "paused"],
  ["rcpt", "553 5.7.1 <somebody>: Sender address rejected: not owned by user shop", "paused"],
  ["rcpt", "504 5.5.2 <shop>: Helo command rejected: need fully-qualified hostname", "paused"],
  ["rcpt", "554 5.7.1 <shop>: Client host rejected: Access denied", "paused"],
  ["data", "451 4.3.0 try again", "unavailable"],
  ["data", "554 5.5.1 no valid recipients", "rejected"],
  ["message", "450 4.3.2 later", "unavailable"],
  ["message", "452 4.3.1 no room", "unavailable"],
  ["message", "550 5.4.5 daily limit exceeded", "paused"],
  ["message", "554 5.7.20 no signature of the author's domain", "paused"],
  ["message", "554 Message rejected: Email address is not verified.", "paused"],
  ["message", "554 5.7.1 it looks like spam", "rejected"],
  ["message", "552 5.3.4 too large", "rejected"],
  ["message", "554 4.7.1 the enhanced code is of another class", "rejected"],
  ["message", "354 what?", "unavailable"]
]

const expected = { rejected: "MessageRejected", unavailable: "SenderUnavailable", paused: "SenderPaused" } as const

const asked = ([stage, line]: Case) => {
  const code = Number(line.slice(0, 3))
  const given = /^\d{3}[ -](\d\.\d+\.\d+)/u.exec(line)?.[1]
  return { stage, code, enhanced: given?.[0] === line[0] ? (given ?? null) : null, words: line }
}

const failed = Effect.fnUntraced(function* (script: Script, isPipelining: boolean) {
  const server = yield* scriptedServer({ script, isPipelining, extensions: ["AUTH PLAIN"] })
  const sender = yield* senderTo(server.port, { user: credentials.user, password: Redacted.make(credentials.password) })
  return yield* Effect.flip(sender.send(mail()))
})

const named: Readonly<Record<Stage, string>> = {
  connect: "greeting",
  ehlo: "EHLO",
  starttls: "STARTTLS",
  auth: "AUTH",
  mail: "MAIL",
  rcpt: "RCPT",
  data: "DATA",
  message: "the message"
}

/** As it stands in the table of the documents. */
const shown = ({ case: what, codes, enhanced, means, stages }: Row) => {
  const listed = [stages.map((stage) => named[stage]), codes, enhanced].map((all) => all.join(", ") || "any")
  return `| ${[...listed, what, expected[means]].join(" | ")} |`
}

describe("what a server refuses", () => {
  for (const isPipelining of [true, false]) {
    describe(isPipelining ? "with pipelining" : "without pipelining", () => {
      for (const one of cases) {
        const [stage, line, meaning] = one
        it.effect(`${stage}: ${line.replaceAll("\r\n", " ")}: ${meaning}`, () =>
          Effect.gen(function* () {
            const failure = yield* failed({ [stage]: line }, isPipelining)
            expect(failure._tag).toBe(expected[meaning])
            const { code, enhanced } = asked(one)
            expect(failure.reason).toMatch(
              new RegExp(`^${[code, enhanced].filter((each) => each !== null).join(" ")} to [A-Za-z ]+$`, "u")
            )
          })
        )
      }
    })
  }

  it("that cannot be trusted pauses the sender, and one that is not reached does not", () => {
    const expected = [
      ["CERT_HAS_EXPIRED", "SenderPaused"],
      ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "SenderPaused"],
      ["SELF_SIGNED_CERT_IN_CHAIN", "SenderPaused"],
      ["ECONNREFUSED", "SenderUnavailable"],
      ["ECONNRESET", "SenderUnavailable"],
      ["ENOTFOUND", "SenderUnavailable"],
      ["EAI_AGAIN", "SenderUnavailable"]
    ] as const
    for (const [originalCode, tag] of expected) {
      const { _tag, reason } = failureOf({ code: "ESOCKET", originalCode })
      expect(_tag).toBe(tag)
      expect(reason).toContain(`(${originalCode})`)
    }
  })

  it("is told by codes, and never in the server's words", () => {
    const word = fc.constantFrom("wanjiru@example.org", "5.1.1", "550", "\r\n", " ", "-", "it-is-secret")
    const words = fc.array(word, { maxLength: 8 }).map((all) => all.join(""))
    const property = fc.property(fc.integer({ min: 200, max: 599 }), words, (responseCode, response) => {
      const fault = { code: "EENVELOPE", command: "RCPT TO", responseCode, response: `${responseCode}${response}` }
      expect(failureOf(fault).reason).toMatch(/^\d{3}( \d\.\d{1,3}\.\d{1,3})? to RCPT TO$/u)
    })
    fc.assert(property)
  })

  it("has a case for each row of the table, which means what the row says", () => {
    const met = new Set(cases.map((one) => rowOf(asked(one))))
    expect(rows.filter((row) => !met.has(row))).toStrictEqual([])
    for (const one of cases) expect(meaningOf(asked(one)), one[1]).toBe(one[2])
  })

  it("has its table in the documents", () => {
    const document = readFileSync(join(import.meta.dirname, "../../../docs/notifications/smtp.md"), "utf8")
    const lines = document.split("\n").filter((line) => /\| (MessageRejected|Sender\w+) \|$/u.test(line))
    expect(lines).toStrictEqual(rows.map(shown))
  })
})
