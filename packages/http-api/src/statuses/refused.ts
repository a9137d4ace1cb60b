/** Requests that are refused for what they say, or for who sends them. */
export const refused = {
  InvalidRequest: {
    status: 400,
    title: "The request breaks the contract",
    meaning: "Each violation tells the part of the request, a JSON pointer into it, the rule's name and a message."
  },
  InvalidInput: {
    status: 400,
    title: "The input breaks a rule",
    meaning: "The body is well formed, but its parts do not fit together: each violation tells where and which rule."
  },
  InvalidCursor: {
    status: 400,
    title: "The cursor cannot be used here",
    meaning: "A cursor belongs to the list, the sorting and the filters that gave it. Begin again without one."
  },
  Unauthenticated: {
    status: 401,
    title: "Not authenticated",
    meaning:
      "The endpoint needs a token, as a bearer or in a cookie, or the one that was sent is unknown or has expired."
  },
  InvalidCredentials: {
    status: 401,
    title: "Login and password do not belong together",
    meaning: "The same for a login that nobody has and for a password that is wrong."
  },
  InvalidToken: {
    status: 401,
    title: "The token is good for nothing any more",
    meaning:
      "It is forged, expired, used up or unknown, or its session has ended: sign in again, or ask for a new link."
  },
  SignInNeeded: {
    status: 401,
    title: "Sign in first",
    meaning: "The endpoint is about whoever signed in, and whoever asks has not."
  },
  AccountSuspended: {
    status: 403,
    title: "The account is suspended",
    meaning: "Told to who has shown the right password."
  },
  PermissionDenied: {
    status: 403,
    title: "Permission denied",
    meaning: "Whoever asks is known, and lacks the permission that is named."
  },
  CsrfTokenInvalid: {
    status: 403,
    title: "Not shown to come from the shop's own page",
    meaning:
      "Who is signed in by cookies and changes something sends what the cookie `__Host-duka-csrf` holds in the header `Duka-CSRF-Token` too, from a page of an origin that the shop trusts."
  },
  VersionConflict: {
    status: 412,
    title: "It has changed since it was read",
    meaning: "`If-Match` names a version that has been replaced. Read it again, and decide again."
  },
  PayloadTooLarge: {
    status: 413,
    title: "The body is too large",
    meaning: "The body has more bytes than this endpoint takes."
  },
  TooManyAttempts: {
    status: 429,
    title: "Too many attempts",
    meaning:
      "Somebody tries too often, from one address or to one person, what can be guessed or writes to people. Nothing was looked at: come again after `Retry-After` seconds."
  },
  TooManyRequests: {
    status: 429,
    title: "Too many requests",
    meaning:
      "One address, account or API key may send `limit` requests in `windowSeconds`. Come again after `Retry-After` seconds."
  },
  UnsupportedMediaType: {
    status: 415,
    title: "The body is not JSON",
    meaning: "Bodies are sent as `application/json`."
  },
  ReportRefused: {
    status: 401,
    title: "Nobody reports here",
    meaning: "The address holds another secret than the shop's, or the shop takes no reports of messages."
  },
  PreconditionRequired: {
    status: 428,
    title: "Say which version you have read",
    meaning:
      "Updates by staff carry `If-Match` with the entity tag that was read, so that nobody's work is overwritten."
  }
} as const
