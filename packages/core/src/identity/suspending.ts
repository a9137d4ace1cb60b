import { Effect, Option, Schema } from "effect"
import { type Actor, CurrentActor, holds, type Permission, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { input } from "../Input.ts"
import { now } from "../Time.ts"
import { type Read, VersionConflict } from "../Version.ts"
import { Account, AccountId } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { colleagues } from "./colleagues.ts"
import { AccountNotFound } from "./IdentityErrors.ts"
import { settling } from "./settling.ts"

/** Suspended, or reinstated. */
export const AccountPatch = Schema.Struct({ status: Account.fields.status }).annotate({ identifier: "AccountPatch" })

const isOwn = (actor: Actor, id: string) => (actor._tag === "Customer" || actor._tag === "Staff") && actor.id === id

/** Accounts of customers, as staff sees and suspends them. */
export const suspending = Effect.gen(function* () {
  const store = yield* AccountStore
  const { mayTouch } = yield* colleagues
  const { settled } = yield* settling
  const { record } = yield* auditing

  /** Another person's account is not found by who has nothing to do with it. */
  const admitted = Effect.fnUntraced(function* (id: string, permission: Permission) {
    const actor = yield* CurrentActor
    const accountId = Option.getOrUndefined(AccountId.makeOption(id))
    const may = isOwn(actor, id) || holds(actor, permission)
    return accountId === undefined || !may ? yield* new AccountNotFound({ accountId: id }) : accountId
  })

  const get = Effect.fn("Accounts.get")(function* (id: string) {
    return (yield* store.get(yield* admitted(id, "customer:read"))).account
  })

  const setStatus = Effect.fn("Accounts.setStatus")(function* (
    id: string,
    given: typeof AccountPatch.Encoded,
    read: Read = {}
  ) {
    const actor = yield* CurrentActor
    // Who may see it is told what he lacks to change it.
    if (holds(actor, "customer:read") && !isOwn(actor, id)) yield* requires("customer:write")
    const accountId = yield* admitted(id, "customer:write")
    const { status } = yield* input(AccountPatch)(given)
    const change = Effect.gen(function* () {
      const { account } = yield* store.get(accountId)
      // Nobody but staff decides it of himself either.
      yield* requires(account.roles.length === 0 ? "customer:write" : "staff:manage")
      yield* mayTouch(account)
      if (read.version !== undefined && read.version !== account.version) {
        return yield* new VersionConflict({ expected: read.version, actual: account.version })
      }
      if (account.status === status) return account
      const saved = yield* store
        .replace({ ...account, status, updatedAt: yield* now }, { version: account.version })
        .pipe(Effect.catchTags({ EmailTaken: Effect.die, UsernameTaken: Effect.die, RoleNotFound: Effect.die }))
      const action = status === "suspended" ? "customer.suspended" : "customer.reinstated"
      yield* record({ action, subject: id, before: account, after: saved })
      return saved
    })
    return yield* settled(read, change)
  })

  return { get, setStatus }
})
