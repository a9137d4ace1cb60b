/** Signing in by an identity that was checked elsewhere. */
import {
  AccountStore,
  AccountSuspended,
  Carts,
  Checkout,
  EmailNotVerified,
  type ExternalIdentity,
  ExternalIdentity as Identity,
  ExternalIdentityStore,
  InvalidCredentials,
  InvalidInput,
  InvalidToken,
  Issuer,
  Orders,
  Subject,
  SystemNeeded
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Schema } from "effect"
import { as, contact, customer, filled, guest, opened, order, owner, staff } from "../opened.ts"
import { amina, identityRooms, law, linkOf, loggedIn, registered } from "./identified.ts"

const told: typeof ExternalIdentity.Encoded = {
  issuer: "https://login.example",
  subject: "amina-1",
  email: "amina@example.com",
  emailVerified: true,
  name: "Amina Wanjiru"
}

const came = Effect.fnUntraced(function* (
  changes: Partial<typeof ExternalIdentity.Encoded> = {},
  shown: { readonly cartToken?: string } = {}
) {
  const { sessions } = yield* identityRooms
  const signedIn = yield* as(owner)(sessions.logInExternally({ ...told, ...changes }, shown))
  return { ...signedIn, actor: yield* sessions.authenticate(signedIn.accessToken) }
})

const refused = (changes: Partial<typeof ExternalIdentity.Encoded> = {}) => Effect.flip(came(changes))

const accountOf = Effect.fnUntraced(function* (login: string = amina.email) {
  const found = yield* (yield* AccountStore).find(login)
  return found ?? (yield* Effect.die(`there is no account ${login}`))
})

const verified = Effect.gen(function* () {
  const { accounts } = yield* identityRooms
  yield* registered()
  const { actor, customer } = yield* loggedIn()
  yield* as(actor)(accounts.verifyEmail(yield* linkOf("VerifyEmail")))
  return customer
})

const suspended = Effect.fnUntraced(function* () {
  const { account } = yield* accountOf()
  yield* (yield* AccountStore).replace({ ...account, status: "suspended" }, account)
})

