import { Effect, Option } from "effect"
import { CurrentActor } from "../Actor.ts"
import { AccountId } from "./Account.ts"
import { SignInNeeded } from "./IdentityErrors.ts"
import { SessionId } from "./Session.ts"

/** The account of who asks; its session, where an access token said which. */
export const whoAsks = Effect.gen(function* () {
  const actor = yield* CurrentActor
  if (actor._tag !== "Customer" && actor._tag !== "Staff") return yield* new SignInNeeded()
  const accountId = Option.getOrUndefined(AccountId.makeOption(actor.id))
  if (accountId === undefined) return yield* new SignInNeeded()
  const session = actor.sessionId === undefined ? Option.none() : SessionId.makeOption(actor.sessionId)
  return { accountId, sessionId: Option.getOrNull(session) }
})
