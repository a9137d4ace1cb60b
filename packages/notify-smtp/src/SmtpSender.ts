/**
 * Mail by SMTP (RFC 5321) through a pool of connections: text and HTML, a Message-ID that is the message's own, one-click
 * unsubscribing (RFC 8058), DKIM where it is set up.
 */
import {
  type Mail,
  type MailSender,
  MessageRejected,
  MessageSenders,
  type Receipt,
  type SendFailure,
  SenderUnavailable
} from "@duka/core"
import { Clock, Effect, Layer, type Scope } from "effect"
import { addressOf } from "./addresses.ts"
import { check, type SmtpMisconfigured } from "./checking.ts"
import { type Composed, compose, unsubscribeOf } from "./composing.ts"
import { signature } from "./dkim.ts"
import type { SmtpOptions } from "./options.ts"
import * as pool from "./pool.ts"

export type { Mailbox } from "./addresses.ts"
export { SmtpMisconfigured } from "./checking.ts"
export type { DkimOptions, SmtpOptions, SmtpServer, SmtpSettings } from "./options.ts"

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/iu

const rejected = (reason: string) => Effect.suspend(() => Effect.fail(new MessageRejected({ reason })))

/**
 * Nothing is asked of the server before the first message. With the scope the connections close, and what is being sent
 * over them fails.
 */
export const make = Effect.fnUntraced(function* (
  options: SmtpOptions
): Effect.fn.Return<MailSender, SmtpMisconfigured, Scope.Scope> {
  const checked = yield* check(options)
  const { from, messageIdDomain, replyTo, sendMaxSeconds, signing } = checked
  const deliver = yield* pool.make(checked)

  const bytesOf = Effect.fnUntraced(function* (composed: Composed) {
    const signatures = signing === null ? [] : [yield* signature(composed, signing)]
    return Buffer.from([...signatures, ...composed.fields, "", composed.body].join("\r\n"))
  })

  const sent = Effect.fnUntraced(function* (mail: Mail): Effect.fn.Return<Receipt, SendFailure> {
    const address = addressOf(mail.to.address)
    if (address === null) return yield* rejected("The recipient has no email address")
    if (!uuid.test(mail.id)) return yield* rejected("The message's id is no UUID")
    const unsubscribeUrl = mail.unsubscribeUrl === null ? null : unsubscribeOf(mail.unsubscribeUrl)
    if (mail.unsubscribeUrl !== null && unsubscribeUrl === null) {
      return yield* rejected("The address to unsubscribe at is no address of the web, or longer than 900 characters")
    }
    const messageId = `<${mail.id}@${messageIdDomain}>`
    const at = yield* Clock.currentTimeMillis
    const composed = compose({ letterhead: { from, replyTo }, mail, address, messageId, unsubscribeUrl, at })
    yield* deliver({ from: from.address, to: address, message: yield* bytesOf(composed) })
    return { reference: messageId, cost: null, segments: null }
  })

  const send = Effect.fn("SmtpSender.send")((mail: Mail) =>
    Effect.timeoutOrElse(sent(mail), {
      duration: `${sendMaxSeconds} seconds`,
      orElse: () => Effect.fail(new SenderUnavailable({ reason: `Not taken within ${sendMaxSeconds} seconds` }))
    })
  )

  return { name: "smtp", send }
})

/** For a shop that sends mail alone: it has no sender of SMS beside this one. */
export const layer = (options: SmtpOptions): Layer.Layer<never, SmtpMisconfigured> =>
  Layer.effect(
    MessageSenders,
    Effect.map(make(options), (email) => ({ email, sms: null }))
  )
