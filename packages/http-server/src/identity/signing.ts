/** How people sign in to the server: passwords by Argon2id, access tokens by keys of the shop's own. */
import { AuthJose } from "@duka/auth-jose"
import { SecretKey } from "@duka/core"
import { Effect, Layer, type Redacted } from "effect"

/** Without a key of their own, tokens are signed by one that is made from the shop's secret key. */
export const layer = ([first, ...rest]: ReadonlyArray<Redacted.Redacted<Uint8Array>>) =>
  Layer.unwrap(
    Effect.map(SecretKey, (secret) =>
      AuthJose.layer({ keys: first === undefined ? [AuthJose.derivedKey(secret)] : [first, ...rest] })
    )
  )
