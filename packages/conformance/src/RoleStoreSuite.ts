import {
  AccountStore,
  firstRoles,
  type Role,
  RoleName,
  RoleStore,
  SessionStore,
  type StoragePorts,
  Text
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const role = (changes: Partial<Role> = {}): Role => ({
  name: RoleName.make(`r${Samples.uuid()}`),
  description: "For a law – “½”",
  permissions: ["catalog:write", "order:read"],
  version: 1,
  createdAt: Samples.at(0),
  updatedAt: Samples.at(0),
  ...changes
})

/** The laws of `RoleStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`RoleStore (${adapter})`, (it) => {
    it.effect("a new shop has its first roles; all are listed by name, as they were saved", () =>
      Effect.gen(function* () {
        const { insert, list } = yield* RoleStore
        const own = [role(), role({ description: "", permissions: [] })]
        for (const one of own) yield* insert(one)
        const all = yield* list
        const byName = (a: Role, b: Role) => Text.compare(a.name, b.name)
        assert.deepStrictEqual(all, all.toSorted(byName))
        for (const one of [...firstRoles, ...own]) assert.deepInclude(all, one)
        const [first] = own
        assert(first !== undefined)
        assert.deepStrictEqual(told(yield* Effect.flip(insert(first))), { _tag: "RoleNameTaken", role: first.name })
      })
    )

    it.effect(
      "replacing saves the next version, unless it has changed since, and tells of whoever holds the role",
      () =>
        Effect.gen(function* () {
          const { insert, list, replace } = yield* RoleStore
          const before = role()
          yield* insert(before)
          const holder = yield* Saved.account({ roles: [before.name] })
          const other = yield* Saved.account()
          const next = role({ name: before.name, permissions: ["store:write"], updatedAt: Samples.at(60), version: 9 })
          const saved = yield* replace(next, before)
          assert.deepStrictEqual(saved, { ...next, version: 2 })
          assert.deepInclude(yield* list, saved)
          const { accounts } = yield* (yield* SessionStore).changes(Samples.at(60))
          assert.deepStrictEqual([accounts.includes(holder.id), accounts.includes(other.id)], [true, false])
          const stale = yield* Effect.flip(replace(before, before))
          assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
          assert.strictEqual(yield* refusal(replace(role(), { version: 1 })), "RoleNotFound")
          const one = (index: number) => Effect.result(replace({ ...saved, description: `${index}` }, saved))
          const answers = yield* Effect.forEach(times(6), one, { concurrency: "unbounded" })
          assert.strictEqual(answers.filter(Result.isSuccess).length, 1)
        })
    )

    it.effect("a role is removed once nobody holds it", () =>
      Effect.gen(function* () {
        const { insert, list, remove } = yield* RoleStore
        const { replace } = yield* AccountStore
        const made = role()
        yield* insert(made)
        const holder = yield* Saved.account({ roles: [made.name] })
        assert.strictEqual(yield* refusal(remove(made.name)), "RoleInUse")
        yield* replace({ ...holder, roles: [] }, holder)
        yield* remove(made.name)
        assert.notDeepInclude(yield* list, made)
        assert.strictEqual(yield* refusal(remove(made.name)), "RoleNotFound")
      })
    )

    it.effect("a role that is given and removed at once is either gone before, or stays", () =>
      Effect.gen(function* () {
        const { insert, list, remove } = yield* RoleStore
        const { get, replace } = yield* AccountStore
        for (const _ of times(5)) {
          const made = role()
          yield* insert(made)
          const account = yield* Saved.account()
          const [given, removed] = yield* Effect.all(
            [Effect.result(replace({ ...account, roles: [made.name] }, account)), Effect.result(remove(made.name))],
            { concurrency: "unbounded" }
          )
          const stays = (yield* list).some(({ name }) => name === made.name)
          assert.deepStrictEqual([Result.isSuccess(given), Result.isSuccess(removed)], [stays, !stays])
          assert.deepStrictEqual((yield* get(account.id)).account.roles, stays ? [made.name] : [])
        }
      })
    )
  })