describe("somebody whom a provider knows", () => {
  law(
    "has a customer and an account from the first time on, with his email verified and no password",
    Effect.gen(function* () {
      const first = yield* came()
      expect(first.customer).toMatchObject({ name: "Amina Wanjiru", email: "amina@example.com" })
      expect(first.actor).toMatchObject({ _tag: "Customer", id: first.customer.id })
      const { account, passwordHash } = yield* accountOf()
      expect([account.emailVerifiedAt, passwordHash]).toStrictEqual([account.createdAt, null])
      expect((yield* came()).customer.id).toBe(first.customer.id)
      const { sessions } = yield* identityRooms
      expect((yield* sessions.refresh(first.refreshToken)).tokenType).toBe("Bearer")
      const empty = sessions.logIn({ login: amina.email, password: "x" })
      expect(yield* Effect.flip(as(guest)(empty))).toBeInstanceOf(InvalidCredentials)
    })
  )

  law(
    "is named as the provider names him, or by his email",
    Effect.gen(function* () {
      expect((yield* came({ name: null })).customer.name).toBe("amina")
    })
  )

  law(
    "is found by issuer and subject, whatever becomes of his email there",
    Effect.gen(function* () {
      const { customer } = yield* came()
      for (const changes of [{ email: "other@example.com" }, { email: null }, { emailVerified: false }]) {
        expect((yield* came(changes)).customer.id).toBe(customer.id)
      }
      for (const changes of [{ subject: "amina-2" }, { issuer: "https://other.example" }]) {
        expect(yield* refused({ ...changes, emailVerified: false })).toBeInstanceOf(EmailNotVerified)
        expect((yield* came({ ...changes, email: `${changes.subject ?? "x"}@b.example` })).customer.id).not.toBe(
          customer.id
        )
      }
    })
  )

  law(
    "has the account that has verified the same email, with its password as it was",
    Effect.gen(function* () {
      const { id } = yield* verified
      expect((yield* came({ email: "AMINA@example.com" })).customer.id).toBe(id)
      expect((yield* loggedIn()).customer.id).toBe(id)
      const [linked] = yield* (yield* ExternalIdentityStore).list((yield* accountOf()).account.id)
      expect(linked).toMatchObject({ issuer: told.issuer, subject: told.subject })
    })
  )

  law(
    "has nothing by an email that the provider has not verified, or does not tell",
    Effect.gen(function* () {
      yield* verified
      for (const changes of [{ emailVerified: false }, { email: null }, { email: null, emailVerified: false }]) {
        expect(yield* refused(changes)).toStrictEqual(new EmailNotVerified())
      }
      const { account } = yield* accountOf()
      expect(yield* (yield* ExternalIdentityStore).list(account.id)).toStrictEqual([])
    })
  )

  law(
    "locks out whoever had registered with his email and never showed that it is his",
    Effect.gen(function* () {
      const { accounts, sessions } = yield* identityRooms
      yield* registered({ password: "the stranger's own" })
      const stranger = yield* loggedIn(amina.email, "the stranger's own")
      yield* accounts.forgotPassword({ email: amina.email })
      const [link, reset] = [yield* linkOf("VerifyEmail"), yield* linkOf("ResetPassword")]
      const { actor, customer } = yield* came()
      expect(customer.id).toBe(stranger.customer.id)
      expect(yield* Effect.flip(sessions.authenticate(stranger.accessToken))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(sessions.refresh(stranger.refreshToken))).toBeInstanceOf(InvalidToken)
      const again = sessions.logIn({ login: amina.email, password: "the stranger's own" })
      expect(yield* Effect.flip(as(guest)(again))).toBeInstanceOf(InvalidCredentials)
      expect(yield* Effect.flip(as(actor)(accounts.verifyEmail(link)))).toBeInstanceOf(InvalidToken)
      const back = accounts.resetPassword({ token: reset, password: "another password" })
      expect(yield* Effect.flip(back)).toBeInstanceOf(InvalidToken)
      const { account, passwordHash } = yield* accountOf()
      expect([account.emailVerifiedAt === null, passwordHash]).toStrictEqual([false, null])
    })
  )

  law(
    "finds the orders that he placed as a guest with the email",
    Effect.gen(function* () {
      const given = yield* opened()
      yield* order(given)
      const { buyer, cart } = yield* filled(given)
      const { place } = yield* Checkout
      const placed = yield* as(buyer)(
        place(
          {
            cartId: cart.id,
            contact: { ...contact, email: amina.email },
            payment: { method: "cash_on_delivery" },
            expectedTotal: cart.quote.totals.total
          },
          "key-of-a-guest"
        )
      )
      const { actor } = yield* came()
      const mine = yield* as(actor)((yield* Orders).list({}))
      expect(mine.items.map(({ id }) => id)).toStrictEqual([placed.order.id])
    })
  )

  law(
    "takes what he has put into his cart as a guest along",
    Effect.gen(function* () {
      const { cart } = yield* filled(yield* opened(), 2)
      const { actor, merged } = yield* came({}, { cartToken: cart.token ?? "" })
      const own = yield* as(actor)((yield* Carts).mine())
      expect(own.lines.map(({ quantity }) => quantity)).toStrictEqual([2])
      expect(merged).toStrictEqual({ cartId: own.id, notices: [] })
    })
  )

  law(
    "is refused while his account is suspended, whether it was linked or not",
    Effect.gen(function* () {
      yield* verified
      yield* suspended()
      expect(yield* refused()).toBeInstanceOf(AccountSuspended)
      const { account } = yield* accountOf()
      expect(yield* (yield* ExternalIdentityStore).list(account.id)).toStrictEqual([])
    })
  )

  law(
    "is refused when it is suspended later on",
    Effect.gen(function* () {
      yield* came()
      yield* suspended()
      expect(yield* refused()).toBeInstanceOf(AccountSuspended)
    })
  )

  law(
    "is somebody new once he was erased",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const { actor, customer } = yield* came()
      yield* as(actor)(accounts.erase(customer.id))
      expect((yield* came()).customer.id).not.toBe(customer.id)
    })
  )

  law(
    "may be told by the shop alone: it believes what it is told",
    Effect.gen(function* () {
      const { sessions } = yield* identityRooms
      const machine = { _tag: "ApiClient", id: "key", permissions: ["staff:manage"] } as const
      for (const actor of [guest, customer(1), staff("staff:manage"), machine]) {
        const exit = yield* Effect.exit(as(actor)(sessions.logInExternally(told)))
        expect(Exit.isFailure(exit) ? Cause.squash(exit.cause) : null).toBeInstanceOf(SystemNeeded)
      }
    })
  )

  law(
    "has an account of one form",
    Effect.gen(function* () {
      for (const changes of [{ issuer: "login.example" }, { subject: "" }, { email: "amina" }, { name: "\u0000" }]) {
        expect(yield* refused(changes)).toBeInstanceOf(InvalidInput)
      }
    })
  )
})

describe("an issuer", () => {
  const is = Schema.is(Identity.fields.issuer)
  it.each([
    "https://accounts.google.com",
    "https://login.example/realms/shop",
    "https://login.example:8443/",
    "http://localhost:9000",
    "http://127.0.0.1/a",
    "http://[::1]:9000"
  ])("is %s", (text) => {
    expect(is(text)).toBe(true)
  })
  it.each([
    "http://login.example",
    "http://localhost.example",
    "http://127.0.0.1.example:80",
    "https://login.example/?a=b",
    "https://login.example/#a",
    "https://a:b@login.example",
    "https://login.example/ a",
    "ftp://login.example",
    "//login.example",
    "",
    `https://login.example/${"a".repeat(500)}`
  ])("is not %s", (text) => {
    expect(is(text)).toBe(false)
    expect(() => Issuer.make(text)).toThrow()
  })
  it("names a person in at most 255 characters of ASCII", () => {
    const isSubject = Schema.is(Identity.fields.subject)
    expect([isSubject("auth0|5f7c"), isSubject("a".repeat(255))]).toStrictEqual([true, true])
    for (const text of ["", "a".repeat(256), "é", "a\nb"]) expect(isSubject(text)).toBe(false)
    expect(Subject.make("A")).not.toBe(Subject.make("a"))
  })
})
