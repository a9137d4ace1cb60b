import { ApiKeys, CreatedApiKey } from "@duka/core"
import { ApiKeyList, DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { own, text } from "./answers.ts"

const made = text(CreatedApiKey)
const list = text(ApiKeyList)

export const apiKeys = HttpApiBuilder.group(
  DukaApi,
  "apiKeys",
  Effect.fnUntraced(function* (handlers) {
    const keys = yield* ApiKeys
    return handlers.handleAll({
      list: () => Effect.map(keys.list(), (items) => own(list({ items }))),
      // Not 201: there is no address where the key could be seen again.
      create: ({ payload }) => Effect.map(keys.create(payload), (key) => own(made(key))),
      revoke: ({ params }) =>
        Effect.as(keys.revoke(params.id), HttpServerResponse.empty({ status: 204, headers: safeHeaders }))
    })
  })
)
