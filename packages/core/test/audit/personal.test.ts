/** The log names people by id and holds nothing of theirs: what they said of themselves is looked for in all of it. */
import { CurrentClient } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { as, guest, owner } from "../opened.ts"
import { identifiedShop, identityRooms, linkOf, loggedIn, registered } from "../identity/identified.ts"
import { acts, address, asClerk, logged } from "./acts.ts"
import { layerBank } from "./payingActs.ts"

/** Nothing that stands anywhere by chance. */
const Marked = Schema.String.check(Schema.isPattern(/^[a-z]{10,16}$/))
const Digits = Schema.String.check(Schema.isPattern(/^[1-9]\d{9}$/))

const password = "kahawa na chai"

/** Everything that people do who sign in, and fail to. */
const lives = Effect.fnUntraced(function* (words: { name: string; email: string; phone: string; text: string }) {
  const { accounts, sessions, staff } = yield* identityRooms
  const { email, name, phone, text } = words
  const given = { name, email: `own.${email}`, phone }
  yield* registered(given)
  const wrong = [given.email, `nobody.${email}`, text].map((login) =>
    sessions.logIn({ login, password: `${text} wrong` })
  )
  yield* Effect.forEach(wrong, (attempt) => Effect.flip(as(guest)(attempt)))
  const { actor, refreshToken } = yield* loggedIn(given.email)
  yield* as(actor)(accounts.verifyEmail(yield* linkOf("VerifyEmail")))
  yield* as(actor)(accounts.changeEmail({ email: `new.${email}`, password }))
  yield* as(actor)(accounts.verifyEmail(yield* linkOf("VerifyEmail")))
  yield* as(actor)(accounts.changePassword({ current: password, password: `${text} secret` }))
  yield* sessions.refresh(refreshToken)
  yield* Effect.flip(sessions.refresh(refreshToken))
  yield* accounts.forgotPassword({ email: `new.${email}` })
  yield* accounts.resetPassword({ token: yield* linkOf("ResetPassword"), password })
  const { actor: again } = yield* loggedIn(`new.${email}`)
  yield* as(again)(sessions.logOut())
  yield* as(owner)(staff.createOwner({ name, email: `boss.${email}`, password: `${text} secret` }))
  yield* as(owner)(staff.invite({ name, email: `team.${email}`, phone, roles: ["support"] }))
  yield* accounts.acceptInvitation({ token: yield* linkOf("Invited"), password: `${text} secret` })
})

describe("the log", () => {
  it.effect.prop(
    "holds no name, email, phone, address, note, login or address of the network, whatever is done",
    { name: Marked, mailbox: Marked, digits: Digits, text: Marked },
    ({ digits, mailbox, name, text }) =>
      Effect.gen(function* () {
        const words = { name, email: `${mailbox}@example.com`, phone: `+${digits}`, text }
        const table = yield* acts(words)
        for (const [, , run] of table) yield* asClerk(run)
        yield* Effect.provideService(lives(words), CurrentClient, { address, agent: text })
        const entries = yield* logged
        const all = JSON.stringify(entries)
        for (const personal of [name, mailbox, digits, text, address]) expect(all).not.toContain(personal)
        const actions = new Set(entries.map(({ action }) => action))
        expect([...actions]).toStrictEqual(expect.arrayContaining([...table.map(([, action]) => action), ...signs]))
      }).pipe(Effect.provide(identifiedShop()), Effect.provide(layerBank)),
    { timeout: 60_000, arbitrary: { runs: 5 } }
  )
  const signs = [
    "account.created",
    "account.email-changed",
    "account.invitation-accepted",
    "account.password-changed",
    "account.password-reset",
    "account.refresh-reused",
    "account.sign-in-refused",
    "account.signed-in",
    "account.signed-out"
  ]
})
