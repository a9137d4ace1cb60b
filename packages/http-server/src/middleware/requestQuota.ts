/**
 * How many requests one address, account or API key may send in a minute. Each process counts for itself: N of them let N
 * times as many through. It keeps a client that has gone wild from the others; what can be guessed has limits of its own in
 * core, which all processes share.
 */
import { senderOf } from "@duka/core"
import { Context } from "effect"
import type { Limited } from "./rateLimitHeaders.ts"

const windowSeconds = 60

/** Of so many senders each has a count of his own; all others share one. */
const sendersMax = 100_000

const others = "others"

/** Requests in a minute from each; 0: as many as they like. */
export const RequestsPerMinute: Context.Reference<number> = Context.Reference<number>(
  "@duka/http-server/RequestsPerMinute",
  { defaultValue: () => 3_000 }
)

export interface RequestQuota {
  /** By whom an address is counted; null: this says nothing, and nothing is counted. */
  senderAt(address: string | undefined): string | null
  /** Counts a request. `remaining` is negative when it is one too many. */
  take(sender: string, nowMillis: number): Limited
}

/**
 * Windows begin with the minute, for everybody at once: what was counted is forgotten as a whole. Effect's own counters
 * are never forgotten, and a query for each request would cost more than most requests do.
 */
export const make = (limit: number): RequestQuota => {
  const counts = new Map<string, number>()
  const senders = new Map<string, string | null>()
  const current = { window: 0 }

  const senderAt = (address: string | undefined) => {
    if (address === undefined) return null
    const known = senders.get(address)
    if (known !== undefined) return known
    const sender = senderOf({ address })
    if (senders.size < sendersMax) senders.set(address, sender)
    return sender
  }

  const take = (sender: string, nowMillis: number) => {
    const seconds = nowMillis / 1000
    const window = Math.floor(seconds / windowSeconds)
    if (window !== current.window) {
      counts.clear()
      senders.clear()
      current.window = window
    }
    const key = counts.size < sendersMax || counts.has(sender) ? sender : others
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const resetSeconds = Math.ceil((window + 1) * windowSeconds - seconds)
    return { policy: "requests", limit, windowSeconds, remaining: limit - count, resetSeconds }
  }

  return { senderAt, take }
}
