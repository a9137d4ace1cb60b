import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { MessageKindName } from "./MessageKind.ts"
import type { DigestFrequency, MessagePreferences, MessageRule } from "./Preferences.ts"

/**
 * Preferences by whose they are: the id of a customer, or for people without an account what `recipientKey` makes of their
 * address. At most 64 characters.
 */
export class PreferenceStore extends Context.Service<
  PreferenceStore,
  {
    /** What the shop has said of kinds of messages, by kind. */
    readonly rules: Effect.Effect<ReadonlyArray<MessageRule>>
    saveRule(rule: MessageRule): Effect.Effect<void>
    /** The kind goes where it goes by itself. */
    removeRule(kind: MessageKindName): Effect.Effect<void>
    /** Null: he has chosen nothing. */
    of(key: string): Effect.Effect<MessagePreferences | null>
    save(key: string, preferences: MessagePreferences, at: Timestamp): Effect.Effect<void>
    remove(key: string): Effect.Effect<void>
    /** Those who want a summary this often, by key, after `after` where it is given. */
    wanting(
      digest: DigestFrequency,
      page: { readonly after?: string; readonly limit: number }
    ): Effect.Effect<ReadonlyArray<string>>
  }
>()("@duka/core/notification/PreferenceStore") {}
