import { RateLimiterStore } from "@duka/core"
import { Clock, Duration, Effect, Layer, MutableRef } from "effect"
import { layerStoreMemory } from "effect/persistence/RateLimiter"

/** So many counters are kept of a kind. Effect's own store keeps every key for ever: whoever comes from enough addresses fills it. */
const keysMax = 100_000

interface Counter {
  readonly count: number
  readonly expiresAt: number
}

interface Bucket {
  readonly tokens: number
  readonly refilledAt: number
  /** When it is full again, which is as if it had never been asked for. */
  readonly expiresAt: number
}

/** The one that was asked for longest ago comes first, and goes first. */
const kept = <Entry extends { readonly expiresAt: number }>(
  entries: Map<string, Entry>,
  key: string,
  entry: Entry,
  now: number
) => {
  entries.delete(key)
  entries.set(key, entry)
  for (const [oldest, { expiresAt }] of entries) {
    if (oldest === key || (expiresAt > now && entries.size <= keysMax)) break
    entries.delete(oldest)
  }
}

const layerCounters = Effect.gen(function* () {
  const { current: counters } = MutableRef.make(new Map<string, Counter>())
  const { current: buckets } = MutableRef.make(new Map<string, Bucket>())

  const fixedWindow: RateLimiterStore["Service"]["fixedWindow"] = ({ key, limit, refillRate, tokens }) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const found = counters.get(key)
      const { count, expiresAt } = found !== undefined && found.expiresAt > now ? found : { count: 0, expiresAt: now }
      const asked = count + tokens
      if (limit !== undefined && limit !== 0 && asked > limit) return [asked, expiresAt - now]
      const until = expiresAt + Duration.toMillis(refillRate) * tokens
      kept(counters, key, { count: asked, expiresAt: until }, now)
      return [asked, until - now]
    })

  const tokenBucket: RateLimiterStore["Service"]["tokenBucket"] = ({ allowOverflow, key, limit, refillRate, tokens }) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const refillMillis = Duration.toMillis(refillRate)
      const found = buckets.get(key) ?? { tokens: limit, refilledAt: now }
      const whole = Math.max(0, Math.floor((now - found.refilledAt) / refillMillis))
      const full = whole > 0 ? Math.min(limit, found.tokens + whole) : found.tokens
      const refilledAt = full >= limit ? now : found.refilledAt + whole * refillMillis
      const remaining = Math.min(limit, full - tokens)
      const left = remaining >= 0 || allowOverflow ? remaining : full
      kept(buckets, key, { tokens: left, refilledAt, expiresAt: refilledAt + (limit - left) * refillMillis }, now)
      return [remaining, Math.max(0, now - refilledAt)]
    })

  const { adaptiveConsume, adaptiveFeedback } = yield* Effect.provide(RateLimiterStore, layerStoreMemory)
  return RateLimiterStore.of({ fixedWindow, tokenBucket, adaptiveConsume, adaptiveFeedback })
})

export const layer: Layer.Layer<RateLimiterStore> = Layer.effect(RateLimiterStore, layerCounters)
