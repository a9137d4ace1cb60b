/** Sending what was written: by a job for each message, as often as it takes. */
import { Context, Effect, Layer, Option } from "effect"
import { Settings } from "../Settings.ts"
import { after, now } from "../Time.ts"
import { framing } from "./framing.ts"
import { rendered } from "./keeping.ts"
import { Mailroom, sendMessage } from "./Mailroom.ts"
import type { Message, MessageContent, MessageId } from "./Message.ts"
import type { DomainEvent } from "./Event.ts"
import {
  type MailSender,
  type MessageRejected,
  MessageSenders,
  type Receipt,
  type SendFailure,
  SenderPaused,
  type SenderUnavailable,
  type SmsSender
} from "./MessageSenders.ts"
import { type ChannelPause, type MessageOutcomeFields, MessageStore } from "./MessageStore.ts"
import { MessageTemplates, TemplateFailed } from "./MessageTemplates.ts"
import { colleagues } from "./staffLetters.ts"
import { stockAlertLetters, type ToldPart } from "./stockAlertLetters.ts"

/** A paused channel is tried again after so long: somebody may have paid in the meantime. */
const pauseSeconds = 300

/** What jobs of this room do: nobody asks for it. */
interface Background {
  /** Sends a message that is still to be sent. `attempt`: from 1; after the last one it has failed. */
  send(id: MessageId, attempt: number): Effect.Effect<void, SenderUnavailable | SenderPaused>
  /** Has everybody told who waits for what has come back, if that is what the event tells. */
  beginStockAlerts(event: DomainEvent): Effect.Effect<void>
  /** Tells some of them, and has the next ones told. */
  tellStockAlerts(told: ToldPart): Effect.Effect<void>
  /** Messages that are older than the shop keeps them go; answers how many. */
  sweep(limit: number): Effect.Effect<number>
}

export class MessageWork extends Context.Service<MessageWork, Background>()("@duka/core/notification/MessageWork") {
  static readonly layer = Layer.effect(
    MessageWork,
    Effect.suspend(() => make)
  )
}

type Carrier =
  | { readonly channel: "email"; readonly sender: MailSender }
  | { readonly channel: "sms"; readonly sender: SmsSender }

/** Of a shop that had templates when the message was written, and has none any more. */
const noTemplates = MessageTemplates.of({
  render: ({ kind }) => Effect.fail(new TemplateFailed({ template: kind, problem: "The shop has no templates." }))
})

const unsent = { sender: null, reference: null, cost: null, segments: null, failure: null } as const

