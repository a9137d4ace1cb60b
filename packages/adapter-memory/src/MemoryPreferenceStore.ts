import { PreferenceStore, Text } from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { MemoryTables } from "./MemoryTables.ts"
import { row } from "./Tables.ts"

export const layer: Layer.Layer<PreferenceStore, never, MemoryTables> = Layer.effect(
  PreferenceStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return PreferenceStore.of({
      rules: read(({ messageRules }) =>
        HashMap.toValues(messageRules).toSorted((a, b) => Text.compare(a.kind, b.kind))
      ),
      saveRule: (rule) =>
        change((tables) =>
          Result.succeed([undefined, { ...tables, messageRules: HashMap.set(tables.messageRules, rule.kind, rule) }])
        ),
      removeRule: (kind) =>
        change((tables) =>
          Result.succeed([undefined, { ...tables, messageRules: HashMap.remove(tables.messageRules, kind) }])
        ),
      of: (key) => read((tables) => row(tables.preferences, key) ?? null),
      save: (key, preferences) =>
        change((tables) =>
          Result.succeed([undefined, { ...tables, preferences: HashMap.set(tables.preferences, key, preferences) }])
        ),
      remove: (key) =>
        change((tables) =>
          Result.succeed([undefined, { ...tables, preferences: HashMap.remove(tables.preferences, key) }])
        ),
      wanting: (digest, { after, limit }) =>
        read(({ preferences }) =>
          HashMap.toEntries(preferences)
            .flatMap(([key, chosen]) =>
              chosen.digest === digest && (after === undefined || Text.compare(key, after) > 0) ? [key] : []
            )
            .toSorted(Text.compare)
            .slice(0, limit)
        )
    })
  })
)
