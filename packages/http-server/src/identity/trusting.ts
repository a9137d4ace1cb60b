/** Whose access tokens are taken beside the shop's own. */
import { AuthOidc } from "@duka/auth-oidc"
import { Layer } from "effect"

export const layer = (trusted: AuthOidc.TrustedOptions | null): Layer.Layer<never> =>
  trusted === null ? Layer.empty : AuthOidc.layerTrusted(trusted)
