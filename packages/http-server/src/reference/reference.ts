import { DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { OpenApi } from "effect/http-api"
import { hash } from "node:crypto"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { type Page, redoc, scalar, swagger } from "./pages.ts"

const pages = [
  ["/docs", scalar],
  ["/swagger", swagger],
  ["/redoc", redoc]
] as const

/** What stands beside the contract's own paths. */
export const paths = ["/openapi.json", ...pages.flatMap(([path]) => [path, `${path}/program.js`] as const)] as const

const keptForEver = "public, max-age=31536000, immutable"
const keptShortly = "public, max-age=300"

interface Kept {
  readonly text: string
  readonly packed: Uint8Array
  readonly etag: string
}

const pack = promisify(gzip)

const kept = (text: string): Effect.Effect<Kept> =>
  Effect.map(
    Effect.promise(() => pack(text)),
    (packed) => ({ text, packed, etag: `"${hash("sha1", text, "base64url").slice(0, 16)}"` })
  )

const sent = Effect.fnUntraced(function* (
  { etag, packed, text }: Kept,
  contentType: string,
  headers: Readonly<Record<string, string>>
) {
  const request = (yield* HttpServerRequest.HttpServerRequest).headers
  const all = { ...headers, etag, vary: "Accept-Encoding" }
  if (request["if-none-match"] === etag) return HttpServerResponse.empty({ status: 304, headers: all })
  return /\bgzip\b/.test(request["accept-encoding"] ?? "")
    ? HttpServerResponse.uint8Array(packed, { contentType, headers: { ...all, "content-encoding": "gzip" } })
    : HttpServerResponse.text(text, { contentType, headers: all })
})

/** Made when somebody first looks: a server that nobody reads about starts no slower. */
const pageRoutes = (path: `/${string}`, made: Effect.Effect<Page>) =>
  Effect.gen(function* () {
    const page = yield* Effect.cached(made)
    const document = yield* Effect.cached(Effect.flatMap(page, ({ html }) => kept(html)))
    const program = yield* Effect.cached(Effect.flatMap(page, ({ script }) => kept(script)))
    return [
      HttpRouter.route(
        "GET",
        path,
        Effect.gen(function* () {
          const { policy } = yield* page
          return yield* sent(yield* document, "text/html; charset=utf-8", {
            "cache-control": keptShortly,
            "content-security-policy": policy
          })
        })
      ),
      HttpRouter.route(
        "GET",
        `${path}/program.js`,
        Effect.gen(function* () {
          return yield* sent(yield* program, "text/javascript; charset=utf-8", { "cache-control": keptForEver })
        })
      )
    ]
  })

const specification = Effect.gen(function* () {
  const document = yield* Effect.cached(Effect.suspend(() => kept(JSON.stringify(OpenApi.fromApi(DukaApi)))))
  return HttpRouter.route(
    "GET",
    "/openapi.json",
    Effect.gen(function* () {
      return yield* sent(yield* document, "application/json", { "cache-control": keptShortly })
    })
  )
})

/** `/openapi.json`, and the pages that show it: `/docs` (Scalar), `/swagger` (Swagger UI) and `/redoc` (ReDoc). */
export const reference = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    yield* router.addAll([yield* specification])
    for (const [path, made] of pages) yield* router.addAll(yield* pageRoutes(path, made))
  })
)
