/** What comes into an inbox while somebody looks at it. */
import { Duration, Effect, Stream } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { Message } from "./Message.ts"
import type { MessageStore } from "./MessageStore.ts"

/** How often the storage is asked, by each who looks: messages come from other processes too. */
const everySeconds = 2

/** So many of the newest are looked at: whoever gets more in two seconds finds the rest in the list. */
const atOnce = 50

const newest = (store: MessageStore["Service"], recipientId: CustomerId) =>
  Effect.map(
    store.list(
      { recipientId, channel: "inbox", status: "delivered" },
      { _tag: "After", limit: atOnce, position: null }
    ),
    ({ items }) => items
  )

/**
 * Each message that is delivered from now on, oldest first; or that is newer than the one named by `after`, which was seen
 * last. Messages that were written before that one and are delivered after it are told too.
 */
export const arriving = (
  store: MessageStore["Service"],
  recipientId: CustomerId,
  after: string | null
): Stream.Stream<Message> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const before = yield* newest(store, recipientId)
      const last = after === null ? 0 : before.findIndex(({ id }) => id === after)
      const seen = new Set(before.slice(Math.max(0, last)).map(({ id }) => id))
      const look = Effect.map(newest(store, recipientId), (items) => {
        const fresh = items.filter(({ id }) => !seen.has(id)).toReversed()
        for (const { id } of fresh) seen.add(id)
        return fresh
      })
      return Stream.fromEffectRepeat(Effect.delay(look, Duration.seconds(everySeconds))).pipe(
        Stream.flatMap(Stream.fromIterable)
      )
    })
  )
