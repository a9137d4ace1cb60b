/** Messages in a browser, for who writes templates: read anew for each page, so that one saves a file and looks again. */
import type { Settings } from "@duka/core"
import { Preview, sampleFrame, Templates } from "@duka/notify-templates"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { NetAddress } from "effect/net"
import { createServer } from "node:http"
import { CannotStart } from "../CannotStart.ts"

export interface Previewed {
  /** Null: those that come with Duka. */
  readonly directory: string | null
  readonly shop: Pick<Settings.ShopSettings, "messages" | "timeZone">
}

const frameOf = ({ messages, timeZone }: Previewed["shop"]): Preview.PreviewOptions["frame"] & object => ({
  ...sampleFrame,
  shop: {
    name: messages.shopName,
    url: messages.shopUrl,
    email: messages.helpEmail,
    phone: messages.helpPhone,
    timeZone
  }
})

/** The pages by their routes, as the files are right now. */
const pages = Effect.fnUntraced(function* ({ directory, shop }: Previewed) {
  const defaultLocale = shop.messages.locale
  const templates = yield* directory === null
    ? Templates.load({ defaultLocale })
    : Templates.loadDirectory({ directory, defaultLocale })
  return yield* Preview.pages({ templates, frame: frameOf(shop) })
})

/** Nothing in a mail is run, and nothing is loaded that a mail program would not load. */
const headers = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'",
  "cache-control": "no-store"
}

const app = (previewed: Previewed) =>
  Effect.gen(function* () {
    const { url } = yield* HttpServerRequest.HttpServerRequest
    const page = (yield* pages(previewed)).get(new URL(url, "http://localhost").pathname)
    return page === undefined
      ? HttpServerResponse.text("There is no such message. All of them: /", { status: 404, headers })
      : HttpServerResponse.html(page).pipe(HttpServerResponse.setHeaders(headers))
  }).pipe(
    // A file with a slip in it says so in place of the page.
    Effect.catchTag("TemplatesInvalid", ({ message }) =>
      Effect.succeed(HttpServerResponse.text(message, { status: 500, headers }))
    )
  )

const host = "127.0.0.1"

/** Serves the pages to this machine alone, until it is interrupted. */
export const preview = (previewed: Previewed, port: number) =>
  Effect.gen(function* () {
    const server = yield* NodeHttpServer.make(() => createServer(), { host, port })
    yield* server.serve(app(previewed))
    yield* Effect.logInfo(`Messages at ${NetAddress.formatUrlUnsafe(server.address)}`)
    yield* Effect.logInfo(`Templates of ${previewed.directory ?? "Duka alone: DUKA_TEMPLATES_DIR names your own"}`)
    return yield* Effect.never
  }).pipe(
    Effect.catchTag("ServeError", () =>
      Effect.fail(new CannotStart({ reason: `It cannot listen on ${host}, port ${port}: name another one by --port.` }))
    ),
    Effect.scoped
  )
