import { type AuditEntry, AuditEntryId, type AuditFilter, AuditStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  id: AuditEntryId.make(Samples.uuid()),
  at: Samples.at(0),
  actor: { kind: "staff", id: Samples.uuid() },
  action: "product.updated",
  subject: { kind: "product", id: Samples.uuid() },
  from: "203.0.113.0/24",
  changed: ["name", "tags"],
  before: { name: "Chai", tags: [] },
  after: { name: "Chai ya “tangawizi” ☕", tags: ["new"], nested: { list: [1, null, true, { a: "b" }] } },
  ...changes
})

/** The laws of `AuditStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`AuditStore (${adapter})`, (it) => {
    const kept = (filter: AuditFilter) =>
      Effect.flatMap(AuditStore, ({ list }) => everyWay((slice) => list(filter, slice), [1, 4, 50]))

    it.effect("entries are read as they were appended, those without anything too", () =>
      Effect.gen(function* () {
        const { append } = yield* AuditStore
        const actor = { kind: "apiClient", id: Samples.uuid() } as const
        const bare = {
          actor,
          subject: { kind: "account", id: null },
          from: null,
          changed: [],
          before: null,
          after: null
        } as const
        const entries = [entry({ actor, at: Samples.at(2) }), entry({ ...bare, at: Samples.at(1) })]
        yield* append(entries)
        yield* append([])
        assert.deepStrictEqual(yield* kept({ actor: actor.id }), entries)
      })
    )

    it.effect("lists stand newest first, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { append, list } = yield* AuditStore
        const subject = { kind: "order", id: Samples.uuid() } as const
        const entries = times(9).map((index) => entry({ subject, at: Samples.at(index % 3) }))
        yield* append(entries)
        const newestFirst = (a: AuditEntry, b: AuditEntry) =>
          a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1
        const sorted = entries.toSorted(newestFirst)
        assert.deepStrictEqual(yield* kept({ subject: subject.id }), sorted)
        const { next } = yield* list({ subject: subject.id }, { _tag: "After", limit: 1, position: null })
        assert.deepStrictEqual(next, { sort: "-at", value: sorted[0]?.at ?? "", id: sorted[0]?.id ?? "" })
      })
    )

    it.effect("a filter finds what it names, and several find what each of them does", () =>
      Effect.gen(function* () {
        yield* Effect.flatMap(AuditStore, ({ append }) => append(found))
        for (const [filter, wanted] of [
          [{ actor: actor.id }, [0, 1, 2, 3]],
          [{ actor: actor.id, subject: subject.id }, [1, 3]],
          [{ actor: actor.id, action: "role.removed" }, [2, 3]],
          [{ actor: actor.id, from: Samples.at(11) }, [1, 2, 3]],
          [{ actor: actor.id, to: Samples.at(12) }, [0, 1]],
          [{ actor: actor.id, from: Samples.at(11), to: Samples.at(13), action: "role.removed" }, [2]],
          [{ actor: subject.id }, []],
          [{ actor: actor.id, from: Samples.at(12), to: Samples.at(11) }, []]
        ] as const) {
          const expected = found.filter((_, index) => wanted.some((one) => one === index)).toReversed()
          assert.deepStrictEqual(yield* kept(filter), expected, JSON.stringify(filter))
        }
      })
    )
    const actor = { kind: "staff", id: Samples.uuid() } as const
    const subject = { kind: "role", id: Samples.uuid() } as const
    const found = [
      entry({ actor, at: Samples.at(10) }),
      entry({ actor, subject, at: Samples.at(11) }),
      entry({ actor, action: "role.removed", at: Samples.at(12) }),
      entry({ actor, subject, action: "role.removed", at: Samples.at(13) })
    ]

    it.effect("an entry is part of its unit: what does not happen is not told", () =>
      Effect.gen(function* () {
        const { append } = yield* AuditStore
        const { commit } = yield* UnitOfWork
        const actor = { kind: "staff", id: Samples.uuid() } as const
        yield* Effect.flip(commit(Effect.andThen(append([entry({ actor })]), Effect.fail("no"))))
        assert.deepStrictEqual(yield* kept({ actor: actor.id }), [])
      })
    )
  })
