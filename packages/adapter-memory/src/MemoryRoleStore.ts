import {
  type Role,
  RoleInUse,
  type RoleName,
  RoleNameTaken,
  RoleNotFound,
  RoleStore,
  Text,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { noted } from "./accountChanges.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const list = (tables: Tables): ReadonlyArray<Role> =>
  HashMap.toValues(tables.roles).toSorted((a, b) => Text.compare(a.name, b.name))

const holders = (tables: Tables, name: RoleName) =>
  HashMap.toValues(tables.accounts).flatMap(({ account }) => (account.roles.includes(name) ? [account.id] : []))

const insert = (tables: Tables, role: Role): Change<void, RoleNameTaken> =>
  HashMap.has(tables.roles, role.name)
    ? Result.fail(new RoleNameTaken({ role: role.name }))
    : Result.succeed([undefined, { ...tables, roles: HashMap.set(tables.roles, role.name, role) }])

const replace = (
  tables: Tables,
  role: Role,
  { version }: { readonly version: number }
): Change<Role, RoleNotFound | VersionConflict> => {
  const before = row(tables.roles, role.name)
  if (before === undefined) return Result.fail(new RoleNotFound({ role: role.name }))
  if (before.version !== version) {
    return Result.fail(new VersionConflict({ expected: version, actual: before.version }))
  }
  const saved = { ...role, version: version + 1 }
  const next = { ...tables, roles: HashMap.set(tables.roles, role.name, saved) }
  const changes = holders(tables, role.name).map((account) => ({ account }))
  return Result.succeed([saved, noted(next, role.updatedAt, changes)])
}

const remove = (tables: Tables, name: RoleName): Change<void, RoleNotFound | RoleInUse> => {
  if (!HashMap.has(tables.roles, name)) return Result.fail(new RoleNotFound({ role: name }))
  return holders(tables, name).length > 0
    ? Result.fail(new RoleInUse({ role: name }))
    : Result.succeed([undefined, { ...tables, roles: HashMap.remove(tables.roles, name) }])
}

export const layer: Layer.Layer<RoleStore, never, MemoryTables> = Layer.effect(
  RoleStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return RoleStore.of({
      list: read(list),
      insert: (role) => change((tables) => insert(tables, role)),
      replace: (role, version) => change((tables) => replace(tables, role, version)),
      remove: (name) => change((tables) => remove(tables, name))
    })
  })
)
