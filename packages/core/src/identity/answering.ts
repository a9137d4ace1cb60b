import type { Actor } from "../Actor.ts"
import type { SessionId } from "./Session.ts"

/** Whom a token lets in, as it was found last. */
interface Answer {
  readonly actor: Actor
  readonly sessionId: SessionId
  /** So long it may be answered, in milliseconds since 1970. */
  readonly untilMillis: number
}

export interface Answers {
  /** The last answer, as long as nothing can have changed since. */
  find(token: string, nowMillis: number): Answer | undefined
  /** Where nothing has changed since `before` was asked for. */
  keep(token: string, answer: Answer, before: number): void
  /** What has changed is not answered again: each change has a number. */
  readonly changes: () => number
  readonly changed: () => void
  /** What another process has changed was looked at: until then nothing else can be known. */
  readonly lookedUntil: (millis: number) => void
}

/**
 * Most requests of somebody who is signed in are answered from here, by a look at a map: what is remembered of tokens,
 * accounts and sessions one by one costs several times as much to put together.
 */
export const answering = (most: number): Answers => {
  const kept = new Map<string, Answer & { readonly at: number }>()
  const state = { changes: 0, lookedUntilMillis: 0 }
  return {
    find: (token, nowMillis) => {
      const found = kept.get(token)
      return found !== undefined &&
        found.at === state.changes &&
        nowMillis < state.lookedUntilMillis &&
        nowMillis < found.untilMillis
        ? found
        : undefined
    },
    keep: (token, answer, before) => {
      if (before !== state.changes) return
      kept.delete(token)
      for (const [oldest] of kept) {
        if (kept.size < most) break
        kept.delete(oldest)
      }
      kept.set(token, { ...answer, at: before })
    },
    changes: () => state.changes,
    changed: () => {
      state.changes += 1
    },
    lookedUntil: (millis) => {
      state.lookedUntilMillis = millis
    }
  }
}
