import { type AuditEntry, type AuditFilter, AuditStore } from "@duka/core"
import { Chunk, Effect, Layer, Result } from "effect"
import { MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"

const newestFirst = {
  sort: "-at",
  descending: true,
  value: ({ at }: AuditEntry) => at,
  id: ({ id }: AuditEntry) => id
}

const finder =
  ({ action, actor, from, subject, to }: AuditFilter) =>
  (entry: AuditEntry): boolean =>
    (actor === undefined || entry.actor.id === actor) &&
    (subject === undefined || entry.subject.id === subject) &&
    (action === undefined || entry.action === action) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to)

export const layer: Layer.Layer<AuditStore, never, MemoryTables> = Layer.effect(
  AuditStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return AuditStore.of({
      append: (entries) =>
        change((tables) =>
          Result.succeed([undefined, { ...tables, audit: Chunk.appendAll(tables.audit, Chunk.fromIterable(entries)) }])
        ),
      list: (filter, slice) => read((tables) => sliced(Chunk.filter(tables.audit, finder(filter)), newestFirst, slice))
    })
  })
)
