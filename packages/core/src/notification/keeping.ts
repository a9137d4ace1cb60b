/** The data of messages as it is kept with them, and as templates are given it. */
import { Effect, Schema, Struct } from "effect"
import type { Message, MessageContent } from "./Message.ts"
import { type MessageData, type MessageKindName, messageKinds } from "./MessageKind.ts"
import { type MessageFrame, type MessageTemplates, TemplateFailed } from "./MessageTemplates.ts"

/** What is not what its kind says is a bug of who has written it. */
export const encoded = <K extends MessageKindName>(kind: K, data: MessageData<K>): Effect.Effect<Schema.Json> =>
  Effect.orDie(
    Schema.encodeUnknownEffect(Schema.toCodecJson<Schema.Codec<object, object>>(messageKinds[kind].data))(data)
  )

type Rendered = Effect.Effect<MessageContent, TemplateFailed>
type Render = (templates: MessageTemplates["Service"], message: Message, frame: MessageFrame) => Rendered

const rendererOf = <K extends MessageKindName>(kind: K): Render => {
  const decode = Schema.decodeUnknownEffect(messageKinds[kind].data)
  return (templates, { channel, data: kept, locale }, frame) =>
    Effect.gen(function* () {
      const data = yield* Effect.mapError(
        decode(kept),
        () =>
          new TemplateFailed({ template: kind, problem: "What is kept with the message is not what its kind says." })
      )
      const asked = { kind, locale, frame, data }
      switch (channel) {
        case "email": {
          const { html, subject, text } = yield* templates.render({ ...asked, channel })
          return { title: subject, text, html }
        }
        case "sms":
          return { title: null, text: (yield* templates.render({ ...asked, channel })).text, html: null }
        case "inbox":
          return { ...(yield* templates.render({ ...asked, channel })), html: null }
      }
    })
}

const renderers: ReadonlyMap<MessageKindName, Render> = new Map(
  Struct.keys(messageKinds).map((kind) => [kind, rendererOf(kind)])
)

/** How a message reads on its channel. */
export const rendered: Render = (templates, message, frame) =>
  renderers.get(message.kind)?.(templates, message, frame) ??
  Effect.fail(new TemplateFailed({ template: message.kind, problem: "There is no message of this kind." }))
