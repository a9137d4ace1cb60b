import { Context, Effect, Layer } from "effect"
import { buyerOf, CurrentActor } from "../Actor.ts"
import { SignInNeeded } from "../identity/IdentityErrors.ts"
import { input, type InvalidInput } from "../Input.ts"
import { now, type Timestamp } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { preferenceKeys } from "./Mailroom.ts"
import { type Message, MessageId } from "./Message.ts"
import { UnsubscribeLinkNotFound } from "./MessageErrors.ts"
import { type Channel, messageKinds } from "./MessageKind.ts"
import { MessageStore } from "./MessageStore.ts"
import { type MessagePreferences, MessagePreferencesPatch, noPreferences, patched } from "./Preferences.ts"
import { PreferenceStore } from "./PreferenceStore.ts"

const everywhere: ReadonlyArray<Channel> = ["email", "sms", "inbox"]

/** What people want to be told, where and in which language. */
export class Subscriptions extends Context.Service<
  Subscriptions,
  {
    mine(): Effect.Effect<MessagePreferences, SignInNeeded, CurrentActor>
    updateMine(
      given: typeof MessagePreferencesPatch.Encoded
    ): Effect.Effect<MessagePreferences, InvalidInput | SignInNeeded, CurrentActor>
    /**
     * Public: whoever holds the link of a message wants no more like it on its channel. Once or often, it is the same.
     * Answers what is not sent any more.
     */
    unsubscribe(token: string): Effect.Effect<Pick<Message, "channel" | "kind">, UnsubscribeLinkNotFound>
  }
>()("@duka/core/notification/Subscriptions") {
  static readonly layer = Layer.effect(
    Subscriptions,
    Effect.gen(function* () {
      const store = yield* PreferenceStore
      const messages = yield* MessageStore
      const tokens = yield* Tokens
      const units = yield* UnitOfWork
      const keyOf = yield* preferenceKeys

      const owner = Effect.flatMap(CurrentActor, (actor) => {
        const id = buyerOf(actor)
        return id === null ? Effect.fail(new SignInNeeded()) : Effect.succeed(id)
      })

      const chosen = (key: string) => Effect.map(store.of(key), (found) => found ?? noPreferences)

      const changed = (key: string, at: Timestamp, patch: MessagePreferencesPatch) =>
        Effect.flatMap(chosen(key), (before) => {
          const after = patched(before, patch)
          return Effect.as(store.save(key, after, at), after)
        }).pipe(units.commit)

      const mine = Effect.fn("Subscriptions.mine")(() => Effect.flatMap(owner, chosen))

      const updateMine = Effect.fn("Subscriptions.updateMine")(function* (
        given: typeof MessagePreferencesPatch.Encoded
      ) {
        const patch = yield* input(MessagePreferencesPatch)(given)
        return yield* changed(yield* owner, yield* now, patch)
      })

      const unsubscribe = Effect.fn("Subscriptions.unsubscribe")(function* (token: string) {
        const id = yield* tokens.read("unsubscribe", token)
        if (id === null) return yield* new UnsubscribeLinkNotFound()
        const at = yield* now
        const found = yield* Effect.mapError(messages.get(MessageId.make(id), at), () => new UnsubscribeLinkNotFound())
        const { address, channel, kind, recipientId } = found.message
        const { topic } = messageKinds[kind]
        // Erased: nobody is written to any more.
        if (topic === "necessary" || (recipientId === null && address === null)) return { channel, kind }
        const key = yield* keyOf(recipientId, address)
        const before = (yield* chosen(key)).topics[topic] ?? everywhere
        yield* changed(key, at, { topics: { [topic]: before.filter((each) => each !== channel) } })
        return { channel, kind }
      })

      return Subscriptions.of({ mine, updateMine, unsubscribe })
    })
  )
}
