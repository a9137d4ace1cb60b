import { Effect } from "effect"
import { CurrentActor, holds, type Permission, PermissionDenied } from "../Actor.ts"
import { RoleNotFound } from "./IdentityErrors.ts"
import { permissionsOf, type RoleName } from "./Role.ts"
import { RoleStore } from "./RoleStore.ts"

/** Nobody gives or takes what he does not hold: who manages staff cannot make himself, or a friend, an owner. */
export const granting = Effect.gen(function* () {
  const store = yield* RoleStore

  const mayGrant = Effect.fnUntraced(function* (permissions: ReadonlyArray<Permission>) {
    const actor = yield* CurrentActor
    const lacking = permissions.find((permission) => !holds(actor, permission))
    if (lacking !== undefined) return yield* new PermissionDenied({ permission: lacking })
  })

  /** These roles, to somebody or from somebody. */
  const mayGive = Effect.fnUntraced(function* (names: ReadonlyArray<RoleName>) {
    const all = yield* store.list
    const unknown = names.find((name) => !all.some((role) => role.name === name))
    if (unknown !== undefined) return yield* new RoleNotFound({ role: unknown })
    yield* mayGrant(permissionsOf(names, all))
  })

  return { mayGrant, mayGive }
})
