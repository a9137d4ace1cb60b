import { type ApiKey, ApiKeyId, ApiKeyStore, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"

const key = (changes: Partial<ApiKey> = {}): ApiKey => ({
  id: ApiKeyId.make(Samples.uuid()),
  name: "The till – “½”",
  permissions: ["order:read", "order:write"],
  prefix: "duka_a1b2c3",
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  createdAt: Samples.at(0),
  ...changes
})

const saved = Effect.fnUntraced(function* (changes: Partial<ApiKey> = {}) {
  const made = key(changes)
  const hash = Samples.hash()
  yield* (yield* ApiKeyStore).insert(made, hash)
  return { made, hash }
})

/** The laws of `ApiKeyStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ApiKeyStore (${adapter})`, (it) => {
    const own = (ids: ReadonlyArray<ApiKeyId>) =>
      Effect.map(
        Effect.flatMap(ApiKeyStore, (store) => store.list),
        (all) => all.filter(({ id }) => ids.includes(id))
      )

    it.effect("keys are listed as they were saved, the newest first", () =>
      Effect.gen(function* () {
        const { made: old } = yield* saved({ createdAt: Samples.at(1), permissions: [] })
        const { made: young } = yield* saved({ createdAt: Samples.at(3), expiresAt: Samples.at(9) })
        const { made: middle } = yield* saved({ createdAt: Samples.at(2) })
        assert.deepStrictEqual(yield* own([old.id, young.id, middle.id]), [young, middle, old])
      })
    )

    it.effect("a key is used until it expires, and when is noted to the minute", () =>
      Effect.gen(function* () {
        const { use } = yield* ApiKeyStore
        const { hash, made } = yield* saved({ expiresAt: Samples.at(1000) })
        assert.strictEqual(yield* use(Samples.hash(), Samples.at(1)), null)
        const first = { ...made, lastUsedAt: Samples.at(10) }
        assert.deepStrictEqual(yield* use(hash, Samples.at(10)), first)
        assert.deepStrictEqual(yield* use(hash, Samples.at(69)), first)
        const second = { ...made, lastUsedAt: Samples.at(70) }
        assert.deepStrictEqual(yield* use(hash, Samples.at(70)), second)
        assert.deepStrictEqual(yield* own([made.id]), [second])
        assert.strictEqual(yield* use(hash, Samples.at(1000)), null)
      })
    )

    it.effect("a key is revoked once, and good for nothing from then on", () =>
      Effect.gen(function* () {
        const { revoke, use } = yield* ApiKeyStore
        const { hash, made } = yield* saved()
        const answers = yield* Effect.forEach(times(4), () => revoke(made.id, Samples.at(20)), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(answers.toSorted(), [false, false, false, true])
        assert.strictEqual(yield* use(hash, Samples.at(21)), null)
        assert.deepStrictEqual(yield* own([made.id]), [{ ...made, revokedAt: Samples.at(20) }])
        assert.strictEqual(yield* revoke(key().id, Samples.at(20)), false)
      })
    )
  })
