/** The messages that come with the package, and what is asked of all of them. */
import {
  type Channel,
  type Locale,
  type MessageFrame,
  type MessageKindName,
  messageKinds,
  type Renderings
} from "@duka/core"
import { sampleFrame, samples, Templates, TemplatesInvalid } from "@duka/notify-templates"
import { Effect, Record } from "effect"

export const kinds = Record.keys(messageKinds)
export const channels = ["email", "sms", "inbox"] as const satisfies ReadonlyArray<Channel>

export const loaded = (options: Parameters<typeof Templates.load>[0] = {}) => Effect.runSync(Templates.load(options))

export const defaults = loaded()

/** A kind's own surroundings. */
export const frameOf = (kind: MessageKindName, frame: MessageFrame = sampleFrame): MessageFrame => ({
  ...frame,
  link: messageKinds[kind].link === null ? null : frame.link,
  unsubscribeUrl: messageKinds[kind].topic === "necessary" ? null : frame.unsubscribeUrl
})

interface Asked<C extends Channel> {
  readonly kind: MessageKindName
  readonly channel: C
  readonly locale?: Locale
  readonly frame?: MessageFrame
  readonly templates?: Templates.Templates
}

/** The sample of a kind, rendered. */
export const rendered = <C extends Channel>({
  channel,
  frame = sampleFrame,
  kind,
  locale = "en",
  templates = defaults
}: Asked<C>): Renderings[C] =>
  Effect.runSync(templates.render({ kind, channel, locale, frame: frameOf(kind, frame), data: samples[kind] }))

/** What is wrong with the files, which do not load. */
export const problemsOf = (options: Parameters<typeof Templates.load>[0]) => {
  const failure = Effect.runSync(Effect.flip(Templates.load(options)))
  return failure instanceof TemplatesInvalid ? failure.problems : []
}
