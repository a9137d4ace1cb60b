/** People who log in with a provider of OpenID Connect, and access tokens of an issuer that is trusted. */
export {
  layer,
  OidcProviders,
  OidcTransaction,
  type ProviderOptions,
  type Begun,
  type FinishedAt
} from "./OidcProviders.ts"
export { layer as layerTrusted, type TrustedOptions } from "./TrustedTokens.ts"
