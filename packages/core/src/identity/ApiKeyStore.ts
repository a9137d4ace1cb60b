import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { ApiKey, ApiKeyId } from "./ApiKey.ts"

/** Keys of machines, kept as SHA-256 hashes. */
export class ApiKeyStore extends Context.Service<
  ApiKeyStore,
  {
    insert(key: ApiKey, hash: string): Effect.Effect<void>
    /** All of them, the newest first. */
    readonly list: Effect.Effect<ReadonlyArray<ApiKey>>
    /** The key that is used now, unless it was revoked or has expired. Notes when, to the minute. */
    use(hash: string, at: Timestamp): Effect.Effect<ApiKey | null>
    /** False when there is none that is not revoked already. */
    revoke(id: ApiKeyId, at: Timestamp): Effect.Effect<boolean>
  }
>()("@duka/core/identity/ApiKeyStore") {}
