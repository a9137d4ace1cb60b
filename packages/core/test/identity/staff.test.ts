import {
  AccountNotFound,
  type Actor,
  allPermissions,
  type CurrentActor,
  InvalidCredentials,
  InvalidToken,
  LastOwner,
  Permission,
  PermissionDenied,
  RoleFixed,
  RoleInUse,
  RoleNotFound,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, guest, owner as system } from "../opened.ts"
import { amina, identityRooms, kinds, law, linkOf, loggedIn, registered } from "./identified.ts"

const boss = { name: "Otieno", email: "otieno@example.com", password: "mandazi ya asubuhi" } as const
const asha = { name: "Asha", email: "asha@example.com" } as const

/** The shop's owner, signed in. */
const owned = Effect.gen(function* () {
  const { staff } = yield* identityRooms
  const made = yield* as(system)(staff.createOwner(boss))
  const { accessToken, actor } = yield* loggedIn(boss.email, boss.password)
  return { made, actor, accessToken }
})

/** Somebody who was invited with these roles and has accepted, signed in. */
const working = Effect.fnUntraced(function* (by: Actor, ...roles: ReadonlyArray<string>) {
  const { accounts, staff } = yield* identityRooms
  const member = yield* as(by)(staff.invite({ ...asha, roles }))
  yield* accounts.acceptInvitation({ token: yield* linkOf("Invited"), password: amina.password })
  return { member, ...(yield* loggedIn(asha.email)) }
})

describe("the owner", () => {
  law(
    "is made by the shop itself, and may do everything",
    Effect.gen(function* () {
      const { staff } = yield* identityRooms
      expect(yield* staff.hasOwner()).toBe(false)
      const { actor, made } = yield* owned
      expect(yield* staff.hasOwner()).toBe(true)
      expect(made).toMatchObject({ name: boss.name, email: boss.email, roles: ["owner"], status: "active" })
      expect(actor).toStrictEqual({
        _tag: "Staff",
        id: made.id,
        sessionId: expect.any(String),
        permissions: allPermissions
      })
      const others: ReadonlyArray<Actor> = [
        guest,
        { _tag: "Staff", id: "x", permissions: Permission.literals.filter((one) => one !== "order:read") }
      ]
      for (const other of others) {
        const again = staff.createOwner({ ...boss, email: "other@example.com" })
        expect(yield* Effect.flip(as(other)(again))).toBeInstanceOf(PermissionDenied)
      }
    })
  )

  law(
    "stays: the last one neither loses the role nor is suspended nor erased",
    Effect.gen(function* () {
      const { accounts, staff } = yield* identityRooms
      const { actor, made } = yield* owned
      for (const change of [{ roles: [] }, { roles: ["manager"] }, { status: "suspended" }] as const) {
        expect(yield* Effect.flip(as(actor)(staff.update(made.id, change)))).toBeInstanceOf(LastOwner)
      }
      expect(yield* Effect.flip(as(actor)(accounts.erase(made.id)))).toBeInstanceOf(LastOwner)
      yield* as(system)(staff.createOwner({ ...boss, email: "other@example.com" }))
      expect(yield* as(actor)(staff.update(made.id, { roles: [] }))).toMatchObject({ roles: [] })
    })
  )
})