const make = Effect.gen(function* () {
  const store = yield* MessageStore
  const templates = Option.getOrElse(yield* Effect.serviceOption(MessageTemplates), () => noTemplates)
  const senders = yield* MessageSenders
  const mailroom = yield* Mailroom
  const { messages: settings } = yield* Settings
  const { frameOf } = yield* framing
  const staffWith = yield* colleagues
  const stockAlerts = yield* stockAlertLetters

  const concluded = Effect.fnUntraced(function* (
    message: Message,
    outcome: Partial<MessageOutcomeFields> & Pick<Message, "status">
  ) {
    yield* store.conclude(message.id, message.status, { ...unsent, content: null, updatedAt: yield* now, ...outcome })
  })

  const failed = (message: Message, { message: failure }: TemplateFailed | MessageRejected | SendFailure) =>
    Effect.andThen(
      Effect.logWarning(`The message ${message.id} (${message.kind}, ${message.channel}) has failed: ${failure}`),
      concluded(message, { status: "failed", failure: failure.slice(0, 500) })
    )

  const carrierOf = ({ channel }: Message): Carrier | null => {
    switch (channel) {
      case "email":
        return senders.email === null ? null : { channel, sender: senders.email }
      case "sms":
        return senders.sms === null ? null : { channel, sender: senders.sms }
      case "inbox":
        return null
    }
  }

  /** Whoever is first tells those who look after the shop's work; the others only wait. */
  const paused = Effect.fnUntraced(function* ({ channel }: Message, { reason }: SenderPaused, sender: string) {
    const at = yield* now
    const until = after(at, pauseSeconds)
    if (!(yield* store.pause(channel, { until, reason }, at))) return
    yield* Effect.logWarning(`Nothing is sent by ${channel} for now (${sender}): ${reason}. Messages are kept.`)
    const to = yield* staffWith("jobs:manage")
    // Once a day is often enough to be told of it.
    const about = { key: `paused:${channel}:${at.slice(0, 10)}` }
    const data = { channel, sender, reason }
    yield* mailroom.write(...to.map((each) => ({ kind: "staff-channel-paused", to: each, data, about }) as const))
  })

  const handedOver = (
    { channel, sender }: Carrier,
    { address, id, name }: Message & { readonly address: string },
    { html, text, title }: MessageContent,
    unsubscribeUrl: string | null
  ): Effect.Effect<Receipt, SendFailure> =>
    channel === "email"
      ? sender.send({ id, to: { name, address }, subject: title ?? "", text, html: html ?? "", unsubscribeUrl })
      : sender.send({ id, to: address, text })

  const carried = Effect.fnUntraced(function* (
    carrier: Carrier,
    message: Message & { readonly address: string },
    isLast: boolean
  ) {
    const frame = yield* frameOf(message)
    const content = yield* rendered(templates, message, frame)
    const { name } = carrier.sender
    const receipt = yield* Effect.catchTags(handedOver(carrier, message, content, frame.unsubscribeUrl), {
      SenderPaused: (error) =>
        Effect.andThen(paused(message, error, name), isLast ? Effect.succeed(error) : Effect.fail(error)),
      SenderUnavailable: (error) => (isLast ? Effect.succeed(error) : Effect.fail(error))
    })
    if ("_tag" in receipt) return yield* failed(message, receipt)
    const shown = settings.shown ? content : null
    yield* concluded(message, { status: "sent", sender: name, content: shown, ...receipt })
  })

  const skipped = Effect.fnUntraced(function* (message: Message) {
    const { address, channel, id, kind, name } = message
    const whom = settings.shown ? `${name} <${address ?? ""}>` : "somebody"
    const content = yield* Effect.flatMap(frameOf(message), (frame) => rendered(templates, message, frame))
    yield* Effect.logInfo(
      `Nobody carries ${channel} for this shop: ${kind} would have gone to ${whom}. GET /v1/messages/${id} shows it.`
    )
    yield* concluded(message, { status: "skipped", content: settings.shown ? content : null })
  })

  const attempted = Effect.fnUntraced(function* (message: Message, pause: ChannelPause | null, isLast: boolean) {
    if (message.data === null) return yield* concluded(message, { status: "skipped" })
    if (message.channel === "inbox") {
      const content = yield* Effect.flatMap(frameOf(message), (frame) => rendered(templates, message, frame))
      return yield* concluded(message, { status: "delivered", content })
    }
    const { address } = message
    const carrier = carrierOf(message)
    if (carrier === null || address === null) return yield* skipped(message)
    if (pause !== null && !isLast) return yield* new SenderPaused({ reason: pause.reason })
    return yield* carried(carrier, { ...message, address }, isLast)
  })

  const send = Effect.fn("MessageWork.send")(function* (id: MessageId, attempt: number) {
    const found = yield* Effect.option(Effect.flatMap(now, (at) => store.get(id, at)))
    if (found._tag === "None" || found.value.message.status !== "pending") return
    const { message, pause } = found.value
    yield* Effect.catchTags(attempted(message, pause, attempt >= sendMessage.maxAttempts), {
      // Another try would end the same.
      TemplateFailed: (error) => failed(message, error),
      MessageRejected: (error) => failed(message, error)
    })
  })

  const sweep = Effect.fn("MessageWork.sweep")((limit: number) =>
    Effect.flatMap(now, (at) => store.remove(after(at, -settings.keptSeconds), limit))
  )

  const tellStockAlerts = Effect.fn("MessageWork.tellStockAlerts")(stockAlerts.tell)

  return MessageWork.of({ send, beginStockAlerts: stockAlerts.begin, tellStockAlerts, sweep })
})
