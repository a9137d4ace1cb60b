/** The rows of logging in with a provider of OpenID Connect. */
export const providers = {
  OidcRefused: {
    status: 401,
    title: "The provider logged nobody in",
    meaning:
      "`denied`: it, or the person, said no. `provider`: something is wrong with it, or with how the shop is registered there. `begun`: the login was not begun in this browser, or took too long. `answer`: what came back is not good, or was used before."
  },
  EmailNotVerified: {
    status: 403,
    title: "The provider has not verified the email",
    meaning:
      "Who comes from a provider for the first time is known by an email that it has verified, and by nothing else."
  },
  OidcProviderNotFound: {
    status: 404,
    title: "No such provider",
    meaning: "People cannot log in with a provider of this name here."
  },
  OidcProviderUnreachable: {
    status: 503,
    title: "The provider cannot be asked",
    meaning:
      "The provider that people log in with does not answer, or not as it should. Try again after `Retry-After` seconds."
  }
} as const
