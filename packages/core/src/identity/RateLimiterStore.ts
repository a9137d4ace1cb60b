/**
 * Counters of attempts, shared by every process of a shop: Effect's own port (`effect/persistence/RateLimiter`), so that its
 * `RateLimiter` runs on any storage of ours. Taking a negative number of tokens from a bucket gives them back, up to its
 * limit. Counters are of no value: a storage may lose them when it crashes, and forgets those that say nothing any more.
 */
export { RateLimiterStore } from "effect/persistence/RateLimiter"
