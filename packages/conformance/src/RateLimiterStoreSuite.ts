import { RateLimiterStore, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Duration, Effect, Layer } from "effect"
import { layerStoreMemory } from "effect/persistence/RateLimiter"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"

type Store = RateLimiterStore["Service"]

type Asked =
  | { readonly _tag: "Wait"; readonly millis: number }
  | { readonly _tag: "Window"; readonly tokens: number; readonly limit: number | undefined }
  | { readonly _tag: "Bucket"; readonly tokens: number; readonly allowOverflow: boolean }

const limit = 5
/** No whole number of milliseconds, as most windows divided by their limits are. */
const refillRate = Duration.millis(1000 / 7)

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ _tag: fc.constant("Wait" as const), millis: fc.integer({ min: 0, max: 1_500 }) }),
  fc.record({
    _tag: fc.constant("Window" as const),
    tokens: fc.integer({ min: 1, max: 3 }),
    limit: fc.constantFrom(limit, undefined)
  }),
  fc.record({
    _tag: fc.constant("Bucket" as const),
    tokens: fc.integer({ min: 0, max: 3 }),
    allowOverflow: fc.boolean()
  })
)

const answer = (store: Store, key: string, one: Exclude<Asked, { readonly _tag: "Wait" }>) =>
  one._tag === "Window"
    ? store.fixedWindow({ key, tokens: one.tokens, limit: one.limit, refillRate })
    : store.tokenBucket({ key, tokens: one.tokens, limit, refillRate, allowOverflow: one.allowOverflow })

const bucket = (key: string, tokens: number) => ({
  key,
  tokens,
  limit,
  refillRate: Duration.minutes(1),
  allowOverflow: false
})

/** The laws of `RateLimiterStore`: what Effect's own says of its port, for many processes and a bounded memory. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`RateLimiterStore (${adapter})`, (it) => {
    it.effect("answers whatever is asked as Effect's own store does", () =>
      Effect.gen(function* () {
        const store = yield* RateLimiterStore
        const runs = fc.sample(fc.array(asked, { minLength: 1, maxLength: 25 }), { numRuns: 30, seed: 7 })
        for (const run of runs) {
          const model = yield* Effect.provide(RateLimiterStore, Layer.fresh(layerStoreMemory))
          const key = Samples.hash()
          for (const one of run) {
            if (one._tag === "Wait") yield* TestClock.adjust(one.millis)
            else {
              const [told, should] = [yield* answer(store, key, one), yield* answer(model, key, one)]
              for (const index of [0, 1] as const) {
                assert.closeTo(told[index], should[index], 0.01, `${JSON.stringify(one)} of ${JSON.stringify(run)}`)
              }
            }
          }
        }
      }).pipe(Effect.provide(TestClock.layer()))
    )

    it.effect("of many who take at once, as many have some as there are tokens", () =>
      Effect.gen(function* () {
        const { fixedWindow, tokenBucket } = yield* RateLimiterStore
        const [key, other] = [Samples.hash(), Samples.hash()]
        const buckets = yield* Effect.forEach(times(20), () => tokenBucket(bucket(key, 1)), {
          concurrency: "unbounded"
        })
        assert.lengthOf(
          buckets.filter(([remaining]) => remaining >= 0),
          limit
        )
        const window = { key: other, tokens: 1, limit, refillRate: Duration.minutes(1) }
        const windows = yield* Effect.forEach(times(20), () => fixedWindow(window), { concurrency: "unbounded" })
        assert.deepStrictEqual(
          windows.flatMap(([count]) => (count <= limit ? [count] : [])).toSorted((a, b) => a - b),
          times(limit).map((index) => index + 1)
        )
      })
    )

    it.effect("what is given back can be taken again, and a bucket never holds more than its limit", () =>
      Effect.gen(function* () {
        const { tokenBucket } = yield* RateLimiterStore
        const key = Samples.hash()
        const left = (tokens: number) => Effect.map(tokenBucket(bucket(key, tokens)), ([remaining]) => remaining)
        assert.strictEqual(yield* left(-1), limit)
        assert.strictEqual(yield* left(limit), 0)
        assert.strictEqual(yield* left(1), -1)
        assert.strictEqual(yield* left(-2), 2)
        assert.strictEqual(yield* left(-9), limit)
        assert.strictEqual(yield* left(0), limit)
      })
    )

    it.effect("keys have nothing to do with each other, nor a bucket with a window of the same key", () =>
      Effect.gen(function* () {
        const { fixedWindow, tokenBucket } = yield* RateLimiterStore
        const [key, other] = [Samples.hash(), Samples.hash()]
        yield* tokenBucket(bucket(key, limit))
        assert.strictEqual((yield* tokenBucket(bucket(other, 1)))[0], limit - 1)
        assert.strictEqual((yield* fixedWindow({ key, tokens: 1, limit, refillRate }))[0], 1)
      })
    )
  })
