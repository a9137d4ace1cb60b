/** What goes with an account, and what is told of it. */
import type { AccountId, SessionId, Time } from "@duka/core"
import { loginKey, owner } from "@duka/core"
import { Chunk, HashMap } from "effect"
import { type AccessChange, type KeptAccount, type KeptSession, row, type Tables } from "./Tables.ts"

/** More than whoever could have missed one still asks for. */
const toldMax = 10_000

export const noted = (tables: Tables, at: Time.Timestamp, changes: ReadonlyArray<AccessChange["change"]>): Tables =>
  changes.length === 0
    ? tables
    : {
        ...tables,
        accessChanges: Chunk.takeRight(
          Chunk.appendAll(tables.accessChanges, Chunk.fromIterable(changes.map((change) => ({ at, change })))),
          toldMax
        )
      }

/** Without these sessions and their refresh tokens. */
export const withoutSessions = (tables: Tables, ids: ReadonlyArray<SessionId>): Tables => {
  const gone = new Set(ids)
  return {
    ...tables,
    sessions: HashMap.removeMany(tables.sessions, gone),
    refreshTokens: HashMap.filter(tables.refreshTokens, (id) => !gone.has(id))
  }
}

export const sessionsOf = (tables: Tables, accountId: AccountId): ReadonlyArray<KeptSession> =>
  HashMap.toValues(tables.sessions).filter(({ session }) => session.accountId === accountId)

export const loginsOf = ({ account: { email, username } }: KeptAccount): ReadonlyArray<string> => [
  loginKey(email),
  ...(username === null ? [] : [loginKey(username)])
]

/** Whether it is the only account of the shop's owners that can sign in. */
export const isLastOwner = (tables: Tables, id: AccountId): boolean => {
  const owners = HashMap.toValues(tables.accounts).flatMap(({ account }) =>
    account.status === "active" && account.roles.includes(owner) ? [account.id] : []
  )
  return owners.length === 1 && owners[0] === id
}

/** Without an account and everything of it. */
export const withoutAccount = (tables: Tables, id: AccountId, at: Time.Timestamp): Tables => {
  const kept = row(tables.accounts, id)
  if (kept === undefined) return tables
  const sessions = sessionsOf(tables, id).map(({ session }) => session.id)
  return {
    ...noted(withoutSessions(tables, sessions), at, [{ account: id }]),
    accounts: HashMap.remove(tables.accounts, id),
    logins: HashMap.removeMany(tables.logins, loginsOf(kept)),
    links: HashMap.filter(tables.links, ({ accountId }) => accountId !== id),
    externalIdentities: HashMap.filter(tables.externalIdentities, ({ accountId }) => accountId !== id)
  }
}
