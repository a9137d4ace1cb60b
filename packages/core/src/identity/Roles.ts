import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type Permission, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { input, type InvalidInput } from "../Input.ts"
import { now } from "../Time.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import { Access } from "./Access.ts"
import { granting } from "./granting.ts"
import { type RoleInUse, RoleFixed, type RoleNameTaken, RoleNotFound, TooManyRoles } from "./IdentityErrors.ts"
import { NewRole, owner, type Role, roleLimits, RoleName, RolePatch } from "./Role.ts"
import { RoleStore } from "./RoleStore.ts"

type Failure = InvalidInput | PermissionDenied

/** Who manages staff makes roles of what he may do himself, and of nothing else. */
export class Roles extends Context.Service<
  Roles,
  {
    /** All of them, by name. */
    list(): Effect.Effect<ReadonlyArray<Role>, PermissionDenied, CurrentActor>
    create(given: typeof NewRole.Encoded): Effect.Effect<Role, Failure | RoleNameTaken | TooManyRoles, CurrentActor>
    /** Whoever holds the role may do so from now on, in other processes within `lagSeconds`. */
    update(
      name: string,
      given: typeof RolePatch.Encoded,
      read?: Read
    ): Effect.Effect<Role, Failure | RoleNotFound | RoleFixed | VersionConflict, CurrentActor>
    /** Refused while somebody holds it. */
    remove(name: string): Effect.Effect<void, PermissionDenied | RoleNotFound | RoleInUse | RoleFixed, CurrentActor>
  }
>()("@duka/core/identity/Roles") {
  static readonly layer = Layer.effect(
    Roles,
    Effect.gen(function* () {
      const store = yield* RoleStore
      const access = yield* Access
      const { mayGrant } = yield* granting
      const { record, recorded } = yield* auditing

      const known = Effect.fnUntraced(function* (name: string) {
        const wanted = Option.getOrUndefined(RoleName.makeOption(name))
        const found = (yield* store.list).find((role) => role.name === wanted)
        if (found === undefined) return yield* new RoleNotFound({ role: name })
        return found.name === owner ? yield* new RoleFixed({ role: name }) : found
      })

      const list = Effect.fn("Roles.list")(() => Effect.andThen(requires("staff:manage"), store.list))

      const create = Effect.fn("Roles.create")(function* (given: typeof NewRole.Encoded) {
        yield* requires("staff:manage")
        const { description = "", name, permissions } = yield* input(NewRole)(given)
        yield* mayGrant(permissions)
        // A bound for what a look at somebody's permissions reads, not a guard.
        const { rolesMax } = roleLimits
        if ((yield* store.list).length >= rolesMax) return yield* new TooManyRoles({ rolesMax })
        const at = yield* now
        const made: Role = { name, description, permissions, version: 1, createdAt: at, updatedAt: at }
        const deed = record({ action: "role.created", subject: name, after: made })
        yield* recorded(Effect.andThen(store.insert(made), deed))
        return made
      })

      const update = Effect.fn("Roles.update")(function* (
        name: string,
        given: typeof RolePatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("staff:manage")
        const patch = yield* input(RolePatch)(given)
        const change = Effect.gen(function* () {
          const found = yield* known(name)
          const expected = read.version ?? found.version
          if (expected !== found.version) return yield* new VersionConflict({ expected, actual: found.version })
          // What it held before and what it is to hold: neither is given or taken by who lacks it.
          const touched: ReadonlyArray<Permission> =
            patch.permissions === undefined ? [] : [...found.permissions, ...patch.permissions]
          yield* mayGrant(touched)
          const saved = yield* store.replace({ ...found, ...patch, updatedAt: yield* now }, { version: expected })
          yield* record({ action: "role.updated", subject: saved.name, before: found, after: saved })
          return saved
        }).pipe(recorded)
        const changed = yield* retried(read)(change)
        yield* access.forgetAll
        return changed
      })

      const remove = Effect.fn("Roles.remove")(function* (name: string) {
        yield* requires("staff:manage")
        const found = yield* known(name)
        yield* mayGrant(found.permissions)
        const deed = record({ action: "role.removed", subject: found.name, before: found })
        yield* recorded(Effect.andThen(store.remove(found.name), deed))
      })

      return Roles.of({ list, create, update, remove })
    })
  )
}
