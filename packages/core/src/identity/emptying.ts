import { Effect } from "effect"
import { now } from "../Time.ts"
import type { Account } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { LinkStore } from "./LinkStore.ts"
import { SessionStore } from "./SessionStore.ts"

/** Whom an account was made by, when its email was never shown to be his, is locked out of it. */
export const emptying = Effect.gen(function* () {
  const store = yield* AccountStore
  const links = yield* LinkStore
  const sessions = yield* SessionStore

  /**
   * Nobody may come into an account by a password that a stranger chose: it is taken away, and so are links and sessions.
   * Answers which ones have ended.
   */
  const emptied = Effect.fnUntraced(function* ({ id }: Account) {
    yield* store.setPassword(id, null)
    yield* links.removeAll(id)
    return yield* sessions.endAll(id, yield* now)
  })

  return { emptied }
})
