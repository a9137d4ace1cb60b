import { Effect } from "effect"
import { asSystem } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { Orders } from "../order/Orders.ts"
import { Events } from "../notification/Events.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { retried, VersionConflict } from "../Version.ts"
import { Access } from "./Access.ts"
import { type Account, AccountId, customerOf } from "./Account.ts"
import { AccountStore, type Credentials } from "./AccountStore.ts"
import { emptying } from "./emptying.ts"
import type { ExternalIdentity } from "./ExternalIdentity.ts"
import { ExternalIdentityStore } from "./ExternalIdentityStore.ts"
import { AccountSuspended, EmailNotVerified } from "./IdentityErrors.ts"
import type { SessionId } from "./Session.ts"

interface Recognised extends Credentials {
  /** Of who had the account before its email was shown to be somebody's. */
  readonly gone: ReadonlyArray<SessionId>
}

/** Somebody was faster: look again. */
const overtaken = () => new VersionConflict({ expected: 1, actual: 2 })

/** Whose account an identity is that an issuer has checked, found by the identity itself or by its verified email. */
export const recognising = Effect.gen(function* () {
  const store = yield* AccountStore
  const identities = yield* ExternalIdentityStore
  const access = yield* Access
  const customers = yield* Customers
  const orders = yield* Orders
  const events = yield* Events
  const units = yield* UnitOfWork
  const { emptied } = yield* emptying

  /** A customer and an account without a password. */
  const made = Effect.fnUntraced(
    function* (email: string, name: string | null) {
      const customer = yield* customers.create({ name: name ?? email.slice(0, email.indexOf("@")), email })
      const account: Account = {
        id: AccountId.make(customer.id),
        email,
        username: null,
        emailVerifiedAt: customer.createdAt,
        roles: [],
        status: "active",
        version: 1,
        createdAt: customer.createdAt,
        updatedAt: customer.createdAt
      }
      yield* store.insert(account, null)
      yield* orders.join(customer.id, { email })
      const { id: accountId } = account
      yield* events.publish(
        { type: "account.registered", data: { accountId } },
        { type: "account.verified", data: { accountId } }
      )
      const recognised: Recognised = { account, passwordHash: null, gone: [] }
      return recognised
    },
    asSystem,
    Effect.catchTags({
      PermissionDenied: Effect.die,
      InvalidInput: Effect.die,
      UsernameTaken: Effect.die,
      RoleNotFound: Effect.die
    })
  )

  /** Somebody registered with the email and never showed that it is his. Now its owner has come. */
  const takenOver = Effect.fnUntraced(
    function* (account: Account) {
      const gone = yield* emptied(account)
      const at = yield* now
      const changed = { ...account, emailVerifiedAt: at, updatedAt: at }
      const saved = yield* store.replace(changed, { version: account.version })
      yield* orders.join(customerOf(account.id), { email: account.email })
      yield* events.publish({ type: "account.verified", data: { accountId: account.id } })
      const recognised: Recognised = { account: saved, passwordHash: null, gone }
      return recognised
    },
    asSystem,
    Effect.catchTags({
      PermissionDenied: Effect.die,
      UsernameTaken: Effect.die,
      RoleNotFound: Effect.die,
      LastOwner: Effect.die
    })
  )

  const byEmail = Effect.fnUntraced(function* (email: string, name: string | null) {
    const found = yield* store.find(email)
    if (found === null) return yield* made(email, name)
    const { account } = found
    if (account.status !== "active") return yield* new AccountSuspended()
    if (account.emailVerifiedAt === null) return yield* takenOver(account)
    const recognised: Recognised = { ...found, gone: [] }
    return recognised
  })

  const linked = Effect.fnUntraced(function* ({ email, emailVerified, issuer, name, subject }: ExternalIdentity) {
    if (email === null || !emailVerified) return yield* new EmailNotVerified()
    const recognised = yield* byEmail(email, name)
    const { id } = recognised.account
    if (!(yield* identities.link({ issuer, subject, accountId: id, linkedAt: yield* now }))) return yield* overtaken()
    return recognised
  })

  const known = Effect.fnUntraced(function* (identity: ExternalIdentity) {
    const id = yield* identities.find(identity)
    if (id === null) return null
    const found = yield* store.get(id)
    return found.account.status === "active" ? found : yield* new AccountSuspended()
  })

  const joined = (identity: ExternalIdentity) =>
    Effect.uninterruptible(
      Effect.tap(units.commit(linked(identity)), ({ account, gone }) =>
        Effect.andThen(access.end(gone), access.forget(account.id))
      )
    )

  /** The account, linked to the identity from now on if it was not before; made if there is none. */
  const recognised = (identity: ExternalIdentity): Effect.Effect<Credentials, AccountSuspended | EmailNotVerified> =>
    Effect.flatMap(known(identity), (found) => (found === null ? joined(identity) : Effect.succeed(found))).pipe(
      Effect.catchTags({
        AccountNotFound: () => Effect.fail(overtaken()),
        EmailTaken: () => Effect.fail(overtaken())
      }),
      retried({}),
      Effect.catchTag("VersionConflict", Effect.die)
    )

  return { recognised }
})
