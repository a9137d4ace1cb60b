/** Where other rooms hand in what is to be written to people, and where people are forgotten. */
import { Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { Mac } from "effect/crypto"
import { Hex } from "effect/encoding"
import type { CustomerId } from "../Actor.ts"
import { Ids } from "../Ids.ts"
import { jobKind } from "../jobs/Job.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { SecretKey } from "../Tokens.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import type { EventId } from "./Event.ts"
import { encoded } from "./keeping.ts"
import { type Message, MessageId } from "./Message.ts"
import { type Channel, type MessageData, type MessageKindName, messageKinds } from "./MessageKind.ts"
import { MessageStore } from "./MessageStore.ts"
import { MessageTemplates } from "./MessageTemplates.ts"
import { type MessagePreferences, noPreferences } from "./Preferences.ts"
import { PreferenceStore } from "./PreferenceStore.ts"
import { StockAlertStore } from "./StockAlertStore.ts"

/** A carrier that is away for hours delays messages; one that is away for days loses them to whoever retries them. */
export const sendMessage = jobKind({
  name: "send-message",
  payload: Schema.Struct({ messageId: MessageId }),
  retriedSeconds: 3 * 24 * 3_600
})

/** Whom to write to, wherever he may be reached. */
export interface Addressee {
  /** Whose inbox and preferences count; null: somebody without an account. */
  readonly customerId: CustomerId | null
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
}

export interface LetterOf<K extends MessageKindName> {
  readonly kind: K
  readonly to: Addressee
  readonly data: MessageData<K>
  /** Of whom it tells, when that is somebody else. */
  readonly aboutId?: CustomerId | null
  readonly link?: NonNullable<Message["link"]>
  /** Of several about the same thing to the same person one is sent; left out: each is. */
  readonly about?: { readonly key: string; readonly eventId?: EventId }
}

/** What is to be written, before it is known on which channels. */
export type Letter = { readonly [K in MessageKindName]: LetterOf<K> }[MessageKindName]

/** A letter whose data is what its kind says. */
export const letter = <K extends MessageKindName>(
  kind: K,
  to: Addressee,
  data: MessageData<K>,
  more: Pick<LetterOf<K>, "about" | "aboutId" | "link"> = {}
): LetterOf<K> => ({ kind, to, data, ...more })

export class Mailroom extends Context.Service<
  Mailroom,
  {
    /** Whether the shop writes at all: one without templates has nothing to say. */
    readonly writes: boolean
    /** Inside a unit of work: written and sent with it, or not at all, on the channels that shop and person have chosen. */
    write(...letters: ReadonlyArray<Letter>): Effect.Effect<void>
    /** Nothing of a person stays in what was written to him or about him, and he waits for nothing any more. */
    forget(customerId: CustomerId): Effect.Effect<void>
  }
>()("@duka/core/notification/Mailroom") {
  static readonly layer: Layer.Layer<
    Mailroom,
    never,
    Ids | Jobs | Mac.Mac | MessageStore | PreferenceStore | SecretKey | StockAlertStore | UnitOfWork
  > = Layer.suspend(() => Layer.effect(Mailroom, make))
}

const encoder = new TextEncoder()

/** Whose preferences count: the customer's, or whoever reads this address, of which nothing is to be told. */
export const preferenceKeys = Effect.gen(function* () {
  const mac = yield* Mac.Mac
  const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, Redacted.value(yield* SecretKey)))
  return (customerId: CustomerId | null, address: string | null): Effect.Effect<string> =>
    customerId === null
      ? Effect.orDie(
          Effect.map(mac.sign(key, encoder.encode(`recipient:${(address ?? "").toLowerCase()}`)), Hex.encode)
        )
      : Effect.succeed(customerId)
})

const addressOn = ({ customerId, email, phone }: Addressee, channel: Channel): string | null | undefined => {
  switch (channel) {
    case "email":
      return email ?? undefined
    case "sms":
      return phone ?? undefined
    case "inbox":
      return customerId === null ? undefined : null
  }
}

const isWanted = (kind: MessageKindName, channel: Channel, { topics }: MessagePreferences): boolean => {
  const { topic } = messageKinds[kind]
  return topic === "necessary" || (topics[topic]?.includes(channel) ?? true)
}

const nothing = {
  content: null,
  sender: null,
  reference: null,
  cost: null,
  segments: null,
  failure: null,
  readAt: null
} as const

const make = Effect.gen(function* () {
  const store = yield* MessageStore
  const preferences = yield* PreferenceStore
  const stockAlerts = yield* StockAlertStore
  const jobs = yield* Jobs
  const ids = yield* Ids
  const units = yield* UnitOfWork
  const settings = yield* Settings
  const keyOf = yield* preferenceKeys
  const writes = Option.isSome(yield* Effect.serviceOption(MessageTemplates))

  const messagesOf = Effect.fnUntraced(function* (letter: Letter, channels: ReadonlyArray<Channel>) {
    const { about, aboutId = null, kind, link = null, to } = letter
    const data = yield* encoded(kind, letter.data)
    const at = yield* now
    const written: Array<Message> = []
    for (const channel of channels) {
      const address = addressOn(to, channel)
      if (address === undefined) continue
      const owner = yield* keyOf(to.customerId, address)
      const chosen = (yield* preferences.of(owner)) ?? noPreferences
      if (!isWanted(kind, channel, chosen)) continue
      const id = yield* ids.make(MessageId)
      written.push({
        ...nothing,
        id,
        key: about === undefined ? id : `${about.key}:${kind}:${channel}:${owner}`,
        kind,
        channel,
        status: "pending",
        recipientId: to.customerId,
        aboutId,
        name: to.name,
        address,
        locale: chosen.locale ?? settings.messages.locale,
        data,
        link,
        eventId: about?.eventId ?? null,
        createdAt: at,
        updatedAt: at
      })
    }
    return written
  })

  const write = Effect.fn("Mailroom.write")(function* (...letters: ReadonlyArray<Letter>) {
    if (letters.length === 0 || !writes) return
    const rules = new Map((yield* preferences.rules).map(({ channels, kind }) => [kind, channels]))
    const all = yield* Effect.forEach(letters, (letter) =>
      messagesOf(letter, rules.get(letter.kind) ?? messageKinds[letter.kind].channels)
    )
    const added = yield* store.add(all.flat())
    yield* Effect.forEach(
      added,
      (messageId) => jobs.enqueue(sendMessage, { messageId }, { id: `message:${messageId}` }),
      { discard: true }
    )
  }, units.commit)

  const forget = Effect.fn("Mailroom.forget")(function* (customerId: CustomerId) {
    // First: whoever is just being told of one is waited for, and what was written to him goes with the rest.
    yield* stockAlerts.forget(customerId)
    yield* store.anonymise(customerId, yield* now)
    yield* preferences.remove(yield* keyOf(customerId, null))
  }, units.commit)

  return Mailroom.of({ writes, write, forget })
})
