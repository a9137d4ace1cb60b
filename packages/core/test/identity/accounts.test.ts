import {
  Customers,
  InvalidCredentials,
  InvalidInput,
  InvalidToken,
  Orders,
  SignInNeeded,
  UsernameTaken
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { as, contact, guest, opened, order, owner } from "../opened.ts"
import { amina, identityRooms, kinds, law, linkOf, loggedIn, registered } from "./identified.ts"

const home = { firstName: "Amina", lines: ["House 7"], city: "Nairobi", country: "KE" } as const

describe("registering", () => {
  law(
    "makes an account with its customer, who has an address where one was given, and asks by mail whose the email is",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* accounts.register({ ...amina, username: "Amina.W", address: home })
      expect(yield* kinds).toStrictEqual([`VerifyEmail ${amina.email}`])
      const { actor, customer } = yield* loggedIn("amina.w")
      expect(customer.addresses).toStrictEqual([{ id: expect.any(String), ...home }])
      expect(yield* as(actor)(accounts.mine())).toMatchObject({
        id: customer.id,
        email: amina.email,
        username: "Amina.W",
        emailVerifiedAt: null,
        status: "active"
      })
    })
  )

  law(
    "answers the same for an email that has an account, and only its owner is told",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      const other = { ...amina, email: "AMINA@example.com", name: "Eve", password: "another password" }
      expect(yield* accounts.register(other)).toBeUndefined()
      expect(yield* kinds).toStrictEqual([`VerifyEmail ${amina.email}`, `AlreadyRegistered ${amina.email}`])
      expect((yield* loggedIn()).customer.name).toBe("Amina")
      const customers = yield* Customers
      expect((yield* as(owner)(customers.list())).items).toHaveLength(1)
    })
  )

  law(
    "tells by no username whether the email has an account, and spoils no link that its owner was sent",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered({ username: "taken" })
      const token = yield* linkOf("VerifyEmail")
      for (const email of [amina.email, "fresh@example.com"]) {
        const given = { ...amina, email, username: "taken" }
        expect(yield* Effect.flip(accounts.register(given))).toBeInstanceOf(UsernameTaken)
      }
      yield* registered()
      const { actor } = yield* loggedIn()
      yield* as(actor)(accounts.verifyEmail(token))
    })
  )

  law(
    "needs a username that nobody has, and a password that is none of the first that anybody tries",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered({ username: "amina" })
      const brian = { ...amina, email: "brian@example.com" }
      expect(yield* Effect.flip(accounts.register({ ...brian, username: "AMINA" }))).toBeInstanceOf(UsernameTaken)
      for (const [password, rule] of [
        ["short", "isMinCodePoints"],
        ["password123", "isUncommon"],
        ["Password2026!", "isUncommon"],
        ["1234567890", "isUncommon"],
        ["aaaaaaaaaaaa", "isUncommon"],
        ["qwertyuiop", "isUncommon"],
        ["I love you forever", "isUncommon"],
        ["x".repeat(1001), "isMaxLength"]
      ] as const) {
        const refused = yield* Effect.flip(accounts.register({ ...brian, password }))
        if (!(refused instanceof InvalidInput)) throw new Error(`${password} was taken`)
        expect(refused.violations.map(({ pointer, rule }) => [pointer, rule])).toContainEqual(["/password", rule])
        expect(JSON.stringify(refused)).not.toContain(password)
      }
      expect(yield* kinds).toHaveLength(1)
    })
  )
})

