/** A sender to a server on this machine, and a message for it. */
import type { Mail, Receipt, SendFailure } from "@duka/core"
import { SmtpSender } from "@duka/notify-smtp"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"

export const from = { name: "The Shop", address: "shop@example.com" } as const

export const senderTo = (port: number, settings: Partial<SmtpSender.SmtpOptions> = {}) =>
  Effect.orDie(SmtpSender.make({ host: "127.0.0.1", port, from, ...settings }))

export const mail = (changes: Partial<Mail> = {}): Mail => ({
  id: randomUUID(),
  to: { name: "Wanjiru Kamau", address: "wanjiru@example.org" },
  subject: "Your order 1042 is on its way",
  text: "Your order 1042 is on its way.\n",
  html: "<!doctype html>\n<html><body><p>Your order 1042 is on its way.</p></body></html>",
  unsubscribeUrl: null,
  ...changes
})

/** What became of it. */
export const outcome = (sending: Effect.Effect<Receipt, SendFailure>): Effect.Effect<string> =>
  Effect.match(sending, { onSuccess: () => "sent", onFailure: ({ _tag }) => _tag })
