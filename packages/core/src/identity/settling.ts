import { Effect } from "effect"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried } from "../Version.ts"
import { Access } from "./Access.ts"
import type { Account } from "./Account.ts"
import { LinkStore } from "./LinkStore.ts"
import { SessionStore } from "./SessionStore.ts"

/** What follows when an account's roles or status change. */
export const settling = Effect.gen(function* () {
  const access = yield* Access
  const links = yield* LinkStore
  const sessions = yield* SessionStore
  const units = yield* UnitOfWork

  /**
   * Does what saves an account, again when somebody else was faster. Who is suspended then is signed out everywhere, and
   * no link of his is good for anything. Here it is known at once, whoever hangs up in between.
   */
  const settled = <E, R>(read: Read, change: Effect.Effect<Account, E, R>) => {
    const unit = Effect.gen(function* () {
      const account = yield* change
      if (account.status !== "suspended") return { account, gone: [] }
      yield* links.removeAll(account.id)
      return { account, gone: yield* sessions.endAll(account.id, account.updatedAt) }
    })
    return retried(read)(units.commit(unit)).pipe(
      Effect.tap(({ account, gone }) => Effect.andThen(access.end(gone), access.forget(account.id))),
      Effect.map(({ account }) => account),
      Effect.uninterruptible
    )
  }

  return { settled }
})
