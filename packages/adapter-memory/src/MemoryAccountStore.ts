import {
  type Account,
  type AccountId,
  AccountNotFound,
  AccountStore,
  CustomerId,
  customerOf,
  EmailTaken,
  LastOwner,
  loginKey,
  owner,
  RoleNotFound,
  type StaffMember,
  UsernameTaken,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { isLastOwner, loginsOf, noted } from "./accountChanges.ts"
import { Bug } from "./Bug.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"
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
  // The username first: whether the email is taken is nobody's business, and must not change the answer.
  if (username !== null && isOthers(username)) return new UsernameTaken({ username })
  return isOthers(email) ? new EmailTaken() : null
}

/** The first of its roles that there is not. */
const unknown = (tables: Tables, { roles }: Account): RoleNotFound | null => {
  const [role] = roles.filter((name) => !HashMap.has(tables.roles, name)).toSorted()
  return role === undefined ? null : new RoleNotFound({ role })
}

const leaderless = (tables: Tables, { id, roles, status }: Account): LastOwner | null =>
  (status !== "active" || !roles.includes(owner)) && isLastOwner(tables, id) ? new LastOwner() : null

type Refusal = EmailTaken | LastOwner | RoleNotFound | UsernameTaken | VersionConflict

const byEmail = {
  sort: "email",
  descending: false,
  value: ({ email }: StaffMember) => loginKey(email),
  id: ({ id }: StaffMember) => id
}

const staff = (tables: Tables): ReadonlyArray<StaffMember> =>
  HashMap.toValues(tables.accounts).flatMap(({ account }) => {
    const name = row(tables.customers, customerOf(account.id))?.name
    return account.roles.length === 0 || name === undefined ? [] : [{ ...account, name }]
  })

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
): Change<void, EmailTaken | RoleNotFound | UsernameTaken> => {
  if (!HashMap.has(tables.customers, CustomerId.make(account.id))) {
    return Result.fail(new Bug({ message: `There is no customer ${account.id}.` }))
  }
  const refused = unknown(tables, account) ?? taken(tables, account)
  if (refused !== null) return Result.fail(refused)
  return Result.succeed([undefined, kept(tables, { account, passwordHash })])
}

const replace = (
  tables: Tables,
  account: Account,
  read: { readonly version: number }
): Change<Account, AccountNotFound | Refusal> =>
  Result.flatMap(get(tables, account.id), (before): Change<Account, Refusal> => {
    const { version } = before.account
    if (version !== read.version) return Result.fail(new VersionConflict({ expected: read.version, actual: version }))
    const refused = unknown(tables, account) ?? leaderless(tables, account) ?? taken(tables, account)
    if (refused !== null) return Result.fail(refused)
    const saved = { ...account, version: version + 1 }
    const next = kept(tables, { ...before, account: saved }, before)
    return Result.succeed([saved, noted(next, account.updatedAt, [{ account: account.id }])])
  })

const setPassword = (tables: Tables, id: AccountId, hash: string | null, before?: string): Change<boolean> => {
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
      hasOwner: read(({ accounts }) =>
        HashMap.toValues(accounts).some(({ account }) => account.status === "active" && account.roles.includes(owner))
      ),
      staff: (slice) => read((tables) => sliced(staff(tables), byEmail, slice)),
      setPassword: (id, hash, before) => change((tables) => setPassword(tables, id, hash, before))
    })
  })
)