describe("an email", () => {
  law(
    "is verified once by the message's link; orders that a guest placed with it join the account",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const orders = yield* Orders
      const given = yield* opened()
      const placed = yield* order(given)
      yield* as(owner)(orders.update(placed.order.id, { contact: { ...contact, email: "amina@EXAMPLE.com" } }))
      yield* registered()
      const { actor, customer } = yield* loggedIn()
      expect((yield* as(actor)(orders.list())).items).toHaveLength(0)
      const token = yield* linkOf("VerifyEmail")
      expect(yield* Effect.flip(as(guest)(accounts.verifyEmail(token)))).toBeInstanceOf(SignInNeeded)
      yield* registered({ email: "eve@example.com" })
      const eve = yield* loggedIn("eve@example.com")
      expect(yield* Effect.flip(as(eve.actor)(accounts.verifyEmail(token)))).toBeInstanceOf(SignInNeeded)
      yield* as(actor)(accounts.verifyEmail(token))
      expect((yield* as(actor)(accounts.mine())).emailVerifiedAt).not.toBeNull()
      expect((yield* as(actor)(orders.list())).items).toMatchObject([{ id: placed.order.id, customerId: customer.id }])
      const again = as(actor)(accounts.verifyEmail(token))
      expect(yield* Effect.flip(again)).toStrictEqual(new InvalidToken({ token: "verification" }))
      yield* as(actor)(accounts.requestVerification())
      expect(yield* kinds).toHaveLength(2)
    })
  )

  law(
    "is verified by who sets a new password with a message's link: whoever made the account is out of it",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const orders = yield* Orders
      const placed = yield* order(yield* opened())
      yield* as(owner)(orders.update(placed.order.id, { contact: { ...contact, email: amina.email } }))
      yield* registered()
      const stranger = yield* loggedIn()
      yield* accounts.forgotPassword({ email: amina.email })
      yield* accounts.resetPassword({ token: yield* linkOf("ResetPassword"), password: "maziwa lala leo" })
      expect(yield* Effect.flip(loggedIn())).toBeInstanceOf(InvalidCredentials)
      const { sessions } = yield* identityRooms
      expect(yield* Effect.flip(sessions.authenticate(stranger.accessToken))).toBeInstanceOf(InvalidToken)
      const { actor } = yield* loggedIn(amina.email, "maziwa lala leo")
      expect((yield* as(actor)(accounts.mine())).emailVerifiedAt).not.toBeNull()
      expect((yield* as(actor)(orders.list())).items).toMatchObject([{ id: placed.order.id }])
    })
  )

  law(
    "is verified by the last link alone, for half an hour",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      const { actor } = yield* loggedIn()
      const first = yield* linkOf("VerifyEmail")
      yield* as(actor)(accounts.requestVerification())
      const second = yield* linkOf("VerifyEmail")
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail(first)))).toBeInstanceOf(InvalidToken)
      yield* TestClock.adjust("30 minutes")
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail(second)))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail("none")))).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "gives way to another one, once that is verified, and the old one is told",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      const { actor, customer } = yield* loggedIn()
      const change = { email: "new@example.com", password: amina.password }
      const wrong = accounts.changeEmail({ ...change, password: "kahawa na maji" })
      expect(yield* Effect.flip(as(actor)(wrong))).toBeInstanceOf(InvalidCredentials)
      expect(yield* Effect.flip(as(guest)(accounts.changeEmail(change)))).toBeInstanceOf(SignInNeeded)
      yield* as(actor)(accounts.changeEmail(change))
      expect((yield* as(actor)(accounts.mine())).email).toBe(amina.email)
      yield* as(actor)(accounts.verifyEmail(yield* linkOf("VerifyEmail")))
      expect((yield* loggedIn("new@example.com")).customer).toMatchObject({ id: customer.id, email: "new@example.com" })
      expect((yield* kinds).slice(1)).toStrictEqual(["VerifyEmail new@example.com", `EmailChanged ${amina.email}`])
    })
  )

  law(
    "that has an account is promised to nobody else, and who asks for it learns nothing",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      yield* registered({ email: "brian@example.com" })
      const { actor } = yield* loggedIn("brian@example.com")
      yield* as(actor)(accounts.changeEmail({ email: amina.email, password: amina.password }))
      expect((yield* kinds).at(-1)).toBe(`AlreadyRegistered ${amina.email}`)
    })
  )
})

