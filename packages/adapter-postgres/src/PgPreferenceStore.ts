import {
  type DigestFrequency,
  type MessageKindName,
  MessagePreferences,
  MessageRule,
  PreferenceStore,
  type Time
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { rowOrNull, rows } from "./rows.ts"

const rules = rows(MessageRule)
const preferences = rowOrNull(MessagePreferences)
const keys = rows(Schema.Struct({ key: Schema.String }))

export const layer: Layer.Layer<PreferenceStore, never, Database> = Layer.effect(
  PreferenceStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const saveRule = Effect.fn("PgPreferenceStore.saveRule")(({ channels, kind }: MessageRule) =>
      Effect.orDie(
        Effect.asVoid(sql`
          INSERT INTO message_rule (kind, channels) VALUES (${kind}, ${channels}::text[])
          ON CONFLICT (kind) DO UPDATE SET channels = excluded.channels`)
      )
    )

    const removeRule = Effect.fn("PgPreferenceStore.removeRule")((kind: MessageKindName) =>
      Effect.orDie(Effect.asVoid(sql`DELETE FROM message_rule WHERE kind = ${kind}`))
    )

    const of = Effect.fn("PgPreferenceStore.of")((key: string) =>
      Effect.orDie(preferences(read`SELECT locale, topics, digest FROM message_preference WHERE key = ${key}`))
    )

    const save = Effect.fn("PgPreferenceStore.save")(
      (key: string, { digest, locale, topics }: MessagePreferences, at: Time.Timestamp) =>
        Effect.orDie(
          Effect.asVoid(sql`
          INSERT INTO message_preference (key, locale, topics, digest, updated_at)
          VALUES (${key}, ${locale}, ${JSON.stringify(topics)}::jsonb, ${digest}, ${at}::timestamptz)
          ON CONFLICT (key) DO UPDATE SET locale = excluded.locale, topics = excluded.topics, digest = excluded.digest,
            updated_at = excluded.updated_at`)
        )
    )

    const remove = Effect.fn("PgPreferenceStore.remove")((key: string) =>
      Effect.orDie(Effect.asVoid(sql`DELETE FROM message_preference WHERE key = ${key}`))
    )

    const wanting = Effect.fn("PgPreferenceStore.wanting")(
      (digest: DigestFrequency, { after = "", limit }: { readonly after?: string; readonly limit: number }) =>
        Effect.map(
          keys(read`
          SELECT key FROM message_preference WHERE digest = ${digest} AND key > ${after} ORDER BY key LIMIT ${limit}`),
          (found) => found.map(({ key }) => key)
        )
    )

    return PreferenceStore.of({
      rules: rules(read`SELECT kind, channels FROM message_rule ORDER BY kind`),
      saveRule,
      removeRule,
      of,
      save,
      remove,
      wanting
    })
  })
)
