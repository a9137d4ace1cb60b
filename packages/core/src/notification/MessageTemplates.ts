/** How a message reads: a port, so that a shop may write its own. */
import { Context, type Effect, Schema } from "effect"
import type { Timestamp } from "../Time.ts"
import type { MessageData, MessageKindName } from "./MessageKind.ts"

/** The languages that the shop speaks; others are the shop's own. */
export const Locale = Schema.String.check(
  Schema.isPattern(/^[a-z]{2}(-[A-Z]{2})?$/u, { expected: "a language such as en, sw or sw-KE" })
).annotate({ identifier: "Locale" })
export type Locale = typeof Locale.Type

/** What every template is given, beside what its kind says. */
export interface MessageFrame {
  readonly shop: {
    readonly name: string
    /** Where its storefront is; null: nowhere. */
    readonly url: string | null
    /** Where people ask for help. */
    readonly email: string | null
    readonly phone: string | null
    /** IANA: the zone in which times are told. */
    readonly timeZone: string
  }
  /** The name of whom it is for; empty where it is not known. */
  readonly recipient: { readonly name: string }
  /**
   * What lets its reader do what the message is about. `url`: a page of the storefront's, null where it has none; then the
   * token is shown, to be entered.
   */
  readonly link: { readonly url: string | null; readonly token: string; readonly expiresAt: Timestamp | null } | null
  /** Where one says that one wants no more of these; null in necessary messages. */
  readonly unsubscribeUrl: string | null
}

export interface MailContent {
  readonly subject: string
  readonly text: string
  /** A whole document; everything from outside is escaped in it. */
  readonly html: string
}

/** `email`, `sms` and `inbox` of one message. An inbox shows the title, and the text below it. */
export interface Renderings {
  readonly email: MailContent
  readonly sms: { readonly text: string }
  readonly inbox: { readonly title: string; readonly text: string }
}

/** A template fails on what it was given: it is a mistake in the template, and no retry mends it. */
export class TemplateFailed extends Schema.TaggedError<TemplateFailed>()("TemplateFailed", {
  template: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The template ${this.template} cannot be rendered: ${this.problem}`
  }
}

export interface Rendering<K extends MessageKindName, C extends keyof Renderings> {
  readonly kind: K
  readonly channel: C
  /** Its language is used where there are templates in it, the shop's default otherwise. */
  readonly locale: Locale
  readonly frame: MessageFrame
  readonly data: MessageData<K>
}

export class MessageTemplates extends Context.Service<
  MessageTemplates,
  {
    render<K extends MessageKindName, C extends keyof Renderings>(
      message: Rendering<K, C>
    ): Effect.Effect<Renderings[C], TemplateFailed>
  }
>()("@duka/core/notification/MessageTemplates") {}
