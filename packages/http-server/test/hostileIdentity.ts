/** What hostile people send to who signs them in. */
import type { Hostile } from "./hostile.ts"
import { nobody } from "./rightBodies.ts"

const invalid = ["400 InvalidRequest"]
const post = { method: "POST" } as const

const registering = (name: string, change: Readonly<Record<string, unknown>>, rule: string): Hostile => ({
  ...post,
  name: `a registration with ${name}`,
  path: "/v1/auth/register",
  body: { name: "X", email: "x@example.com", phone: "+254700000001", password: "kahawa na chai", ...change },
  codes: invalid,
  rule
})

const wrong = (name: string, path: string, body: unknown, codes: ReadonlyArray<string>, rule?: string): Hostile => ({
  ...post,
  name,
  path: `/v1/auth/${path}`,
  body,
  codes,
  ...(rule === undefined ? {} : { rule })
})

const login = (name: string, login: unknown, password: unknown, codes: ReadonlyArray<string>): Hostile =>
  wrong(`a login ${name}`, "login", { login, password }, codes)

const refused = ["401 InvalidCredentials"]
const useless = ["401 InvalidToken"]

const access = "__Host-duka-access"
const refresh = "__Secure-duka-refresh"
const csrf = "__Host-duka-csrf"

const cookie = (path: string, cookie: string, codes: ReadonlyArray<string>, csrfToken = "x"): Hostile => ({
  ...post,
  name: `a cookie ${cookie.slice(0, 40)}`,
  path,
  body: {},
  headers: { cookie, "duka-csrf-token": csrfToken },
  codes
})

const stranger = ["401 Unauthenticated"]
const foreign = ["403 CsrfTokenInvalid"]

