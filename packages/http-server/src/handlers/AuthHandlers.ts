import { Accounts, CurrentActor, InvalidToken, Sessions, Staff } from "@duka/core"
import { DukaApi, SessionList } from "@duka/http-api"
import { Effect, Exit, Redacted } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { SetupToken } from "../identity/SetupToken.ts"
import { own, text } from "./answers.ts"
import { comingAndGoing, ended } from "./comingAndGoing.ts"

const list = text(SessionList)

const accepted = HttpServerResponse.empty({ status: 202, headers: safeHeaders })
const done = HttpServerResponse.empty({ status: 204, headers: safeHeaders })

/** Core takes what a caller types, and redacts it itself. */
const told = <A extends { readonly password: Redacted.Redacted }>({ password, ...rest }: A) => ({
  ...rest,
  password: Redacted.value(password)
})

export const auth = HttpApiBuilder.group(
  DukaApi,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const sessions = yield* Sessions
    const setup = yield* SetupToken
    const staff = yield* Staff
    const { login, logout, refresh } = yield* comingAndGoing
    return handlers.handleAll({
      register: ({ payload }) => Effect.as(accounts.register(told(payload)), accepted),
      login,
      refresh,
      logout,
      sessions: Effect.fnUntraced(function* () {
        const actor = yield* CurrentActor
        const current = "sessionId" in actor ? actor.sessionId : undefined
        const items = (yield* sessions.list()).map(({ client, createdAt, expiresAt, id, usedAt }) => ({
          id,
          client,
          createdAt,
          usedAt,
          expiresAt,
          current: id === current
        }))
        return own(list({ items }))
      }),
      endSession: Effect.fnUntraced(function* ({ params, request }) {
        const actor = yield* CurrentActor
        yield* sessions.end(params.id)
        return "sessionId" in actor && actor.sessionId === params.id ? ended(request) : done
      }),
      changePassword: ({ payload }) =>
        Effect.as(accounts.changePassword({ ...told(payload), current: Redacted.value(payload.current) }), done),
      forgotPassword: ({ payload }) => Effect.as(accounts.forgotPassword(payload), accepted),
      resetPassword: ({ payload }) => Effect.as(accounts.resetPassword(told(payload)), done),
      setup: Effect.fnUntraced(function* ({ payload: { token, ...given } }) {
        const isOpen = !(yield* staff.hasOwner()) && (yield* setup.take(token))
        if (!isOpen) return yield* new InvalidToken({ token: "setup" })
        yield* staff.createOwner(told(given)).pipe(
          Effect.provideService(CurrentActor, { _tag: "System" }),
          // As it was: whoever was refused, or hung up, asks again.
          Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : setup.giveBack))
        )
        return done
      }),
      acceptInvitation: ({ payload }) => Effect.as(accounts.acceptInvitation(told(payload)), done),
      verifyEmail: ({ payload }) => Effect.as(accounts.verifyEmail(payload.token), done),
      requestVerification: () => Effect.as(accounts.requestVerification(), accepted),
      changeEmail: ({ payload }) => Effect.as(accounts.changeEmail(told(payload)), accepted)
    })
  })
)
