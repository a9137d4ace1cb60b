/** Whom an access token of the trusted issuer lets in. One that was verified is remembered until it expires, but not for long. */
import { Cache, Clock, Effect, Exit } from "effect"
import { type Actor, Permission } from "../Actor.ts"
import { Access } from "./Access.ts"
import type { AccountId } from "./Account.ts"
import { InvalidToken } from "./IdentityErrors.ts"
import { recognising } from "./recognising.ts"
import { sessionLimits } from "./Session.ts"
import { type ExternalClaims, TrustedIssuer } from "./TrustedIssuer.ts"

const rememberedMax = 10_000

/** The issuer's keys may have changed, and the token may be for longer than any of ours. */
const rememberedMaxSeconds = sessionLimits.accessTokenSeconds

interface Known {
  readonly who: { readonly machine: Actor } | { readonly accountId: AccountId }
  readonly expiresAt: number
  readonly rememberedSeconds: number
}

/** A client that asks in its own name is its own subject, and has no email (RFC 9068, section 2.2). */
const machineOf = ({ clientId, identity, scopes }: ExternalClaims): Actor | null =>
  clientId === identity.subject && identity.email === null
    ? {
        _tag: "ApiClient",
        id: `${identity.issuer}#${clientId}`,
        permissions: Permission.literals.filter((permission) => scopes.includes(permission))
      }
    : null

const refused = Effect.suspend(() => Effect.fail(new InvalidToken({ token: "access" })))

export const outside = Effect.gen(function* () {
  const { verify } = yield* TrustedIssuer
  const { actorOf } = yield* Access
  const { recognised } = yield* recognising

  const seconds = Effect.map(Clock.currentTimeMillis, (millis) => Math.floor(millis / 1000))

  const looked = Effect.fnUntraced(function* (token: string) {
    const claims = yield* verify(token)
    const machine = machineOf(claims)
    const who =
      machine === null ? { accountId: (yield* recognised(claims.identity)).account.id } : ({ machine } as const)
    const { expiresAt } = claims
    const rememberedSeconds = Math.min(rememberedMaxSeconds, Math.max(0, expiresAt - (yield* seconds)))
    const known: Known = { who, expiresAt, rememberedSeconds }
    return known
  })

  const remembered = yield* Cache.makeWith(
    (token: string) =>
      Effect.catchTags(looked(token), { AccountSuspended: () => refused, EmailNotVerified: () => refused }),
    {
      capacity: rememberedMax,
      timeToLive: (exit) => (Exit.isSuccess(exit) ? `${exit.value.rememberedSeconds} seconds` : 0)
    }
  )

  const authenticate = Effect.fnUntraced(function* (token: string) {
    const { expiresAt, who } = yield* Cache.get(remembered, token)
    if (expiresAt <= (yield* seconds)) return yield* refused
    return "machine" in who ? who.machine : yield* actorOf(who.accountId)
  })

  return { authenticate }
})