export const identity: ReadonlyArray<Hostile> = [
  registering("no name", { name: " " }, "body /name isNotBlank"),
  registering("a name that rings", { name: "X\u0007" }, "body /name isPrintable"),
  registering("a header in the email", { email: "x@example.com\r\nBcc: y@example.com" }, "body /email isPattern"),
  registering("two emails", { email: "x@example.com,y@example.com" }, "body /email isPattern"),
  registering("an endless email", { email: `${"x".repeat(300)}@example.com` }, "body /email isMaxLength"),
  registering("a phone of words", { phone: "call me" }, "body /phone isPattern"),
  registering("a short password", { password: "short" }, "body /password isMinCodePoints"),
  registering("a common password", { password: "Password123" }, "body /password isUncommon"),
  registering("an endless password", { password: "x".repeat(100_000) }, "body /password isMaxLength"),
  registering("a list for a password", { password: ["kahawa na chai"] }, "body /password type"),
  registering("an email for a username", { username: "x@example.com" }, "body /username isPattern"),
  registering("a role", { roles: ["owner"] }, "body /roles unknown-field"),
  login("with SQL", "' OR 1=1 --", "' OR 1=1 --", refused),
  login("with a zero", "x\u0000@example.com", "kahawa na chai", invalid),
  login("with half a character", "x\ud800", "kahawa na chai", invalid),
  login("with a wildcard", "%", "%", refused),
  login("with an object", { $ne: null }, { $ne: null }, invalid),
  login("with nothing", "", "", invalid),
  login("with a zero in the password", "x@example.com", "\u0000", refused),
  wrong("a token of nothing", "refresh", { refreshToken: "" }, invalid),
  wrong("a token that nobody was given", "refresh", { refreshToken: "x".repeat(43) }, useless),
  wrong("a token with a zero", "refresh", { refreshToken: "\u0000" }, useless),
  wrong("an endless token", "refresh", { refreshToken: "x".repeat(10_000) }, invalid),
  wrong("a link that nobody was sent", "email/verify", { token: "x".repeat(43) }, useless),
  wrong("a link with a zero", "email/verify", { token: "x\u0000" }, useless),
  wrong("a reset by nobody's link", "password/reset", { token: "x", password: "kahawa na chai" }, useless),
  wrong("an invitation of nobody", "invitations/accept", { token: "x", password: "kahawa na chai" }, useless),
  wrong(
    "an owner of his own making",
    "setup",
    { token: "x", name: "X", email: "x@example.com", password: "kahawa na chai" },
    useless
  ),
  {
    method: "DELETE",
    name: "a session of nobody",
    path: `/v1/auth/sessions/${nobody}`,
    codes: ["404 SessionNotFound"]
  },
  { method: "DELETE", name: "a session of SQL", path: "/v1/auth/sessions/'--", codes: ["404 SessionNotFound"] },
  { method: "GET", name: "a customer of SQL", path: "/v1/customers/'--", codes: ["404 CustomerNotFound"] },
  { method: "GET", name: "an account of SQL", path: "/v1/customers/'--/account", codes: ["404 AccountNotFound"] },
  ...[
    [{ status: "deleted" }, "body /status type"],
    [{ status: "suspended", roles: ["owner"] }, "body /roles unknown-field"],
    [{}, "body /status required"]
  ].map(([body, rule]): Hostile => ({
    method: "PATCH",
    name: "a status that there is not",
    path: `/v1/customers/${nobody}/account`,
    headers: { "if-match": "*" },
    body,
    codes: invalid,
    rule: String(rule)
  })),
  { method: "GET", name: "a search of SQL", path: "/v1/customers?q='):*--", codes: ["200"] },
  { method: "GET", name: "a search of operators", path: "/v1/customers?q=%26%7C!()%3A*%5C%27", codes: ["200"] },
  {
    method: "GET",
    name: "a search of nothing",
    path: "/v1/customers?q=",
    codes: invalid,
    rule: "query /q isBetweenCodePoints"
  },
  {
    method: "GET",
    name: "a search of a zero",
    path: "/v1/customers?q=%00",
    codes: invalid,
    rule: "query /q isPrintable"
  },
  { method: "GET", name: "an endless search", path: `/v1/customers?q=${"x".repeat(201)}`, codes: invalid },
  { method: "GET", name: "staff of nobody", path: `/v1/staff/${nobody}`, codes: ["404 AccountNotFound"] },
  { method: "GET", name: "staff of a zero", path: "/v1/staff/%00", codes: ["404 AccountNotFound"] },
  { method: "DELETE", name: "a role of a zero", path: "/v1/roles/%00", codes: ["404 RoleNotFound"] },
  { method: "DELETE", name: "a key of SQL", path: "/v1/api-keys/'--", codes: ["404 ApiKeyNotFound"] },
  {
    ...post,
    name: "a key until a day that there is not",
    path: "/v1/api-keys",
    body: { name: "X", permissions: [], expiresAt: "2999-13-45T99:99:99.999Z" },
    codes: invalid,
    rule: "body /expiresAt isTime"
  },
  {
    method: "GET",
    name: "a forged cursor",
    path: "/v1/staff?cursor=eyJzb3J0IjoiZW1haWwiLCJ2YWx1ZSI6NSwiaWQiOiJ4In0",
    codes: ["400 InvalidCursor"]
  },
  ...["", "x", "a.b.c", "\u00ff", "%00", '"x"', "duka_x", "x".repeat(5_000), `x; ${access}=y`].map((value) =>
    cookie("/v1/carts", `${access}=${value}`, stranger)
  ),
  cookie("/v1/carts", `;;;=; ${"=;".repeat(3_000)} ${access}`, ["201"]),
  cookie("/v1/auth/refresh", `${refresh}=x`, foreign),
  cookie("/v1/auth/refresh", `${refresh}=x; ${csrf}=x`, foreign),
  cookie("/v1/auth/refresh", `${refresh}=x; ${csrf}=${"A".repeat(43)}`, foreign, "A".repeat(43)),
  cookie("/v1/auth/refresh", `${refresh}=x; ${csrf}=`, invalid, "x".repeat(10_000)),
  cookie("/v1/auth/refresh", `${refresh}=x; ${refresh}=y`, useless),
  { ...cookie("/v1/auth/login", "", invalid), body: { login: "x", password: "x", cookies: "yes" } },
  ...[
    ["action=dropped", "query /action type"],
    ["from=yesterday", "query /from isPattern"],
    ["from=2026-13-45T99%3A99%3A99.999Z", "query /from isTime"],
    ["to=%00", "query /to isPattern"],
    ["actor=%00", "query /actor isPrintable"],
    ["subject=", "query /subject isBetweenCodePoints"],
    [`subject=${"x".repeat(201)}`, "query /subject isBetweenCodePoints"],
    ["id=1", "query /id unknown-field"],
    ["limit=1&page=1", "query /limit onePaging"]
  ].map(([query = "", rule = ""]): Hostile => ({
    method: "GET",
    name: `a log of ${query.slice(0, 30)}`,
    path: `/v1/audit?${query}`,
    codes: invalid,
    rule
  })),
  ...[
    ["state=lost", "query /state type"],
    ["queue=%00", "query /queue isPrintable"],
    ["queue=", "query /queue isBetweenCodePoints"],
    ["limit=1&page=1", "query /limit onePaging"]
  ].map(([query = "", rule = ""]): Hostile => ({
    method: "GET",
    name: `jobs of ${query}`,
    path: `/v1/jobs?${query}`,
    codes: invalid,
    rule
  })),
  ...[
    "",
    "olderThanSeconds=-1",
    "olderThanSeconds=1e9",
    "olderThanSeconds=9999999999",
    "olderThanSeconds=1&failed=1"
  ].map((query): Hostile => ({
    method: "DELETE",
    name: `jobs that ended ${query}`,
    path: `/v1/jobs?${query}`,
    codes: invalid
  })),
  { method: "GET", name: "jobs of SQL", path: "/v1/jobs?queue='--", codes: ["200"] },
  { method: "GET", name: "a job of a zero", path: "/v1/jobs/%00", codes: ["404 JobNotFound"] },
  { method: "POST", name: "a job of SQL", path: "/v1/jobs/'--/retry", codes: ["404 JobNotFound"] },
  { method: "POST", name: "all jobs of a zero", path: "/v1/jobs/retry?queue=%00", codes: invalid },
  { method: "GET", name: "a log of SQL", path: "/v1/audit?actor='--&subject='--", codes: ["200"] },
  ...["/x?returnTo=/a", "/x", "/%00", "/'--", "/x/callback?code=a&state=b", "/x/callback?error=<script>"].map(
    (path): Hostile => ({
      method: "GET",
      name: "a provider of nobody",
      path: `/v1/auth/oidc${path}`,
      codes: ["404 OidcProviderNotFound"]
    })
  ),
  ...["returnTo=//evil.example", "returnTo=https://evil.example", "returnTo=%00", `returnTo=/${"a".repeat(5_000)}`].map(
    (query): Hostile => ({
      method: "GET",
      name: "a way back to somebody else's page",
      path: `/v1/auth/oidc/x?${query}`,
      codes: ["400 InvalidInput", "400 InvalidRequest"],
      rule: query === "returnTo=%00" ? "query /returnTo isPattern" : ""
    })
  ),
  ...["Bearer duka_", "Bearer \u00ff", "Bearer a.b.c", `Bearer ${"a".repeat(4_000)}`, "Basic eDp4", "Bearer"].map(
    (authorization): Hostile => ({
      method: "GET",
      name: "a token that is none",
      path: "/v1/me",
      headers: { authorization },
      codes: ["401 Unauthenticated"]
    })
  )
]
