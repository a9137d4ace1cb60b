import { Context, Effect, Layer, Option } from "effect"
import { asSystem, type CurrentActor, type Permission, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Customers } from "../customer/Customers.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, type Position, slice, type Sliced } from "../Page.ts"
import { now } from "../Time.ts"
import { type Read, VersionConflict } from "../Version.ts"
import { type Account, AccountId, customerOf } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { granting } from "./granting.ts"
import {
  AccountNotFound,
  type EmailTaken,
  type LastOwner,
  type PasswordsBusy,
  type RoleNotFound
} from "./IdentityErrors.ts"
import { inviting } from "./inviting.ts"
import { owner, permissionsOf } from "./Role.ts"
import { RoleStore } from "./RoleStore.ts"
import { settling } from "./settling.ts"
import { type Invitation, type NewOwner, type StaffMember, StaffPatch } from "./StaffMember.ts"

type Failure = InvalidInput | PermissionDenied | RoleNotFound

/** People who work here. */
export class Staff extends Context.Service<
  Staff,
  {
    /** By email. */
    list(request?: PageRequest): Effect.Effect<Page<StaffMember>, InvalidCursor | PermissionDenied, CurrentActor>
    get(id: string): Effect.Effect<StaffMember, PermissionDenied | AccountNotFound, CurrentActor>
    /**
     * Gives somebody roles by email. Who has shown that the email is his works here at once; anybody else once he has
     * followed the link of a message and chosen a password.
     */
    invite(given: typeof Invitation.Encoded): Effect.Effect<StaffMember, Failure | VersionConflict, CurrentActor>
    /** Roles and status. What is taken away is gone at once, in other processes within `lagSeconds`. */
    update(
      id: string,
      given: typeof StaffPatch.Encoded,
      read?: Read
    ): Effect.Effect<StaffMember, Failure | AccountNotFound | LastOwner | VersionConflict, CurrentActor>
    /** An owner, for the shop itself to make: the first one, or one who has locked himself out. */
    createOwner(
      given: typeof NewOwner.Encoded
    ): Effect.Effect<StaffMember, InvalidInput | PermissionDenied | EmailTaken | PasswordsBusy, CurrentActor>
    /** Everybody who works here and may do this, by email. */
    holding(permission: Permission): Effect.Effect<ReadonlyArray<StaffMember>, PermissionDenied, CurrentActor>
    /** Whether somebody owns the shop. Public. */
    hasOwner(): Effect.Effect<boolean>
  }
>()("@duka/core/identity/Staff") {
  static readonly layer = Layer.effect(
    Staff,
    Effect.gen(function* () {
      const store = yield* AccountStore
      const roles = yield* RoleStore
      const customers = yield* Customers
      const { settled } = yield* settling
      const { mayGive } = yield* granting
      const { record } = yield* auditing
      const { invited, madeOwner } = yield* inviting

      const shown = Effect.fnUntraced(function* (account: Account) {
        const { name } = yield* Effect.orDie(asSystem(customers.get(customerOf(account.id))))
        const member: StaffMember = { ...account, name }
        return member
      })

      const known = Effect.fnUntraced(function* (id: string) {
        const accountId = Option.getOrUndefined(AccountId.makeOption(id))
        const found = accountId === undefined ? null : yield* Effect.option(store.get(accountId))
        // A customer's account is no business of who manages staff.
        if (found === null || Option.isNone(found) || found.value.account.roles.length === 0) {
          return yield* new AccountNotFound({ accountId: id })
        }
        return found.value.account
      })

      const list = Effect.fn("Staff.list")(function* (request: PageRequest = {}) {
        yield* requires("staff:manage")
        const asked = yield* slice(request, "email")
        return page(asked, yield* store.staff(asked))
      })

      const get = Effect.fn("Staff.get")(function* (id: string) {
        yield* requires("staff:manage")
        return yield* shown(yield* known(id))
      })

      const invite = Effect.fn("Staff.invite")(function* (given: typeof Invitation.Encoded) {
        yield* requires("staff:manage")
        return yield* Effect.flatMap(invited(given, mayGive), shown)
      })

      const update = Effect.fn("Staff.update")(function* (
        id: string,
        given: typeof StaffPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("staff:manage")
        const patch = yield* input(StaffPatch)(given)
        const change = Effect.gen(function* () {
          const found = yield* known(id)
          const expected = read.version ?? found.version
          if (expected !== found.version) return yield* new VersionConflict({ expected, actual: found.version })
          // Whom one may not make what he is, one may not change either.
          yield* mayGive([...found.roles, ...(patch.roles ?? [])])
          const next = {
            ...found,
            status: patch.status ?? found.status,
            roles: (patch.roles ?? found.roles).toSorted(),
            updatedAt: yield* now
          }
          const saved = yield* store
            .replace(next, { version: expected })
            .pipe(Effect.catchTags({ EmailTaken: Effect.die, UsernameTaken: Effect.die }))
          yield* record({ action: "staff.updated", subject: saved.id, before: found, after: saved })
          return saved
        })
        return yield* Effect.flatMap(settled(read, change), shown)
      })

      const createOwner = Effect.fn("Staff.createOwner")(
        function* (given: typeof NewOwner.Encoded) {
          yield* mayGive([owner])
          return yield* Effect.flatMap(madeOwner(given), shown)
        },
        Effect.catchTag("RoleNotFound", Effect.die)
      )

      const hasOwner = Effect.fn("Staff.hasOwner")(() => store.hasOwner)

      const holding = Effect.fn("Staff.holding")(function* (permission: Permission) {
        yield* requires("staff:manage")
        const all = yield* roles.list
        const found: Array<StaffMember> = []
        for (let position: Position | null = null; ;) {
          const page: Sliced<StaffMember> = yield* store.staff({ _tag: "After", limit: 100, position })
          found.push(
            ...page.items.filter(
              ({ roles: held, status }) => status === "active" && permissionsOf(held, all).includes(permission)
            )
          )
          position = page.next
          if (position === null) return found
        }
      })

      return Staff.of({ list, get, holding, invite, update, createOwner, hasOwner })
    })
  )
}
