import { Context, type Effect } from "effect"
import type { VersionConflict } from "../Version.ts"
import type { RoleInUse, RoleNameTaken, RoleNotFound } from "./IdentityErrors.ts"
import type { Role, RoleName } from "./Role.ts"

/**
 * Roles. A new storage has some: `owner`, and a few to begin with. When one is changed, the accounts that hold it stand in
 * `SessionStore.changes` from then on.
 */
export class RoleStore extends Context.Service<
  RoleStore,
  {
    /** All of them, by name. */
    readonly list: Effect.Effect<ReadonlyArray<Role>>
    insert(role: Role): Effect.Effect<void, RoleNameTaken>
    /** Saves description and permissions as `read.version + 1` unless it has changed since. */
    replace(role: Role, read: { readonly version: number }): Effect.Effect<Role, RoleNotFound | VersionConflict>
    /** Removes a role that nobody holds. */
    remove(name: RoleName): Effect.Effect<void, RoleNotFound | RoleInUse>
  }
>()("@duka/core/identity/RoleStore") {}
