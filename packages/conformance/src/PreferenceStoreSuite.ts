import { type MessagePreferences, PreferenceStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"

const chosen = (changes: Partial<MessagePreferences> = {}): MessagePreferences => ({
  locale: "sw-KE",
  topics: { orders: ["email", "inbox"], digests: [] },
  digest: null,
  ...changes
})

/** The laws of `PreferenceStore`. Rules are the whole shop's: what a law says of one, it takes back. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`PreferenceStore (${adapter})`, (it) => {
    it.effect("preferences are read as they were saved last, by whose they are", () =>
      Effect.gen(function* () {
        const store = yield* PreferenceStore
        const [mine, theirs] = [Samples.uuid(), Samples.uuid()]
        assert.isNull(yield* store.of(mine))
        yield* store.save(mine, chosen(), Samples.at(0))
        yield* store.save(theirs, chosen({ locale: null, topics: {} }), Samples.at(0))
        assert.deepStrictEqual(yield* store.of(mine), chosen())
        yield* store.save(mine, chosen({ topics: { staff: ["sms"] }, digest: "daily" }), Samples.at(1))
        assert.deepStrictEqual(yield* store.of(mine), chosen({ topics: { staff: ["sms"] }, digest: "daily" }))
        yield* store.remove(mine)
        assert.isNull(yield* store.of(mine))
        assert.deepStrictEqual(yield* store.of(theirs), chosen({ locale: null, topics: {} }))
      })
    )

    it.effect("what is chosen at once by several is one of it, whole; and part of its unit", () =>
      Effect.gen(function* () {
        const store = yield* PreferenceStore
        const { commit } = yield* UnitOfWork
        const key = Samples.uuid()
        const all = times(6).map((index) => chosen({ locale: `s${"abcdef"[index]}` }))
        yield* Effect.forEach(all, (each) => store.save(key, each, Samples.at(0)), { concurrency: "unbounded" })
        const kept = yield* store.of(key)
        assert.deepInclude(all, kept)
        yield* Effect.flip(commit(Effect.andThen(store.remove(key), Effect.fail("no"))))
        assert.deepStrictEqual(yield* store.of(key), kept)
      })
    )

    it.effect("a rule stands until it is another one, or is taken back", () =>
      Effect.gen(function* () {
        const store = yield* PreferenceStore
        const mine = Effect.map(store.rules, (all) =>
          all.filter(({ kind }) => kind === "customer-digest" || kind === "welcome")
        )
        yield* store.saveRule({ kind: "welcome", channels: ["sms", "email"] })
        yield* store.saveRule({ kind: "customer-digest", channels: [] })
        yield* store.saveRule({ kind: "welcome", channels: ["inbox"] })
        assert.deepStrictEqual(yield* mine, [
          { kind: "customer-digest", channels: [] },
          { kind: "welcome", channels: ["inbox"] }
        ])
        yield* store.removeRule("welcome")
        yield* store.removeRule("customer-digest")
        yield* store.removeRule("customer-digest")
        assert.deepStrictEqual(yield* mine, [])
      })
    )

    it.effect("those who want a summary are found once each, page after page", () =>
      Effect.gen(function* () {
        const store = yield* PreferenceStore
        const keys = times(7)
          .map(() => Samples.uuid())
          .toSorted()
        for (const key of keys) yield* store.save(key, chosen({ digest: "weekly" }), Samples.at(0))
        const other = Samples.uuid()
        yield* store.save(other, chosen({ digest: "daily" }), Samples.at(0))
        const found: Array<string> = []
        for (let after: string | undefined = undefined; ;) {
          const page: ReadonlyArray<string> = yield* store.wanting("weekly", {
            ...(after === undefined ? {} : { after }),
            limit: 3
          })
          found.push(...page)
          after = page.at(-1)
          if (page.length < 3) break
        }
        assert.deepStrictEqual(
          found.filter((key) => keys.includes(key)),
          keys
        )
        assert.notInclude(found, other)
      })
    )
  })
