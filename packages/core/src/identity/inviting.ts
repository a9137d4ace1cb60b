import { Effect } from "effect"
import { asSystem, CurrentActor, type PermissionDenied } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Customers } from "../customer/Customers.ts"
import { input } from "../Input.ts"
import { now } from "../Time.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { retried, VersionConflict } from "../Version.ts"
import { Access } from "./Access.ts"
import { type Account, AccountId } from "./Account.ts"
import { AccountMessage } from "./AccountMessages.ts"
import { AccountStore } from "./AccountStore.ts"
import { attempts } from "./attempts.ts"
import { emptying } from "./emptying.ts"
import { InvalidToken, type RoleNotFound } from "./IdentityErrors.ts"
import { linking } from "./linking.ts"
import { LinkStore } from "./LinkStore.ts"
import { PasswordHasher } from "./PasswordHasher.ts"
import { owner, type RoleName } from "./Role.ts"
import { secrets } from "./secrets.ts"
import { AcceptedInvitation, Invitation, NewOwner } from "./StaffMember.ts"

/** How people come to work here. */
export const inviting = Effect.gen(function* () {
  const store = yield* AccountStore
  const links = yield* LinkStore
  const access = yield* Access
  const customers = yield* Customers
  const hasher = yield* PasswordHasher
  const units = yield* UnitOfWork
  const events = yield* Events
  const { hashOf } = yield* secrets
  const { fromHere } = yield* attempts
  const { emptied } = yield* emptying
  const { link, sendLink, tell } = yield* linking
  const { note, record } = yield* auditing

  interface Newcomer {
    readonly name: string
    readonly email: string
    readonly phone?: string
    readonly roles: ReadonlyArray<RoleName>
    readonly passwordHash: string | null
  }

  /** An account with its customer. */
  const made = Effect.fnUntraced(
    function* ({ email, name, passwordHash, phone, roles }: Newcomer) {
      const customer = yield* customers.create({ name, email, ...(phone === undefined ? {} : { phone }) })
      const account: Account = {
        id: AccountId.make(customer.id),
        email,
        username: null,
        // Who is given a password by the shop itself is taken at its word.
        emailVerifiedAt: passwordHash === null ? null : customer.createdAt,
        roles: roles.toSorted(),
        status: "active",
        version: 1,
        createdAt: customer.createdAt,
        updatedAt: customer.createdAt
      }
      yield* store.insert(account, passwordHash)
      yield* events.publish({ type: "account.registered", data: { accountId: account.id } })
      return account
    },
    asSystem,
    Effect.catchTags({ PermissionDenied: Effect.die, InvalidInput: Effect.die, UsernameTaken: Effect.die })
  )

  const given = Effect.fnUntraced(
    function* (account: Account, roles: ReadonlyArray<RoleName>) {
      // Somebody registered with the email and never showed that it is his.
      if (account.emailVerifiedAt === null) yield* access.end(yield* emptied(account))
      const all = [...new Set([...account.roles, ...roles])].toSorted()
      return yield* store.replace({ ...account, roles: all, updatedAt: yield* now }, { version: account.version })
    },
    Effect.catchTags({ EmailTaken: Effect.die, UsernameTaken: Effect.die, LastOwner: Effect.die })
  )

  const invited = Effect.fnUntraced(function* (
    asked: typeof Invitation.Encoded,
    mayGive: (roles: ReadonlyArray<RoleName>) => Effect.Effect<void, PermissionDenied | RoleNotFound, CurrentActor>
  ) {
    const { email, name, phone, roles } = yield* input(Invitation)(asked)
    yield* mayGive(roles)
    const unit = units.commit(
      Effect.gen(function* () {
        const found = yield* store.find(email)
        const account =
          found === null
            ? yield* made({ email, name, ...(phone === undefined ? {} : { phone }), roles, passwordHash: null })
            : yield* Effect.andThen(mayGive(found.account.roles), given(found.account, roles))
        yield* record({
          action: "staff.invited",
          subject: account.id,
          ...(found === null ? {} : { before: found.account }),
          after: account
        })
        const to = { accountId: account.id, email: account.email, name }
        yield* account.emailVerifiedAt === null
          ? sendLink("Invited", to, yield* link(account, "invitation", account.email))
          : tell(AccountMessage.RolesGiven(to))
        return account
      })
    )
    const account = yield* unit.pipe(
      // Somebody took the email, or left with it, just now: look again.
      Effect.catchTags({
        EmailTaken: () => new VersionConflict({ expected: 1, actual: 2 }),
        AccountNotFound: () => new VersionConflict({ expected: 1, actual: 2 })
      }),
      retried({})
    )
    yield* access.forget(account.id)
    return account
  })

  const madeOwner = Effect.fnUntraced(function* (asked: typeof NewOwner.Encoded) {
    const { email, name, password } = yield* input(NewOwner)(asked)
    const passwordHash = yield* hasher.hash(password)
    const actor = yield* CurrentActor
    // By whomever: who owns the shop is never the shop's own affair alone.
    const owning = Effect.tap(made({ email, name, roles: [owner], passwordHash }), (account) =>
      note(actor, { action: "account.created", subject: account.id, after: account })
    )
    return yield* units.commit(owning)
  })

  const acceptInvitation = Effect.fn("Accounts.acceptInvitation")(function* (asked: typeof AcceptedInvitation.Encoded) {
    const { password, token } = yield* input(AcceptedInvitation)(asked)
    yield* fromHere("reset")
    const hash = yield* hasher.hash(password)
    const refused = new InvalidToken({ token: "invitation" })
    const unit = units.commit(
      Effect.gen(function* () {
        const at = yield* now
        const used = yield* links.take(yield* hashOf(token), "invitation", at)
        if (used === null) return yield* refused
        const { account } = yield* store.get(used.accountId)
        // What it was sent for has been taken back, or it was sent to another address.
        if (account.roles.length === 0 || account.status !== "active" || account.email !== used.email) {
          return yield* refused
        }
        yield* store.setPassword(account.id, hash)
        yield* links.removeAll(account.id)
        const saved = yield* store.replace(
          { ...account, emailVerifiedAt: at, updatedAt: at },
          { version: account.version }
        )
        const member = { _tag: "Staff", id: account.id, permissions: [] } as const
        yield* note(member, { action: "account.invitation-accepted", subject: account.id })
        return saved
      })
    )
    const account = yield* Effect.catchTags(unit, {
      AccountNotFound: () => Effect.fail(refused),
      VersionConflict: () => Effect.fail(refused),
      RoleNotFound: () => Effect.fail(refused),
      EmailTaken: Effect.die,
      UsernameTaken: Effect.die,
      LastOwner: Effect.die
    })
    yield* access.forget(account.id)
  })

  return { invited, madeOwner, acceptInvitation }
})
