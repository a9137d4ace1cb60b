/**
 * The reference as pages for people. Everything they need comes from this process: a page is a small document, and the
 * program that draws it a file beside it that browsers keep. No address outside is named in a document or allowed to it.
 */
import { DukaApi } from "@duka/http-api"
import { Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import { HttpApiScalar, HttpApiSwagger, OpenApi } from "effect/http-api"
import { hash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { assetUrl } from "../files.ts"

export interface Page {
  readonly html: string
  readonly policy: string
  /** The program, served beside the page. */
  readonly script: string
}

const scripts = /<script>([\s\S]*?)<\/script>/g

const policyOf = (inline: ReadonlyArray<string>) =>
  [
    "default-src 'none'",
    `script-src 'self' ${inline.map((text) => `'sha256-${hash("sha256", text, "base64")}'`).join(" ")}`,
    // All three write style elements while they draw.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")

/** The address of a page's program: another program has another address, so that it may be kept for ever. */
const addressOf = (path: string, script: string) => `${path}/program.js?v=${hash("sha1", script, "hex").slice(0, 12)}`

const paged = (html: string, script: string): Page => ({
  html,
  policy: policyOf(Array.from(html.matchAll(scripts), ([, text = ""]) => text)),
  script
})

/** Effect writes program and document into one page of megabytes: the program, its longest script, becomes a file. */
const split = (path: string, whole: string): Page => {
  const found = Array.from(whole.matchAll(scripts), ([, text = ""]) => text)
  const script = found.reduce((longest, text) => (text.length > longest.length ? text : longest), "")
  const [before = "", after = ""] = whole.split(`<script>${script}</script>`)
  return paged(`${before}<script src="${addressOf(path, script)}"></script>${after}`, script)
}

/** Swagger UI's program and the call of it stand in one script. */
const separated = (html: string): string =>
  html.replace("window.onload = () => {", "</script><script>window.onload = () => {")

const rendered = (path: `/${string}`, layer: Layer.Layer<never, never, HttpRouter.HttpRouter>) =>
  Effect.promise(() =>
    HttpRouter.toWebHandler(layer, { disableLogger: true })
      .handler(new Request(`http://localhost${path}`))
      .then((response) => response.text())
  )

export const scalar = Effect.map(
  rendered(
    "/docs",
    HttpApiScalar.layer(DukaApi, { path: "/docs", scalar: { withDefaultFonts: false, showOperationId: false } })
  ),
  (html) => split("/docs", html)
)

export const swagger = Effect.map(rendered("/swagger", HttpApiSwagger.layer(DukaApi, { path: "/swagger" })), (html) =>
  split("/swagger", separated(html))
)

const title = () => OpenApi.fromApi(DukaApi).info.title

// ReDoc signs its page with a picture from its own network.
const withoutPicture = (script: string) =>
  script.replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:image/svg+xml,<svg/>")

export const redoc = Effect.promise(() => readFile(assetUrl("redoc.standalone.js"), "utf8")).pipe(
  Effect.map((source) => {
    const script = withoutPicture(source)
    const html = `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <title>${title()} reference</title>
  <style>body { margin: 0 }</style>
</head>
<body>
  <div id="redoc"></div>
  <script src="${addressOf("/redoc", script)}"></script>
  <script>Redoc.init("/openapi.json", { disableSearch: true, hideDownloadButton: false }, document.getElementById("redoc"))</script>
</body>
</html>
`
    return paged(html, script)
  })
)
