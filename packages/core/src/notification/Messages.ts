import { Context, Effect, Layer, Option, Schema } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { input, type InvalidInput } from "../Input.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { sendMessage } from "./Mailroom.ts"
import { Message, MessageId } from "./Message.ts"
import { MessageNotFound, MessageNotResendable } from "./MessageErrors.ts"
import { type MessageKindName, messageKinds } from "./MessageKind.ts"
import { type MessageListFilter, MessageStore } from "./MessageStore.ts"
import { MessageRule } from "./Preferences.ts"
import { PreferenceStore } from "./PreferenceStore.ts"

const { data: _data, key: _key, link: _link, ...shown } = Message.fields

/** A message as operators see it: to whom and what became of it, but neither what it was made of nor its link. */
export class MessageView extends Schema.Opaque<MessageView>()(
  Schema.Struct(shown).annotate({ identifier: "Message" })
) {}

const view = ({ data: _data, key: _key, link: _link, ...rest }: Message): MessageView => rest

/** What goes where: of every kind of message, whether the shop has said so or not. */
export interface MessageRuling extends MessageRule {
  readonly audience: "customer" | "staff"
  readonly topic: (typeof messageKinds)[MessageKindName]["topic"]
  /** Whether the shop has changed it. */
  readonly changed: boolean
}

/** What the shop has written to people. */
export class Messages extends Context.Service<
  Messages,
  {
    /** Newest first. */
    list(
      filter?: MessageListFilter,
      request?: PageRequest
    ): Effect.Effect<Page<MessageView>, InvalidCursor | PermissionDenied, CurrentActor>
    get(id: string): Effect.Effect<MessageView, MessageNotFound | PermissionDenied, CurrentActor>
    /** Sends one once more that has failed, was not delivered, was skipped or was sent. */
    resend(
      id: string
    ): Effect.Effect<MessageView, MessageNotFound | MessageNotResendable | PermissionDenied, CurrentActor>
    /** Of every kind of message, by its name. */
    rules(): Effect.Effect<ReadonlyArray<MessageRuling>, PermissionDenied, CurrentActor>
    /** These channels from now on; with none it is not sent. Necessary ones may be turned off too: that is the shop's risk. */
    setRule(
      given: typeof MessageRule.Encoded
    ): Effect.Effect<MessageRuling, InvalidInput | PermissionDenied, CurrentActor>
    /** The kind goes where it goes by itself again. */
    resetRule(kind: MessageKindName): Effect.Effect<MessageRuling, PermissionDenied, CurrentActor>
  }
>()("@duka/core/notification/Messages") {
  static readonly layer = Layer.effect(
    Messages,
    Effect.gen(function* () {
      const store = yield* MessageStore
      const preferences = yield* PreferenceStore
      const jobs = yield* Jobs
      const units = yield* UnitOfWork
      const { record } = yield* auditing

      const found = Effect.fnUntraced(function* (id: string) {
        const messageId = Option.getOrUndefined(MessageId.makeOption(id))
        if (messageId === undefined) return yield* new MessageNotFound({ messageId: id })
        return (yield* store.get(messageId, yield* now)).message
      })

      const list = Effect.fn("Messages.list")(function* (filter: MessageListFilter = {}, request: PageRequest = {}) {
        yield* requires("message:manage")
        const asked = yield* slice(request, "-createdAt")
        const all = yield* store.list(filter, asked)
        return page(asked, { ...all, items: all.items.map(view) })
      })

      const get = Effect.fn("Messages.get")(function* (id: string) {
        yield* requires("message:manage")
        return view(yield* found(id))
      })

      const resend = Effect.fn("Messages.resend")(function* (id: string) {
        yield* requires("message:manage")
        return yield* Effect.gen(function* () {
          const message = yield* found(id)
          const { channel, data, status } = message
          const refused = new MessageNotResendable({ current: status })
          if (status === "pending" || data === null || channel === "inbox") return yield* refused
          const cleared = { sender: null, reference: null, cost: null, segments: null, failure: null, content: null }
          const next = { ...cleared, status: "pending", updatedAt: yield* now } as const
          if (!(yield* store.conclude(message.id, status, next))) return yield* refused
          yield* jobs.enqueue(sendMessage, { messageId: message.id })
          yield* record({
            action: "message.resent",
            subject: message.id,
            before: { status },
            after: { status: "pending" }
          })
          return view({ ...message, ...next })
        }).pipe(units.commit)
      })

      const ruling = (kind: MessageKindName, said: ReadonlyArray<MessageRule>): MessageRuling => {
        const rule = said.find((each) => each.kind === kind)
        const { audience, channels, topic } = messageKinds[kind]
        return { kind, audience, topic, channels: rule?.channels ?? channels, changed: rule !== undefined }
      }

      const rules = Effect.fn("Messages.rules")(function* () {
        yield* requires("message:manage")
        const said = yield* preferences.rules
        return Message.fields.kind.literals.map((kind) => ruling(kind, said))
      })

      const ruled = <E, R>(kind: MessageKindName, change: Effect.Effect<void, E, R>) =>
        Effect.gen(function* () {
          const before = ruling(kind, yield* preferences.rules)
          yield* change
          const after = ruling(kind, yield* preferences.rules)
          yield* record({ action: "message.rule-updated", subject: kind, before, after })
          return after
        }).pipe(units.commit)

      const setRule = Effect.fn("Messages.setRule")(function* (given: typeof MessageRule.Encoded) {
        yield* requires("message:manage")
        const rule = yield* input(MessageRule)(given)
        return yield* ruled(rule.kind, preferences.saveRule(rule))
      })

      const resetRule = Effect.fn("Messages.resetRule")(function* (kind: MessageKindName) {
        yield* requires("message:manage")
        return yield* ruled(kind, preferences.removeRule(kind))
      })

      return Messages.of({ list, get, resend, rules, setRule, resetRule })
    })
  )
}
