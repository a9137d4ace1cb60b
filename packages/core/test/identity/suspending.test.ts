import {
  AccountNotFound,
  AccountSuspended,
  type Actor,
  allPermissions,
  type CurrentActor,
  InvalidCredentials,
  InvalidToken,
  LastOwner,
  PermissionDenied,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { logged } from "../audit/acts.ts"
import { as, guest, owner, staff } from "../opened.ts"
import { amina, identityRooms, kinds, law, linkOf, loggedIn, registered } from "./identified.ts"

/** Looks after customers. */
const clerk = staff("customer:read", "customer:write")

const suspend = (by: Actor, id: string) =>
  Effect.flatMap(identityRooms, ({ accounts }) => as(by)(accounts.setStatus(id, { status: "suspended" })))

const signedUp = Effect.gen(function* () {
  yield* registered()
  const { accounts } = yield* identityRooms
  const signedIn = yield* loggedIn()
  const account = yield* as(signedIn.actor)(accounts.mine())
  return { ...signedIn, account }
})

/** Somebody who works here, as what he was hired for. */
const hired = Effect.fnUntraced(function* (email: string, ...roles: ReadonlyArray<string>) {
  const { accounts, staff } = yield* identityRooms
  const member = yield* as(owner)(staff.invite({ name: "Asha", email, roles }))
  yield* accounts.acceptInvitation({ token: yield* linkOf("Invited"), password: amina.password })
  return { member, ...(yield* loggedIn(email)) }
})

describe("a customer who is suspended", () => {
  law(
    "is signed out at once and signs in nowhere, until he is reinstated",
    Effect.gen(function* () {
      const { accounts, sessions } = yield* identityRooms
      const { accessToken, account, refreshToken } = yield* signedUp
      expect(yield* suspend(clerk, account.id)).toMatchObject({ status: "suspended", version: 2 })
      expect(yield* Effect.flip(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      const logIn = (password: string) => as(guest)(sessions.logIn({ login: amina.email, password }))
      expect(yield* Effect.flip(logIn(amina.password))).toBeInstanceOf(AccountSuspended)
      expect(yield* Effect.flip(logIn("not the password"))).toBeInstanceOf(InvalidCredentials)
      const again = yield* as(clerk)(accounts.setStatus(account.id, { status: "active" }, { version: 2 }))
      expect(again).toMatchObject({ status: "active", version: 3 })
      yield* logIn(amina.password)
      const told = (yield* logged).filter(({ action }) => action.startsWith("customer."))
      expect(told.map(({ action, after, before }) => [action, before?.["status"], after?.["status"]])).toStrictEqual([
        ["customer.reinstated", "suspended", "active"],
        ["customer.suspended", "active", "suspended"]
      ])
    })
  )

  law(
    "gets no link to a new password, and those that he has are good for nothing",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const { account } = yield* signedUp
      yield* accounts.forgotPassword({ email: amina.email })
      const token = yield* linkOf("ResetPassword")
      yield* suspend(clerk, account.id)
      const sent = yield* kinds
      expect(yield* Effect.flip(accounts.resetPassword({ token, password: "maziwa lala leo" }))).toBeInstanceOf(
        InvalidToken
      )
      yield* accounts.forgotPassword({ email: amina.email })
      expect(yield* kinds).toStrictEqual(sent)
    })
  )

  law(
    "is so once: again changes nothing, and at another version nothing either",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const { account } = yield* signedUp
      const late = accounts.setStatus(account.id, { status: "suspended" }, { version: 9 })
      expect(yield* Effect.flip(as(clerk)(late))).toBeInstanceOf(VersionConflict)
      const once = yield* suspend(clerk, account.id)
      expect(yield* suspend(clerk, account.id)).toStrictEqual(once)
      expect((yield* logged).filter(({ action }) => action === "customer.suspended")).toHaveLength(1)
    })
  )

  law(
    "is none of a customer's business, nor of who may only look; his account is seen by himself and by staff",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const { account, actor } = yield* signedUp
      yield* registered({ email: "brian@example.com" })
      const { actor: brian } = yield* loggedIn("brian@example.com")
      for (const [by, error] of [
        [guest, AccountNotFound],
        [brian, AccountNotFound],
        [actor, PermissionDenied],
        [staff("customer:read"), PermissionDenied]
      ] as const) {
        expect(yield* Effect.flip(suspend(by, account.id)), by._tag).toBeInstanceOf(error)
      }
      for (const by of [actor, staff("customer:read"), owner]) {
        expect(yield* as(by)(accounts.get(account.id))).toStrictEqual(account)
      }
      for (const by of [guest, brian, staff("customer:write")]) {
        expect(yield* Effect.flip(as(by)(accounts.get(account.id)))).toBeInstanceOf(AccountNotFound)
      }
      expect(yield* Effect.flip(as(owner)(accounts.get("none")))).toBeInstanceOf(AccountNotFound)
    })
  )
})

describe("somebody who works here", () => {
  law(
    "is suspended, renamed and erased by nobody who only looks after customers, nor by who could not make him what he is",
    Effect.gen(function* () {
      const { accounts, customers } = yield* identityRooms
      const { actor, member } = yield* hired("asha@example.com", "manager")
      const lead = staff("customer:read", "customer:write", "staff:manage")
      const address = { firstName: "X", lines: ["X"], city: "X", country: "KE" }
      for (const by of [clerk, lead]) {
        for (const attempt of [
          accounts.setStatus(member.id, { status: "suspended" }),
          customers.update(member.id, { name: "Mallory" }),
          customers.addAddress(member.id, address),
          customers.erase(member.id),
          accounts.erase(member.id)
        ]) {
          expect(yield* Effect.flip(as(by)(Effect.asVoid<unknown, unknown, CurrentActor>(attempt)))).toBeInstanceOf(
            PermissionDenied
          )
        }
      }
      expect(yield* as(owner)(customers.get(member.id))).toMatchObject({ name: "Asha", addresses: [] })
      expect(yield* as(actor)(customers.update(member.id, { name: "Asha W" }))).toMatchObject({ name: "Asha W" })
      const boss = staff(...allPermissions)
      expect(yield* as(boss)(customers.update(member.id, { name: "A" }))).toMatchObject({ name: "A" })
      expect(yield* suspend(boss, member.id)).toMatchObject({ status: "suspended" })
      yield* as(boss)(customers.erase(member.id))
      expect((yield* Effect.flip(as(owner)(customers.get(member.id))))._tag).toBe("CustomerNotFound")
    })
  )

  law(
    "as the last owner is not suspended this way either",
    Effect.gen(function* () {
      const { staff: team } = yield* identityRooms
      const made = yield* as(owner)(
        team.createOwner({ name: "Otieno", email: "boss@example.com", password: amina.password })
      )
      expect(yield* Effect.flip(suspend(staff(...allPermissions), made.id))).toBeInstanceOf(LastOwner)
    })
  )
})
