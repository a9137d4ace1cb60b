import { Webhooks } from "@duka/core"
import { DukaApi, webhookLimits } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { rawBody } from "./rawBody.ts"

const bytes = rawBody(webhookLimits.bodyBytesMax)

export const webhooks = HttpApiBuilder.group(
  DukaApi,
  "webhooks",
  Effect.fnUntraced(function* (handlers) {
    const webhooks = yield* Webhooks

    const receive = Effect.fnUntraced(function* (provider: string, path: ReadonlyArray<string>) {
      const { body, contentType, status } = yield* webhooks.receive(provider, { ...(yield* bytes), path })
      return HttpServerResponse.text(body, { status, contentType, headers: safeHeaders })
    })

    return handlers.handleAll({
      receive: ({ params }) => receive(params.provider, []),
      receiveSecret: ({ params: { message, provider, secret } }) => receive(provider, [secret, message]),
      receiveAbout: ({ params: { about, message, provider, secret } }) => receive(provider, [secret, message, about])
    })
  })
)