describe("a password", () => {
  law(
    "that was forgotten is set anew by a link, once, and every session ends",
    Effect.gen(function* () {
      const { accounts, sessions } = yield* identityRooms
      yield* registered()
      const { accessToken, refreshToken } = yield* loggedIn()
      yield* accounts.forgotPassword({ email: "AMINA@example.com" })
      const token = yield* linkOf("ResetPassword")
      yield* accounts.resetPassword({ token, password: "maziwa lala leo" })
      expect(yield* Effect.flip(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      yield* loggedIn(amina.email, "maziwa lala leo")
      const old = sessions.logIn({ login: amina.email, password: amina.password })
      expect(yield* Effect.flip(as(guest)(old))).toBeInstanceOf(InvalidCredentials)
      const again = accounts.resetPassword({ token, password: "maziwa lala jana" })
      expect(yield* Effect.flip(again)).toStrictEqual(new InvalidToken({ token: "reset" }))
      expect((yield* kinds).at(-1)).toBe(`PasswordChanged ${amina.email}`)
    })
  )

  law(
    "is reset for half an hour, and by no link that was made for something else",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      const { actor } = yield* loggedIn()
      const verification = yield* linkOf("VerifyEmail")
      const by = (token: string) => Effect.flip(accounts.resetPassword({ token, password: "maziwa lala leo" }))
      expect(yield* by(verification)).toBeInstanceOf(InvalidToken)
      yield* accounts.forgotPassword({ email: amina.email })
      const token = yield* linkOf("ResetPassword")
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail(token)))).toBeInstanceOf(InvalidToken)
      yield* TestClock.adjust("30 minutes")
      expect(yield* by(token)).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "that was changed or reset ends every link that somebody who knew the old one had asked for",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      yield* registered()
      const { actor } = yield* loggedIn()
      const asked = accounts.changeEmail({ email: "evil@example.com", password: amina.password })
      yield* as(actor)(asked)
      const link = yield* linkOf("VerifyEmail")
      yield* as(actor)(accounts.changePassword({ current: amina.password, password: "maziwa lala leo" }))
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail(link)))).toBeInstanceOf(InvalidToken)
      yield* as(actor)(accounts.changeEmail({ email: "evil@example.com", password: "maziwa lala leo" }))
      const other = yield* linkOf("VerifyEmail")
      yield* accounts.forgotPassword({ email: amina.email })
      const token = yield* linkOf("ResetPassword")
      yield* accounts.resetPassword({ token, password: "maziwa lala jana" })
      const again = yield* loggedIn(amina.email, "maziwa lala jana")
      expect(yield* Effect.flip(as(again.actor)(accounts.verifyEmail(other)))).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "of an email without an account is reset by nobody, and nobody is told",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      expect(yield* accounts.forgotPassword({ email: "nobody@example.com" })).toBeUndefined()
      expect(yield* kinds).toStrictEqual([])
    })
  )

  law(
    "is changed by who knows it, whose other sessions end",
    Effect.gen(function* () {
      const { accounts, sessions } = yield* identityRooms
      yield* registered()
      const [here, there] = [yield* loggedIn(), yield* loggedIn()]
      const change = (current: string, password = "maziwa lala leo") => accounts.changePassword({ current, password })
      expect(yield* Effect.flip(as(here.actor)(change("kahawa na maji")))).toBeInstanceOf(InvalidCredentials)
      expect(yield* Effect.flip(as(here.actor)(change(amina.password, "short")))).toBeInstanceOf(InvalidInput)
      expect(yield* Effect.flip(as(guest)(change(amina.password)))).toBeInstanceOf(SignInNeeded)
      yield* as(here.actor)(change(amina.password))
      expect(yield* sessions.authenticate(here.accessToken)).toStrictEqual(here.actor)
      expect(yield* Effect.flip(sessions.authenticate(there.accessToken))).toBeInstanceOf(InvalidToken)
      yield* loggedIn(amina.email, "maziwa lala leo")
    })
  )
})
