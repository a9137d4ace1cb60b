import { DukaApi, Health } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"
import { scrape } from "../middleware/metrics.ts"

const health = text(Health)

export const operations = HttpApiBuilder.group(DukaApi, "operations", (handlers) =>
  handlers.handleAll({
    live: () => Effect.succeed(own(health({ status: "live" }))),
    // Where there is no storage to wait for: a socket whose storage may be away answers this in front of the routes.
    ready: () => Effect.succeed(own(health({ status: "ready" }))),
    metrics: () =>
      Effect.map(scrape, (text) =>
        HttpServerResponse.text(text, {
          contentType: "text/plain; version=0.0.4; charset=utf-8",
          headers: { "cache-control": "private, no-store" }
        })
      )
  })
)