describe("somebody who is invited", () => {
  law(
    "works here once he has followed the link, once, with a password of his own",
    Effect.gen(function* () {
      const { accounts, sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      const invited = yield* as(by)(staff.invite({ ...asha, roles: ["support", "catalogue"] }))
      expect(invited).toMatchObject({ ...asha, roles: ["catalogue", "support"], emailVerifiedAt: null })
      const early = as(guest)(sessions.logIn({ login: asha.email, password: amina.password }))
      expect(yield* Effect.flip(early)).toBeInstanceOf(InvalidCredentials)
      const token = yield* linkOf("Invited")
      yield* accounts.acceptInvitation({ token, password: amina.password })
      const { actor } = yield* loggedIn(asha.email)
      const permissions = ["catalog:write", "inventory:read", "cart:read", "order:read", "customer:read"]
      expect(actor).toMatchObject({ _tag: "Staff", id: invited.id, permissions })
      const again = accounts.acceptInvitation({ token, password: "maziwa lala leo" })
      expect(yield* Effect.flip(again)).toStrictEqual(new InvalidToken({ token: "invitation" }))
      expect((yield* as(by)(staff.list())).items.map(({ email }) => email)).toStrictEqual([asha.email, boss.email])
    })
  )

  law(
    "and has shown before that the email is his works here at once, with what he has",
    Effect.gen(function* () {
      const { accounts, sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      yield* registered()
      const { accessToken, actor } = yield* loggedIn()
      yield* as(actor)(accounts.verifyEmail(yield* linkOf("VerifyEmail")))
      yield* as(by)(staff.invite({ name: "Somebody", email: amina.email, roles: ["support"] }))
      expect(yield* sessions.authenticate(accessToken)).toMatchObject({ _tag: "Staff" })
      expect((yield* kinds).at(-1)).toBe(`RolesGiven ${amina.email}`)
      expect((yield* loggedIn()).customer.name).toBe("Amina")
    })
  )

  law(
    "comes to no account of a stranger who registered with his email: password and sessions of that one end",
    Effect.gen(function* () {
      const { accounts, sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      yield* registered({ email: asha.email, password: "the stranger's own" })
      const stranger = yield* loggedIn(asha.email, "the stranger's own")
      yield* as(stranger.actor)(accounts.changeEmail({ email: "evil@example.com", password: "the stranger's own" }))
      const link = yield* linkOf("VerifyEmail")
      yield* as(by)(staff.invite({ ...asha, roles: ["manager"] }))
      expect(yield* Effect.flip(sessions.authenticate(stranger.accessToken))).toBeInstanceOf(InvalidToken)
      const again = as(guest)(sessions.logIn({ login: asha.email, password: "the stranger's own" }))
      expect(yield* Effect.flip(again)).toBeInstanceOf(InvalidCredentials)
      yield* accounts.acceptInvitation({ token: yield* linkOf("Invited"), password: amina.password })
      const { actor } = yield* loggedIn(asha.email)
      expect(actor).toMatchObject({ _tag: "Staff" })
      for (const who of [stranger.actor, actor]) {
        expect(yield* Effect.flip(as(who)(accounts.verifyEmail(link)))).toBeInstanceOf(InvalidToken)
      }
    })
  )

  law(
    "is let in no more once the roles were taken back before he came",
    Effect.gen(function* () {
      const { accounts, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      const { id } = yield* as(by)(staff.invite({ ...asha, roles: ["support"] }))
      const token = yield* linkOf("Invited")
      yield* as(by)(staff.update(id, { roles: [] }))
      const late = accounts.acceptInvitation({ token, password: amina.password })
      expect(yield* Effect.flip(late)).toBeInstanceOf(InvalidToken)
    })
  )
})

describe("whoever works here", () => {
  law(
    "may do what his roles say, from the next request on",
    Effect.gen(function* () {
      const { sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      const { accessToken, member } = yield* working(by, "support")
      const asked = sessions.authenticate(accessToken)
      expect(yield* asked).toMatchObject({ permissions: ["cart:read", "order:read", "customer:read"] })
      yield* as(by)(staff.update(member.id, { roles: ["fulfilment"] }))
      expect(yield* asked).toMatchObject({
        permissions: ["inventory:read", "inventory:write", "order:read", "order:write"]
      })
      yield* as(by)(staff.update(member.id, { roles: [] }))
      expect(yield* asked).toMatchObject({ _tag: "Customer", id: member.id })
      expect(yield* Effect.flip(as(by)(staff.get(member.id)))).toBeInstanceOf(AccountNotFound)
    })
  )

  law(
    "is signed out everywhere when he is suspended",
    Effect.gen(function* () {
      const { sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      const { accessToken, member, refreshToken } = yield* working(by, "support")
      yield* as(by)(staff.update(member.id, { status: "suspended" }))
      expect(yield* Effect.flip(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      yield* as(by)(staff.update(member.id, { status: "active" }))
      expect(yield* Effect.flip(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      yield* loggedIn(asha.email)
    })
  )

  law(
    "is erased by nobody who could not have made him what he is, and sees and changes himself",
    Effect.gen(function* () {
      const { accounts, customers } = yield* identityRooms
      const { actor: by, made } = yield* owned
      const { actor, member } = yield* working(by, "manager")
      expect(yield* Effect.flip(as(actor)(accounts.erase(made.id)))).toBeInstanceOf(PermissionDenied)
      const fulfilment = { _tag: "Staff", id: member.id, permissions: [] } as const
      expect((yield* as(fulfilment)(customers.get(member.id))).name).toBe("Asha")
      yield* as(fulfilment)(customers.update(member.id, { name: "Asha W." }))
      yield* as(fulfilment)(accounts.erase(member.id))
    })
  )

  law(
    "and manages staff gives and takes what he holds himself, and nothing more",
    Effect.gen(function* () {
      const { roles, staff } = yield* identityRooms
      const { actor: by, made: otieno } = yield* owned
      yield* as(by)(roles.create({ name: "team-lead", permissions: ["staff:manage", "order:read"] }))
      const { actor, member } = yield* working(by, "team-lead")
      const brian = { name: "Brian", email: "brian@example.com" }
      const refused: ReadonlyArray<Effect.Effect<unknown, unknown, CurrentActor>> = [
        staff.invite({ ...brian, roles: ["owner"] }),
        staff.invite({ ...brian, roles: ["manager"] }),
        staff.update(member.id, { roles: ["owner", "team-lead"] }),
        staff.update(otieno.id, { roles: ["team-lead"] }),
        staff.update(otieno.id, { status: "suspended" }),
        roles.create({ name: "too-much", permissions: ["customer:write"] }),
        roles.update("team-lead", { permissions: allPermissions }),
        roles.update("support", { permissions: ["order:read"] }),
        roles.remove("manager")
      ]
      for (const attempt of refused) {
        expect(yield* Effect.flip(as(actor)(attempt))).toBeInstanceOf(PermissionDenied)
      }
      expect(yield* as(actor)(staff.invite({ ...brian, roles: ["team-lead"] }))).toMatchObject(brian)
    })
  )
})

describe("a role", () => {
  law(
    "is changed for whoever holds it, and removed once nobody does",
    Effect.gen(function* () {
      const { roles, sessions, staff } = yield* identityRooms
      const { actor: by } = yield* owned
      const made = yield* as(by)(roles.create({ name: "buyer", permissions: ["catalog:write"] }))
      const { accessToken, member } = yield* working(by, "buyer")
      const stale = roles.update("buyer", { permissions: [] }, { version: 2 })
      expect(yield* Effect.flip(as(by)(stale))).toBeInstanceOf(VersionConflict)
      const changed = yield* as(by)(roles.update("buyer", { permissions: ["store:write"] }, made))
      expect(changed).toMatchObject({ permissions: ["store:write"], version: 2 })
      expect(yield* sessions.authenticate(accessToken)).toMatchObject({ permissions: ["store:write"] })
      expect(yield* Effect.flip(as(by)(roles.remove("buyer")))).toBeInstanceOf(RoleInUse)
      yield* as(by)(staff.update(member.id, { roles: ["support"] }))
      yield* as(by)(roles.remove("buyer"))
      expect((yield* as(by)(roles.list())).map(({ name }) => name)).not.toContain("buyer")
      expect(yield* Effect.flip(as(by)(roles.remove("buyer")))).toBeInstanceOf(RoleNotFound)
    })
  )

  law(
    "of owners is fixed",
    Effect.gen(function* () {
      const { roles } = yield* identityRooms
      const changes: ReadonlyArray<Effect.Effect<unknown, unknown, CurrentActor>> = [
        roles.update("owner", { permissions: [] }),
        roles.remove("owner")
      ]
      for (const change of changes) expect(yield* Effect.flip(as(system)(change))).toBeInstanceOf(RoleFixed)
    })
  )
})
