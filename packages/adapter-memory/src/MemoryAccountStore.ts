import {
  type Account,
  type AccountId,
  AccountNotFound,
  AccountStore,
  CustomerId,
  EmailTaken,
  loginKey,
  UsernameTaken,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { loginsOf, noted } from "./accountChanges.ts"
import { Bug } from "./Bug.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { type KeptAccount, row, type Tables } from "./Tables.ts"

const get = (tables: Tables, id: AccountId): Result.Result<KeptAccount, AccountNotFound> => {
  const found = row(tables.accounts, id)
  return found === undefined ? Result.fail(new AccountNotFound({ accountId: id })) : Result.succeed(found)
}

const find = (tables: Tables, login: string): KeptAccount | null => {
  const id = row(tables.logins, loginKey(login))
  return id === undefined ? null : (row(tables.accounts, id) ?? null)
}

/** Whoever else has its email or its username. */
const taken = (tables: Tables, { email, id, username }: Account): EmailTaken | UsernameTaken | null => {
  const isOthers = (login: string) => (row(tables.logins, loginKey(login)) ?? id) !== id
  if (isOthers(email)) return new EmailTaken()
  return username !== null && isOthers(username) ? new UsernameTaken({ username }) : null
}

const kept = (tables: Tables, next: KeptAccount, before?: KeptAccount): Tables => {
  const { id } = next.account
  const logins = before === undefined ? tables.logins : HashMap.removeMany(tables.logins, loginsOf(before))
  return {
    ...tables,
    accounts: HashMap.set(tables.accounts, id, next),
    logins: HashMap.setMany(
      logins,
      loginsOf(next).map((login) => [login, id] as const)
    )
  }
}

const insert = (
  tables: Tables,
  account: Account,
  passwordHash: string | null
): Change<void, EmailTaken | UsernameTaken> => {
  if (!HashMap.has(tables.customers, CustomerId.make(account.id))) {
    return Result.fail(new Bug({ message: `There is no customer ${account.id}.` }))
  }
  const refused = taken(tables, account)
  if (refused !== null) return Result.fail(refused)
  return Result.succeed([undefined, kept(tables, { account, passwordHash })])
}

const replace = (
  tables: Tables,
  account: Account,
  read: { readonly version: number }
): Change<Account, AccountNotFound | EmailTaken | UsernameTaken | VersionConflict> =>
  Result.flatMap(get(tables, account.id), (before): Change<Account, EmailTaken | UsernameTaken | VersionConflict> => {
    const { version } = before.account
    if (version !== read.version) return Result.fail(new VersionConflict({ expected: read.version, actual: version }))
    const refused = taken(tables, account)
    if (refused !== null) return Result.fail(refused)
    const saved = { ...account, version: version + 1 }
    const next = kept(tables, { ...before, account: saved }, before)
    return Result.succeed([saved, noted(next, account.updatedAt, [{ account: account.id }])])
  })

const setPassword = (tables: Tables, id: AccountId, hash: string, before?: string): Change<boolean> => {
  const found = row(tables.accounts, id)
  if (found === undefined || (before !== undefined && found.passwordHash !== before)) {
    return Result.succeed([false, tables])
  }
  return Result.succeed([
    true,
    { ...tables, accounts: HashMap.set(tables.accounts, id, { ...found, passwordHash: hash }) }
  ])
}

export const layer: Layer.Layer<AccountStore, never, MemoryTables> = Layer.effect(
  AccountStore,
  Effect.gen(function* () {
    const { change, find: finding, read } = yield* MemoryTables
    return AccountStore.of({
      insert: (account, passwordHash) => change((tables) => insert(tables, account, passwordHash)),
      get: (id) => finding((tables) => get(tables, id)),
      find: (login) => read((tables) => find(tables, login)),
      replace: (account, version) => change((tables) => replace(tables, account, version)),
      setPassword: (id, hash, before) => change((tables) => setPassword(tables, id, hash, before))
    })
  })
)
