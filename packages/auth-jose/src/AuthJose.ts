/** What signing in takes, in Node: passwords by Argon2id, access tokens by EdDSA. */
import type { PasswordHasher, TokenSigner } from "@duka/core"
import { Layer } from "effect"
import * as Argon2Hasher from "./Argon2Hasher.ts"
import * as JoseSigner from "./JoseSigner.ts"

export type SignerOptions = JoseSigner.SignerOptions
export type HasherOptions = Argon2Hasher.HasherOptions

export { layer as layerHasher } from "./Argon2Hasher.ts"
export { layer as layerSigner } from "./JoseSigner.ts"
export { derivedKey, signingKey } from "./keys.ts"

/** Both ports. */
export const layer = ({
  hasher = {},
  ...signer
}: SignerOptions & { readonly hasher?: HasherOptions }): Layer.Layer<PasswordHasher | TokenSigner> =>
  Layer.merge(Argon2Hasher.layer(hasher), JoseSigner.layer(signer))
