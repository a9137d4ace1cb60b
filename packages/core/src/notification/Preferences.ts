/** Which messages people want, where, and in which language; and which the shop sends at all. */
import { Schema } from "effect"
import { Channel, MessageKindName } from "./MessageKind.ts"
import { Locale } from "./MessageTemplates.ts"

const Channels = Schema.Array(Channel).check(Schema.isMaxLength(3), Schema.isUnique())

/** The shop's say on one kind of message: these channels in place of its own; with none it is not sent. */
export class MessageRule extends Schema.Opaque<MessageRule>()(
  Schema.Struct({ kind: MessageKindName, channels: Channels }).annotate({ identifier: "MessageRule" })
) {}

/** Topics that one may turn down. What is not named goes wherever the shop sends it. */
export const ChosenTopics = Schema.Struct({
  orders: Schema.optionalKey(Channels),
  stockAlerts: Schema.optionalKey(Channels),
  digests: Schema.optionalKey(Channels),
  staff: Schema.optionalKey(Channels)
}).annotate({ identifier: "ChosenTopics" })

export const DigestFrequency = Schema.Literals(["daily", "weekly"]).annotate({ identifier: "DigestFrequency" })
export type DigestFrequency = typeof DigestFrequency.Type

export class MessagePreferences extends Schema.Opaque<MessagePreferences>()(
  Schema.Struct({
    /** Null: the shop's own. */
    locale: Schema.NullOr(Locale),
    topics: ChosenTopics,
    /** How often a summary is wanted; null: never. */
    digest: Schema.NullOr(DigestFrequency)
  }).annotate({ identifier: "MessagePreferences" })
) {}

export const noPreferences: MessagePreferences = { locale: null, topics: {}, digest: null }

/** Other topics stay as they are; null takes back what was said of one. */
export const MessagePreferencesPatch = Schema.Struct({
  locale: Schema.optionalKey(Schema.NullOr(Locale)),
  topics: Schema.optionalKey(
    Schema.Struct({
      orders: Schema.optionalKey(Schema.NullOr(Channels)),
      stockAlerts: Schema.optionalKey(Schema.NullOr(Channels)),
      digests: Schema.optionalKey(Schema.NullOr(Channels)),
      staff: Schema.optionalKey(Schema.NullOr(Channels))
    })
  ),
  digest: Schema.optionalKey(Schema.NullOr(DigestFrequency))
}).annotate({ identifier: "MessagePreferencesPatch" })
export type MessagePreferencesPatch = typeof MessagePreferencesPatch.Type

const topics = ["orders", "stockAlerts", "digests", "staff"] as const

export const patched = (before: MessagePreferences, patch: MessagePreferencesPatch): MessagePreferences => ({
  locale: patch.locale === undefined ? before.locale : patch.locale,
  digest: patch.digest === undefined ? before.digest : patch.digest,
  topics: Object.fromEntries(
    topics.flatMap((topic) => {
      const given = patch.topics?.[topic]
      const channels = given === undefined ? before.topics[topic] : given
      return channels === undefined || channels === null ? [] : [[topic, channels] as const]
    })
  )
})
