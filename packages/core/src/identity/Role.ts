/** Roles are data: named sets of permissions, which a shop changes as it likes. Whoever holds none is a customer. */
import { Schema } from "effect"
import { allPermissions, Permission } from "../Actor.ts"
import { isUniqueBy } from "../Lists.ts"
import { line } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"

export const roleLimits = { rolesMax: 100, perAccountMax: 20 } as const

export const RoleName = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9-]{0,39}$/u, {
    expected: "a lower-case letter and at most 39 more letters, digits or dashes"
  })
).pipe(Schema.brand("RoleName"))
export type RoleName = typeof RoleName.Type

/** Holds every permission, whatever is saved with it, and is never without somebody who can sign in. */
export const owner = RoleName.make("owner")

const permissions = Schema.Array(Permission).check(isUniqueBy("permission", (permission) => permission))

const fields = {
  name: RoleName,
  description: line({ max: 200, min: 0 }),
  permissions
}

export class Role extends Schema.Opaque<Role>()(
  Schema.Struct({ ...fields, version: Version, createdAt: Timestamp, updatedAt: Timestamp }).annotate({
    identifier: "Role"
  })
) {}

export class NewRole extends Schema.Opaque<NewRole>()(
  Schema.Struct({
    name: fields.name,
    description: Schema.optionalKey(fields.description),
    permissions: fields.permissions
  }).annotate({ identifier: "NewRole" })
) {}

export class RolePatch extends Schema.Opaque<RolePatch>()(
  Schema.Struct({
    description: Schema.optionalKey(fields.description),
    permissions: Schema.optionalKey(fields.permissions)
  }).annotate({ identifier: "RolePatch" })
) {}

/** The roles of an account. */
export const RoleNames = Schema.Array(RoleName).check(
  Schema.isMaxLength(roleLimits.perAccountMax),
  isUniqueBy("role", (name) => name)
)

/** What somebody with these roles may do. */
export const permissionsOf = (
  names: ReadonlyArray<RoleName>,
  roles: ReadonlyArray<Role>
): ReadonlyArray<Permission> => {
  if (names.includes(owner)) return allPermissions
  const held = new Set(roles.filter(({ name }) => names.includes(name)).flatMap((role) => role.permissions))
  return allPermissions.filter((permission) => held.has(permission))
}

const beginning = Timestamp.make("2026-01-01T00:00:00.000Z")

const role = (name: string, description: string, permissions: ReadonlyArray<Permission>): Role => ({
  name: RoleName.make(name),
  description,
  permissions,
  version: 1,
  createdAt: beginning,
  updatedAt: beginning
})

/** What a new shop begins with, by name. */
export const firstRoles: ReadonlyArray<Role> = [
  role("catalogue", "Products, categories and their prices", ["catalog:write", "inventory:read"]),
  role("fulfilment", "Stock and orders", ["inventory:read", "inventory:write", "order:read", "order:write"]),
  role("manager", "Runs the shop, but for who works here", [
    "catalog:write",
    "inventory:read",
    "inventory:write",
    "store:write",
    "cart:read",
    "order:read",
    "order:write",
    "customer:read",
    "customer:write"
  ]),
  role("owner", "Everything", []),
  role("support", "Looks at carts, orders and customers", ["cart:read", "order:read", "customer:read"])
]
