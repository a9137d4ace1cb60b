import { Effect, FiberSet, Redacted } from "effect"
import { after, now, type Timestamp } from "../Time.ts"
import type { Account } from "./Account.ts"
import { AccountMessage, AccountMessages } from "./AccountMessages.ts"
import { type LinkPurpose, LinkStore } from "./LinkStore.ts"
import { secrets } from "./secrets.ts"

const lifeSeconds = { reset: 30 * 60, verification: 30 * 60, invitation: 7 * 24 * 3600 } as const satisfies Readonly<
  Record<LinkPurpose, number>
>

interface MadeLink {
  readonly token: string
  readonly expiresAt: Timestamp
}

/** Links in messages: made, kept as hashes, and sent while nobody waits for it. */
export const linking = Effect.gen(function* () {
  const links = yield* LinkStore
  const messages = yield* AccountMessages
  const { make } = yield* secrets
  const fibers = yield* FiberSet.make()
  // Before the set is closed: what is being sent is sent.
  yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(fibers))

  /** Does it behind whoever asks: how long it takes tells him nothing. */
  const behind = (work: Effect.Effect<unknown>): Effect.Effect<void> =>
    Effect.asVoid(
      FiberSet.run(
        fibers,
        Effect.catchCause(work, (cause) => Effect.logError("A message about an account was not sent", cause))
      )
    )

  const link = Effect.fnUntraced(function* (account: Pick<Account, "id">, purpose: LinkPurpose, email: string) {
    const { hash, token } = yield* make
    const expiresAt = after(yield* now, lifeSeconds[purpose])
    yield* links.insert({ accountId: account.id, purpose, hash, email, expiresAt })
    const made: MadeLink = { token, expiresAt }
    return made
  })

  const tell = (message: AccountMessage) => behind(messages.send(message))

  const sendLink = (
    kind: "VerifyEmail" | "ResetPassword" | "Invited",
    to: { readonly email: string; readonly name: string },
    { expiresAt, token }: MadeLink
  ) => tell(AccountMessage[kind]({ ...to, token: Redacted.make(token), expiresAt }))

  return { link, tell, sendLink, behind }
})
