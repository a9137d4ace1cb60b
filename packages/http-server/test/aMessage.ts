/** A message that a shop has written, of which nothing has become: for tests of who may look at it. */
import { MemoryStorage } from "@duka/adapter-memory"
import { Duka, type Message, MessageId, MessageStore, SecretKey, Time, type TokenPurpose, Tokens } from "@duka/core"
import { Effect, Layer } from "effect"
import { secretKey } from "./shop.ts"

const at = Time.Timestamp.make("2026-11-28T09:00:00.000Z")

const message: Message = {
  id: MessageId.make("0190a7c0-0000-7000-8000-00000000a11e"),
  key: "a message",
  kind: "order-shipped",
  channel: "email",
  status: "failed",
  recipientId: null,
  aboutId: null,
  name: "Amina Njeri",
  address: "amina@example.com",
  locale: "en",
  data: {},
  link: null,
  eventId: null,
  content: null,
  sender: null,
  reference: null,
  cost: null,
  segments: null,
  failure: "550",
  readAt: null,
  createdAt: at,
  updatedAt: at
}

/** Fresh memory with the message in it. */
export const storage = Layer.effectDiscard(Effect.flatMap(MessageStore, ({ add }) => add([message]))).pipe(
  Layer.provideMerge(MemoryStorage.layer)
)

/** A token of the shop's own, under its key. */
export const minted = (purpose: TokenPurpose, id: string) =>
  Effect.runPromise(
    Effect.flatMap(Tokens, (tokens) => tokens.mint(purpose, id)).pipe(
      Effect.provide(Tokens.layer.pipe(Layer.provide([Layer.succeed(SecretKey, secretKey), Duka.layerCrypto])))
    )
  )

export const aMessage = { id: message.id, unsubscribeToken: () => minted("unsubscribe", message.id) }
