/**
 * How often somebody may try: what can be guessed, what is dear and what writes to people is counted in the storage, and so
 * over all processes. An address is refused for a while when it tries too much; an account is only answered the later, the
 * more has failed on it, so that no stranger locks its owner out.
 */
import { Duration, Effect } from "effect"
import { make as makeLimiter, type RateLimiterError } from "effect/persistence/RateLimiter"
import { CurrentClient } from "../Client.ts"
import { senderOf } from "../Networks.ts"
import { type Quota, Settings } from "../Settings.ts"
import { type AccountId, loginKey } from "./Account.ts"
import { TooManyAttempts } from "./IdentityErrors.ts"
import { secrets } from "./secrets.ts"

/** What is counted by the address that it comes from. */
export type Attempt = "login" | "register" | "reset" | "key"

const delayMaxMillis = 8_000

/** The last so many of a quota wait: 250 ms, and twice as long each time. */
const slowLast = 6

/** How long an attempt waits that leaves so many of its account's quota. */
export const delayMillis = (left: number): number => (left >= slowLast ? 0 : delayMaxMillis / 2 ** left)

const refusalOf = ({ reason }: RateLimiterError) => (reason._tag === "RateLimitExceeded" ? reason : null)

export const attempts = Effect.gen(function* () {
  const limiter = yield* makeLimiter
  const { hashOf } = yield* secrets
  const { attempts: quotas } = yield* Settings

  /** Takes from a bucket that refills over the quota's window, or says when there will be something to take. */
  const take = Effect.fnUntraced(function* (kind: string, whose: string, { limit, windowSeconds }: Quota, tokens = 1) {
    // Who tries where is nobody's to read in the counters.
    const key = yield* hashOf(`${kind}:${whose}`)
    return yield* limiter
      .consume({ algorithm: "token-bucket", key, limit, window: Duration.seconds(windowSeconds), tokens })
      .pipe(
        Effect.map(({ remaining }) => ({ remaining, retryAfterSeconds: null })),
        Effect.catch((error) => {
          const exceeded = refusalOf(error)
          // A storage that fails is a defect, as everywhere.
          return exceeded === null
            ? Effect.die(error)
            : Effect.succeed({
                remaining: 0,
                retryAfterSeconds: Math.max(1, Math.ceil(Duration.toSeconds(exceeded.retryAfter)))
              })
        })
      )
  })

  const refusing = Effect.fnUntraced(function* (kind: string, whose: string, quota: Quota) {
    const { retryAfterSeconds } = yield* take(kind, whose, quota)
    if (retryAfterSeconds !== null) {
      const { limit, windowSeconds } = quota
      return yield* new TooManyAttempts({ attempt: kind, limit, windowSeconds, retryAfterSeconds })
    }
  })

  /** Counts an attempt by the address that it comes from; where that is not known nothing is counted. */
  const fromHere = Effect.fnUntraced(function* (attempt: Attempt) {
    const sender = senderOf(yield* CurrentClient)
    if (sender !== null) yield* refusing(attempt, sender, quotas.fromAddress)
  })

  /** It was no attempt at guessing after all. */
  const forgivenHere = Effect.fnUntraced(function* (attempt: Attempt) {
    const sender = senderOf(yield* CurrentClient)
    if (sender !== null) yield* take(attempt, sender, quotas.fromAddress, -1)
  })

  /** Whether an email may be written to once more, whoever asks for it: who asks is told nothing. */
  const mayWrite = (email: string) =>
    Effect.map(take("mail", loginKey(email), quotas.messages), ({ retryAfterSeconds }) => retryAfterSeconds === null)

  /** The same for who asks for a message to himself. */
  const writing = (accountId: AccountId) => refusing("message", accountId, quotas.messages)

  /**
   * Runs a comparison of a password, the later the more have failed on this account lately. Whether there is such an
   * account makes no difference. Only what fails for its password counts.
   */
  const slowly = <A, E extends { readonly _tag: string }, R>(whose: string, compare: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const quota = quotas.onAccount
      const { remaining } = yield* take("password", loginKey(whose), quota)
      yield* Effect.sleep(delayMillis(remaining))
      const forgiven = take("password", loginKey(whose), quota, -1)
      return yield* compare.pipe(
        Effect.tap(forgiven),
        Effect.tapError(({ _tag }) => (_tag === "InvalidCredentials" ? Effect.void : forgiven))
      )
    })

  return { fromHere, forgivenHere, mayWrite, writing, slowly }
})
