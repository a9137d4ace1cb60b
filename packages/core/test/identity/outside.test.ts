/** Access tokens of an issuer whom the shop trusts. */
import {
  AccountStore,
  AccountSuspended,
  Customers,
  type ExternalClaims,
  InvalidToken,
  Issuer,
  Subject,
  TrustedIssuer
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Layer, MutableRef } from "effect"
import { TestClock } from "effect/testing"
import { as, owner } from "../opened.ts"
import { amina, identityRooms, lawTrusting, loggedIn, registered } from "./identified.ts"

const asked = MutableRef.make(0)
const said = MutableRef.make<Readonly<Record<string, ExternalClaims>>>({})

const trusted = Layer.succeed(TrustedIssuer, {
  verify: (token) =>
    Effect.suspend(() => {
      MutableRef.update(asked, (times) => times + 1)
      const claims = said.current[token]
      return claims === undefined ? Effect.fail(new InvalidToken({ token: "access" })) : Effect.succeed(claims)
    })
})

const law = lawTrusting(trusted)

const claims = (
  changes: Partial<ExternalClaims> = {},
  identity: Partial<ExternalClaims["identity"]> = {}
): ExternalClaims => ({
  identity: {
    issuer: Issuer.make("https://login.example"),
    subject: Subject.make("amina"),
    email: "amina@example.com",
    emailVerified: true,
    name: "Amina",
    ...identity
  },
  clientId: "app",
  scopes: ["openid"],
  expiresAt: 3_600,
  ...changes
})

const telling = (tokens: Readonly<Record<string, ExternalClaims>>) => {
  MutableRef.set(said, tokens)
  MutableRef.set(asked, 0)
}

const authenticated = (token: string) => Effect.flatMap(identityRooms, ({ sessions }) => sessions.authenticate(token))
const refused = (token: string) => Effect.flip(authenticated(token))

describe("a token of the trusted issuer", () => {
  law(
    "is a person's, who has an account from the first time on, and no session to end",
    Effect.gen(function* () {
      telling({ outside: claims() })
      const actor = yield* authenticated("outside")
      expect(actor).toStrictEqual({ _tag: "Customer", id: expect.any(String) })
      const { accounts, sessions } = yield* identityRooms
      expect(yield* as(actor)(accounts.mine())).toMatchObject({ email: "amina@example.com" })
      yield* as(actor)(sessions.logOut())
      expect(yield* authenticated("outside")).toStrictEqual(actor)
      const signedIn = yield* as(owner)(sessions.logInExternally(claims().identity))
      expect(actor).toMatchObject({ id: signedIn.customer.id })
      expect((yield* as(owner)((yield* Customers).list())).items).toHaveLength(1)
    })
  )

  law(
    "is asked of the issuer once, and is over when it says",
    Effect.gen(function* () {
      telling({ outside: claims({ expiresAt: 600 }) })
      for (const _ of ["once", "again", "and again"]) yield* authenticated("outside")
      expect(asked.current).toBe(1)
      yield* TestClock.adjust("599 seconds")
      yield* authenticated("outside")
      yield* TestClock.adjust("1 second")
      expect(yield* refused("outside")).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "is asked of the issuer again after a quarter of an hour",
    Effect.gen(function* () {
      telling({ outside: claims({ expiresAt: 7_200 }) })
      yield* authenticated("outside")
      yield* TestClock.adjust("901 seconds")
      yield* authenticated("outside")
      expect(asked.current).toBe(2)
    })
  )

  law(
    "is not looked at for a token of our own",
    Effect.gen(function* () {
      telling({})
      yield* registered()
      const { accessToken, actor } = yield* loggedIn()
      expect(yield* authenticated(accessToken)).toStrictEqual(actor)
      expect(asked.current).toBe(0)
    })
  )

  law(
    "says nothing by an email that is not verified, or that is none",
    Effect.gen(function* () {
      telling({
        unverified: claims({}, { emailVerified: false }),
        nameless: claims({}, { email: null, emailVerified: false })
      })
      for (const token of ["unverified", "nameless", "unknown"]) {
        expect(yield* refused(token)).toStrictEqual(new InvalidToken({ token: "access" }))
      }
      expect((yield* as(owner)((yield* Customers).list())).items).toHaveLength(0)
    })
  )

  law(
    "is good as long as its account is, with the roles that it holds now",
    Effect.gen(function* () {
      telling({ outside: claims() })
      const { sessions, staff } = yield* identityRooms
      const actor = yield* authenticated("outside")
      yield* as(owner)(staff.invite({ name: "Amina", email: amina.email, roles: ["support"] }))
      expect(yield* authenticated("outside")).toStrictEqual({
        ...actor,
        _tag: "Staff",
        permissions: ["cart:read", "order:read", "customer:read"]
      })
      yield* as(owner)(staff.update("id" in actor ? actor.id : "", { status: "suspended" }))
      expect(yield* refused("outside")).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(as(owner)(sessions.logInExternally(claims().identity)))).toBeInstanceOf(
        AccountSuspended
      )
      telling({ fresh: claims() })
      expect(yield* refused("fresh")).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "is good for nothing once its person was erased",
    Effect.gen(function* () {
      telling({ outside: claims() })
      const actor = yield* authenticated("outside")
      const { accounts } = yield* identityRooms
      yield* as(actor)(accounts.erase("id" in actor ? actor.id : ""))
      expect(yield* refused("outside")).toBeInstanceOf(InvalidToken)
      expect(yield* (yield* AccountStore).find(amina.email)).toBeNull()
    })
  )

  law(
    "is a machine's that asks in its own name, with the permissions that its scopes name",
    Effect.gen(function* () {
      const robot = { subject: Subject.make("robot"), email: null, emailVerified: false, name: null }
      telling({
        robot: claims({ clientId: "robot", scopes: ["order:read", "openid", "everything"] }, robot),
        plain: claims({ clientId: "robot", scopes: [] }, robot),
        borrowed: claims({ clientId: "app", scopes: ["order:read"] }, robot)
      })
      const machine = { _tag: "ApiClient", id: "https://login.example#robot" }
      expect(yield* authenticated("robot")).toStrictEqual({ ...machine, permissions: ["order:read"] })
      expect(yield* authenticated("plain")).toStrictEqual({ ...machine, permissions: [] })
      expect(yield* refused("borrowed")).toBeInstanceOf(InvalidToken)
    })
  )

  law(
    "that says to be a person's has no permissions by its scopes",
    Effect.gen(function* () {
      telling({ outside: claims({ clientId: "amina", scopes: ["staff:manage"] }) })
      expect((yield* authenticated("outside"))._tag).toBe("Customer")
    })
  )
})
