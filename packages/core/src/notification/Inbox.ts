import { Context, Effect, Layer, Schema, Stream } from "effect"
import { buyerOf, CurrentActor } from "../Actor.ts"
import { SignInNeeded } from "../identity/IdentityErrors.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { arriving } from "./live.ts"
import { Message, MessageId } from "./Message.ts"
import { MessageStore } from "./MessageStore.ts"

const { createdAt, eventId, id, kind, readAt } = Message.fields

/** A message in somebody's inbox. */
export class Notification extends Schema.Opaque<Notification>()(
  Schema.Struct({ id, kind, title: Schema.String, text: Schema.String, eventId, readAt, createdAt }).annotate({
    identifier: "Notification"
  })
) {}

export const inboxLimits = { markedMax: 100 } as const

/** Without ids: all of them. */
export const ReadNotifications = Schema.Struct({
  ids: Schema.optionalKey(Schema.Array(MessageId).check(Schema.isBetweenLength(1, inboxLimits.markedMax)))
}).annotate({ identifier: "ReadNotifications" })

const view = (message: Message): Notification => ({
  id: message.id,
  kind: message.kind,
  title: message.content?.title ?? "",
  text: message.content?.text ?? "",
  eventId: message.eventId,
  readAt: message.readAt,
  createdAt: message.createdAt
})

/** What whoever asks was told in the shop's own app: everybody has his own, customers and those who work here. */
export class Inbox extends Context.Service<
  Inbox,
  {
    /** Newest first. */
    list(
      filter?: { readonly read?: boolean },
      request?: PageRequest
    ): Effect.Effect<Page<Notification>, InvalidCursor | SignInNeeded, CurrentActor>
    /** What arrives from now on, or after the message that was seen last. It goes on until who looks goes away. */
    live(after?: string): Effect.Effect<Stream.Stream<Notification>, SignInNeeded, CurrentActor>
    countUnread(): Effect.Effect<number, SignInNeeded, CurrentActor>
    /** Answers how many are unread afterwards. Others' are left alone. */
    markRead(given: typeof ReadNotifications.Encoded): Effect.Effect<number, InvalidInput | SignInNeeded, CurrentActor>
  }
>()("@duka/core/notification/Inbox") {
  static readonly layer = Layer.effect(
    Inbox,
    Effect.gen(function* () {
      const store = yield* MessageStore

      const mine = Effect.flatMap(CurrentActor, (actor) => {
        const owner = buyerOf(actor)
        return owner === null ? Effect.fail(new SignInNeeded()) : Effect.succeed(owner)
      })

      const list = Effect.fn("Inbox.list")(function* (
        filter: { readonly read?: boolean } = {},
        request: PageRequest = {}
      ) {
        const recipientId = yield* mine
        const asked = yield* slice(request, "-createdAt")
        const own = { ...filter, recipientId, channel: "inbox", status: "delivered" } as const
        const all = yield* store.list(own, asked)
        return page(asked, { ...all, items: all.items.map(view) })
      })

      const live = Effect.fn("Inbox.live")((after?: string) =>
        Effect.map(mine, (recipientId) => Stream.map(arriving(store, recipientId, after ?? null), view))
      )

      const countUnread = Effect.fn("Inbox.countUnread")(() => Effect.flatMap(mine, store.countUnread))

      const markRead = Effect.fn("Inbox.markRead")(function* (given: typeof ReadNotifications.Encoded) {
        const { ids } = yield* input(ReadNotifications)(given)
        const recipientId = yield* mine
        yield* store.markRead(recipientId, ids ?? null, yield* now)
        return yield* store.countUnread(recipientId)
      })

      return Inbox.of({ list, live, countUnread, markRead })
    })
  )
}
