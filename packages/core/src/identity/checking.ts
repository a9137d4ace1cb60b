import { Effect, MutableRef, Redacted } from "effect"
import { CurrentActor } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { Account, AccountId } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { InvalidCredentials } from "./IdentityErrors.ts"
import { PasswordHasher } from "./PasswordHasher.ts"
import { secrets } from "./secrets.ts"

/** Comparing passwords. Whether there is an account makes no difference in the answer, nor in the time that it takes. */
export const checking = Effect.gen(function* () {
  const store = yield* AccountStore
  const hasher = yield* PasswordHasher
  const { make } = yield* secrets
  const { note } = yield* auditing

  const madeOnce = MutableRef.make<string | null>(null)

  /** The hash of a password that nobody has. */
  const nobodys = Effect.gen(function* () {
    if (madeOnce.current !== null) return madeOnce.current
    const { token } = yield* make
    const hash = yield* hasher.hash(Redacted.make(token))
    MutableRef.set(madeOnce, hash)
    return hash
  })

  /** Told of whether there is an account or not: it takes as long. */
  const refused = Effect.fnUntraced(function* (subject: AccountId | null, reason: "credentials" | "suspended") {
    yield* note(yield* CurrentActor, { action: "account.sign-in-refused", subject, after: { reason } })
  })

  const check = Effect.fnUntraced(function* (login: string, password: Redacted.Redacted) {
    const found = yield* store.find(login)
    const passwordHash = found?.passwordHash ?? (yield* nobodys)
    const { matches, outdated } = yield* hasher.verify(password, passwordHash)
    if (!matches || found === null || found.passwordHash === null) {
      yield* refused(found?.account.id ?? null, "credentials")
      return yield* new InvalidCredentials()
    }
    // Unless it was changed in the meantime: then there is nothing to renew.
    const renewed = outdated ? yield* hasher.hash(password) : null
    const isRenewed = renewed !== null && (yield* store.setPassword(found.account.id, renewed, passwordHash))
    const account: Account = found.account
    return { account, passwordHash: isRenewed ? renewed : passwordHash }
  })

  /** Whether this is the password, of somebody who is known by something else already. */
  const shown = Effect.fnUntraced(function* (password: Redacted.Redacted, passwordHash: string) {
    const { matches } = yield* hasher.verify(password, passwordHash)
    if (!matches) return yield* new InvalidCredentials()
  })

  return { check, refused, shown }
})
