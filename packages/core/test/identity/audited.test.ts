/** Who signed in, who tried to, and what else happens to what one signs in with. */
import { AccountSuspended, CurrentClient, InvalidCredentials } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { logged } from "../audit/acts.ts"
import { as, guest, owner } from "../opened.ts"
import { amina, identityRooms, law, linkOf, loggedIn, registered } from "./identified.ts"

const told = Effect.map(logged, (all) =>
  all
    .map(({ action, actor, after, before, subject }) => ({ action, actor, subject: subject.id, before, after }))
    .toReversed()
)

const from = Effect.provideService(CurrentClient, { address: "2001:db8:1:2::3", agent: "A browser" })

describe("signing in", () => {
  law(
    "stands in the log with its session, and so does its end; a customer is one, who works here is staff",
    Effect.gen(function* () {
      const { sessions, staff } = yield* identityRooms
      yield* registered()
      const { actor } = yield* from(loggedIn())
      const { actor: other } = yield* loggedIn()
      const own = { kind: "customer", id: "id" in actor ? actor.id : null }
      const sessionId = "sessionId" in actor ? actor.sessionId : null
      const otherId = "sessionId" in other ? (other.sessionId ?? "") : ""
      yield* as(actor)(sessions.end(otherId))
      yield* as(actor)(sessions.logOut())
      yield* Effect.ignore(as(actor)(sessions.logOut()))
      const about = { actor: own, subject: own.id }
      expect(yield* told).toStrictEqual([
        { action: "account.signed-in", ...about, before: null, after: { sessionId } },
        { action: "account.signed-in", ...about, before: null, after: { sessionId: otherId } },
        { action: "account.session-ended", ...about, before: { sessionId: otherId }, after: null },
        { action: "account.signed-out", ...about, before: { sessionId }, after: null }
      ])
      expect((yield* logged).at(-1)?.from).toBe("2001:db8:1::/48")
      yield* as(owner)(staff.createOwner({ name: "Otieno", email: "boss@example.com", password: amina.password }))
      yield* loggedIn("boss@example.com")
      expect((yield* logged)[0]).toMatchObject({ action: "account.signed-in", actor: { kind: "staff" } })
    })
  )

  law(
    "that is refused stands there too: whose account it was, and never what was typed",
    Effect.gen(function* () {
      const { accounts, sessions, staff } = yield* identityRooms
      yield* registered()
      const { id } = yield* as((yield* loggedIn()).actor)(accounts.mine())
      const attempt = (login: string, password: string) => Effect.flip(as(guest)(sessions.logIn({ login, password })))
      expect(yield* attempt(amina.email, "not the password")).toBeInstanceOf(InvalidCredentials)
      expect(yield* attempt("nobody@example.com", amina.password)).toBeInstanceOf(InvalidCredentials)
      yield* as(owner)(staff.invite({ name: "Amina", email: amina.email, roles: ["support"] }))
      yield* accounts.acceptInvitation({ token: yield* linkOf("Invited"), password: amina.password })
      yield* as(owner)(staff.update(id, { status: "suspended" }))
      expect(yield* attempt(amina.email, amina.password)).toBeInstanceOf(AccountSuspended)
      const refused = (yield* told).filter(({ action }) => action === "account.sign-in-refused")
      expect(refused).toStrictEqual(
        [
          [id, "credentials"],
          [null, "credentials"],
          [id, "suspended"]
        ].map(([subject, reason]) => ({
          action: "account.sign-in-refused",
          actor: { kind: "guest", id: null },
          subject,
          before: null,
          after: { reason }
        }))
      )
    })
  )
})
