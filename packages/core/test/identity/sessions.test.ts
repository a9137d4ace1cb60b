import {
  AccountStore,
  AccountSuspended,
  Carts,
  CartNotFound,
  InvalidCredentials,
  InvalidToken,
  sessionLimits,
  SessionNotFound,
  SignInNeeded,
  CurrentClient
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { as, filled, guest, opened, owner } from "../opened.ts"
import { amina, identityRooms, law, loggedIn, registered } from "./identified.ts"

const refused = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error)

describe("signing in", () => {
  law(
    "gives tokens for the account's customer, by email or username in any case",
    Effect.gen(function* () {
      yield* registered({ username: "amina.w" })
      for (const login of [amina.email, "AMINA@EXAMPLE.COM", "Amina.W"]) {
        const { actor, customer, expiresIn, merged } = yield* loggedIn(login)
        expect(customer).toMatchObject({ name: "Amina", email: amina.email, phone: amina.phone })
        expect(actor).toStrictEqual({ _tag: "Customer", id: customer.id, sessionId: expect.any(String) })
        expect([expiresIn, merged]).toStrictEqual([900, null])
      }
    })
  )

  law(
    "is refused alike for a wrong password and for nobody's login",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      for (const given of [
        { login: amina.email, password: "kahawa na maji" },
        { login: amina.email, password: "x" },
        { login: "nobody@example.com", password: amina.password },
        { login: "nobody", password: amina.password }
      ]) {
        expect(yield* refused(as(guest)(sessions.logIn(given)))).toStrictEqual(new InvalidCredentials())
      }
    })
  )

  law(
    "is refused to a suspended account, once it has shown its password",
    Effect.gen(function* () {
      yield* registered()
      const { actor } = yield* loggedIn()
      const store = yield* AccountStore
      const found = yield* store.find(amina.email)
      if (found === null || actor._tag !== "Customer") throw new Error("no account")
      yield* store.replace({ ...found.account, status: "suspended" }, found.account)
      const { sessions } = yield* identityRooms
      const { login, password } = { login: amina.email, password: amina.password }
      expect(yield* refused(as(guest)(sessions.logIn({ login, password })))).toBeInstanceOf(AccountSuspended)
      const wrong = sessions.logIn({ login, password: "kahawa na maji" })
      expect(yield* refused(as(guest)(wrong))).toBeInstanceOf(InvalidCredentials)
    })
  )

  law(
    "takes what the guest has put into his cart along",
    Effect.gen(function* () {
      yield* registered()
      const { buyer, cart } = yield* filled(yield* opened(), 2)
      const { sessions } = yield* identityRooms
      const signedIn = yield* as(buyer)(sessions.logIn({ login: amina.email, password: amina.password }))
      const actor = yield* sessions.authenticate(signedIn.accessToken)
      const carts = yield* Carts
      const own = yield* as(actor)(carts.mine())
      expect(own.lines.map(({ quantity }) => quantity)).toStrictEqual([2])
      expect(signedIn.merged).toStrictEqual({ cartId: own.id, notices: [] })
      expect(yield* refused(as(buyer)(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
      const again = yield* as(buyer)(sessions.logIn({ login: amina.email, password: amina.password }))
      expect((yield* as(actor)(carts.mine())).lines).toHaveLength(1)
      expect(again.customer.id).toBe(signedIn.customer.id)
    })
  )
})

describe("a session", () => {
  law(
    "lives on by refresh tokens, each good for one use; one that is shown twice ends it",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      const first = yield* loggedIn()
      const second = yield* sessions.refresh(first.refreshToken)
      const third = yield* sessions.refresh(second.refreshToken)
      expect(yield* sessions.authenticate(third.accessToken)).toStrictEqual(first.actor)
      expect(yield* refused(sessions.refresh(first.refreshToken))).toStrictEqual(new InvalidToken({ token: "refresh" }))
      for (const { accessToken, refreshToken } of [first, second, third]) {
        expect(yield* refused(sessions.authenticate(accessToken))).toStrictEqual(new InvalidToken({ token: "access" }))
        expect(yield* refused(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      }
    })
  )

  law(
    "has access tokens for a quarter of an hour, and ends by itself when it is not refreshed",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      const { accessToken, actor, refreshToken } = yield* loggedIn()
      yield* TestClock.adjust(`${sessionLimits.accessTokenSeconds - 1} seconds`)
      expect(yield* sessions.authenticate(accessToken)).toStrictEqual(actor)
      yield* TestClock.adjust("1 second")
      expect(yield* refused(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      const next = yield* sessions.refresh(refreshToken)
      expect(yield* sessions.authenticate(next.accessToken)).toStrictEqual(actor)
      yield* TestClock.adjust(`${sessionLimits.idleSeconds} seconds`)
      expect(yield* refused(sessions.refresh(next.refreshToken))).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "ends at once when its owner logs out, and no other with it",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      const [one, other] = [yield* loggedIn(), yield* loggedIn()]
      yield* as(one.actor)(sessions.logOut())
      expect(yield* refused(sessions.authenticate(one.accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* refused(sessions.refresh(one.refreshToken))).toBeInstanceOf(InvalidToken)
      expect(yield* sessions.authenticate(other.accessToken)).toStrictEqual(other.actor)
      yield* as(one.actor)(sessions.logOut())
    })
  )

  law(
    "ends at once by its refresh token, used up or not, and by nothing else",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      const [one, used, other] = [yield* loggedIn(), yield* loggedIn(), yield* loggedIn()]
      const next = yield* sessions.refresh(used.refreshToken)
      for (const token of [one.refreshToken, one.refreshToken, used.refreshToken, other.accessToken, "x", ""]) {
        yield* sessions.revoke(token)
      }
      for (const { accessToken, refreshToken } of [one, next]) {
        expect(yield* refused(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
        expect(yield* refused(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      }
      expect(yield* sessions.authenticate(other.accessToken)).toStrictEqual(other.actor)
      yield* sessions.refresh(other.refreshToken)
    })
  )

  law(
    "is listed to its owner, who may end any of his own, and nobody else's",
    Effect.gen(function* () {
      yield* registered()
      yield* registered({ email: "brian@example.com" })
      const { sessions } = yield* identityRooms
      const mine = yield* loggedIn()
      yield* TestClock.adjust("1 minute")
      const client = { address: "192.0.2.7", agent: "A browser" }
      const there = yield* as(guest)(sessions.logIn({ login: amina.email, password: amina.password })).pipe(
        Effect.provideService(CurrentClient, client)
      )
      const brian = yield* loggedIn("brian@example.com")
      const listed = yield* as(mine.actor)(sessions.list())
      expect(listed.map((session) => session.client)).toStrictEqual([client, {}])
      const [last] = listed
      const end = sessions.end(last?.id ?? "")
      expect(yield* refused(as(brian.actor)(end))).toBeInstanceOf(SessionNotFound)
      yield* as(mine.actor)(end)
      expect(yield* refused(sessions.authenticate(there.accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* refused(as(mine.actor)(sessions.end("none")))).toBeInstanceOf(SessionNotFound)
      for (const actor of [guest, owner]) {
        expect(yield* refused(as(actor)(sessions.list()))).toBeInstanceOf(SignInNeeded)
        expect(yield* refused(as(actor)(sessions.logOut()))).toBeInstanceOf(SignInNeeded)
      }
    })
  )

  law(
    "ends with its person, who may register again",
    Effect.gen(function* () {
      yield* registered()
      const { sessions } = yield* identityRooms
      const { accessToken, actor, customer, refreshToken } = yield* loggedIn()
      yield* as(actor)((yield* identityRooms).accounts.erase(customer.id))
      expect(yield* refused(sessions.authenticate(accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* refused(sessions.refresh(refreshToken))).toBeInstanceOf(InvalidToken)
      const again = sessions.logIn({ login: amina.email, password: amina.password })
      expect(yield* refused(as(guest)(again))).toBeInstanceOf(InvalidCredentials)
      yield* registered()
      expect((yield* loggedIn()).customer.id).not.toBe(customer.id)
    })
  )
})
