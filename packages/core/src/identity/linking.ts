import { Effect, FiberSet, Option, Redacted, Schema } from "effect"
import { Ids } from "../Ids.ts"
import { Mailroom } from "../notification/Mailroom.ts"
import { Uuid } from "../Text.ts"
import { after, now, type Timestamp } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import type { Account, AccountId } from "./Account.ts"
import { accountLetter } from "./accountLetter.ts"
import { AccountMessage, AccountMessages } from "./AccountMessages.ts"
import { type LinkPurpose, LinkStore } from "./LinkStore.ts"
import { secrets } from "./secrets.ts"

const lifeSeconds = { reset: 30 * 60, verification: 30 * 60, invitation: 7 * 24 * 3600 } as const satisfies Readonly<
  Record<LinkPurpose, number>
>

const LinkId = Uuid.pipe(Schema.brand("LinkId"))

interface MadeLink {
  readonly id: string
  readonly token: string
  readonly expiresAt: Timestamp
}

/** Links in messages: made, kept as hashes, and sent while nobody waits for it. */
export const linking = Effect.gen(function* () {
  const links = yield* LinkStore
  const ids = yield* Ids
  const tokens = yield* Tokens
  const mailroom = yield* Mailroom
  const own = yield* Effect.serviceOption(AccountMessages)
  const { hashOf } = yield* secrets
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

  /** Whoever sends the message makes the token of the link's id once more: it is kept nowhere. */
  const link = Effect.fnUntraced(function* (account: Pick<Account, "id">, purpose: LinkPurpose, email: string) {
    const id = yield* ids.make(LinkId)
    const token = yield* tokens.mint("link", id)
    const expiresAt = after(yield* now, lifeSeconds[purpose])
    yield* links.insert({ accountId: account.id, purpose, hash: yield* hashOf(token), email, expiresAt })
    const made: MadeLink = { id, token, expiresAt }
    return made
  })

  /** Written in the unit that it is told in. */
  const tell = (message: AccountMessage): Effect.Effect<void> =>
    Option.match(own, {
      onSome: ({ send }) => send(message),
      onNone: () => mailroom.write(accountLetter(message))
    })

  const sendLink = (
    kind: "VerifyEmail" | "ResetPassword" | "Invited",
    to: { readonly accountId: AccountId; readonly email: string; readonly name: string },
    { expiresAt, id, token }: MadeLink
  ) => tell(AccountMessage[kind]({ ...to, linkId: id, token: Redacted.make(token), expiresAt }))

  return { link, tell, sendLink, behind }
})
