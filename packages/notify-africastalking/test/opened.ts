/** A sender over a server of this machine, and messages for it. */
import type { Sms } from "@duka/core"
import { Effect, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import type { AfricasTalkingConfig } from "../src/config.ts"
import { makeAt } from "../src/senders.ts"
import { africasTalkingServer, credentials } from "./africasTalkingServer.ts"

export const config: AfricasTalkingConfig = {
  username: credentials.username,
  apiKey: Redacted.make(credentials.apiKey)
}

export const sms = (changes: Partial<Sms> = {}): Sms => ({
  id: randomUUID(),
  to: "+254711000111",
  text: "Your order 1042 is on its way.",
  ...changes
})

export const opened = Effect.fnUntraced(function* (changes: Partial<AfricasTalkingConfig> = {}) {
  const server = yield* africasTalkingServer
  return { server, sender: yield* Effect.orDie(makeAt({ ...config, ...changes }, server.origin)) }
})
