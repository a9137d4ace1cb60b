import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Ids } from "../Ids.ts"
import { input, InvalidInput } from "../Input.ts"
import { now } from "../Time.ts"
import { Access } from "./Access.ts"
import { type ApiKey, ApiKeyId, apiKeyLimits, apiKeyMark, type CreatedApiKey, NewApiKey, prefixOf } from "./ApiKey.ts"
import { ApiKeyStore } from "./ApiKeyStore.ts"
import { granting } from "./granting.ts"
import { ApiKeyNotFound, TooManyApiKeys } from "./IdentityErrors.ts"
import { secrets } from "./secrets.ts"

/** Keys of machines, made and revoked by who manages staff; of what he may do himself, and of nothing else. */
export class ApiKeys extends Context.Service<
  ApiKeys,
  {
    /** All of them, the newest first, also those that are good for nothing any more. */
    list(): Effect.Effect<ReadonlyArray<ApiKey>, PermissionDenied, CurrentActor>
    /** Answers the key itself, this once. */
    create(
      given: typeof NewApiKey.Encoded
    ): Effect.Effect<CreatedApiKey, InvalidInput | PermissionDenied | TooManyApiKeys, CurrentActor>
    /** At once; in other processes within `lagSeconds`. */
    revoke(id: string): Effect.Effect<void, PermissionDenied | ApiKeyNotFound, CurrentActor>
  }
>()("@duka/core/identity/ApiKeys") {
  static readonly layer = Layer.effect(
    ApiKeys,
    Effect.gen(function* () {
      const store = yield* ApiKeyStore
      const access = yield* Access
      const ids = yield* Ids
      const { make, hashOf } = yield* secrets
      const { mayGrant } = yield* granting
      const { record, recorded } = yield* auditing

      const list = Effect.fn("ApiKeys.list")(() => Effect.andThen(requires("staff:manage"), store.list))

      const create = Effect.fn("ApiKeys.create")(function* (given: typeof NewApiKey.Encoded) {
        yield* requires("staff:manage")
        const { expiresAt = null, name, permissions } = yield* input(NewApiKey)(given)
        yield* mayGrant(permissions)
        const at = yield* now
        if (expiresAt !== null && expiresAt <= at) {
          return yield* new InvalidInput({
            violations: [{ pointer: "/expiresAt", rule: "isFuture", message: "Expected a time to come" }]
          })
        }
        // A bound for what a list answers, not a guard.
        const { keysMax } = apiKeyLimits
        const alive = (yield* store.list).filter(({ revokedAt }) => revokedAt === null)
        if (alive.length >= keysMax) return yield* new TooManyApiKeys({ keysMax })
        const { token } = yield* make
        const key = `${apiKeyMark}${token}`
        const made: ApiKey = {
          id: yield* ids.make(ApiKeyId),
          name,
          permissions,
          prefix: prefixOf(key),
          expiresAt,
          lastUsedAt: null,
          revokedAt: null,
          createdAt: at
        }
        const deed = record({ action: "api-key.created", subject: made.id, after: made })
        yield* recorded(Effect.andThen(store.insert(made, yield* hashOf(key)), deed))
        const created: CreatedApiKey = { ...made, key }
        return created
      })

      const revoke = Effect.fn("ApiKeys.revoke")(function* (id: string) {
        yield* requires("staff:manage")
        const keyId = Option.getOrUndefined(ApiKeyId.makeOption(id))
        const revokedAt = yield* now
        const deed = record({
          action: "api-key.revoked",
          subject: id,
          before: { revokedAt: null },
          after: { revokedAt }
        })
        const revoked =
          keyId !== undefined &&
          (yield* recorded(Effect.tap(store.revoke(keyId, revokedAt), (found) => (found ? deed : Effect.void))))
        if (!revoked) return yield* new ApiKeyNotFound({ apiKeyId: id })
        yield* access.forgetKeys
      })

      return ApiKeys.of({ list, create, revoke })
    })
  )
}
