import { SmsSenderSuite } from "@duka/conformance"
import { Effect, Redacted } from "effect"
import { makeAt } from "../src/senders.ts"
import { africasTalkingServer, created, credentials, type Fault, reportOf } from "./africasTalkingServer.ts"

const numbers = ["+254711000111", "+255754000222", "+256772000333"]

const faultOf: Readonly<Record<SmsSenderSuite.SmsTrouble, Fault>> = {
  lost: { kind: "lost" },
  silent: { kind: "silent" },
  busy: { kind: "said", status: 429, body: "Too many requests" },
  broken: { kind: "said", status: 502, body: `<html>${numbers[0]}</html>` },
  garbled: { kind: "said", status: 201, body: `<html>${numbers[0]}</html>` },
  nobody: created([], `Sent to 0/1: ${numbers[0]}`),
  rejected: created([{ statusCode: 406, number: numbers[0], status: "UserInBlacklist", cost: "0", messageId: "None" }]),
  unpaid: created([
    { statusCode: 405, number: numbers[0], status: "InsufficientBalance", cost: "0", messageId: "None" }
  ]),
  unknown: { kind: "said", status: 401, body: `The supplied authentication is invalid: ${credentials.apiKey}` }
}

const statuses = { delivered: "Success", failed: "Failed", pending: "Sent" } as const

SmsSenderSuite.suite("Africa's Talking", {
  stand: Effect.gen(function* () {
    const server = yield* africasTalkingServer
    const closed = yield* Effect.scoped(Effect.map(africasTalkingServer, ({ origin }) => origin))
    const config = { username: credentials.username, apiKey: Redacted.make(credentials.apiKey) }
    return {
      sender: yield* Effect.orDie(makeAt(config, server.origin)),
      unplugged: yield* Effect.orDie(makeAt(config, closed)),
      taken: () => server.taken.map(({ text, to }) => ({ to, text })),
      asked: () => server.requests.length,
      hungUp: server.hungUp,
      fail: (trouble) => void server.faults.push(faultOf[trouble]),
      told: (id, outcome) =>
        reportOf({
          id,
          status: statuses[outcome],
          phoneNumber: numbers[0] ?? "",
          ...(outcome === "failed" ? { failureReason: "UserInBlackList" } : {})
        })
    }
  }),
  numbers,
  troubles: ["lost", "silent", "busy", "broken", "garbled", "nobody", "rejected", "unpaid", "unknown"],
  reports: ["delivered", "failed", "pending"],
  secrets: Object.values(credentials)
})
