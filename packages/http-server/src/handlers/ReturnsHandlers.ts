import { Returns, ReturnView } from "@duka/core"
import { DukaApi, Paging, ReturnPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, replayable, text, versionTag } from "./answers.ts"
import { mustRead } from "./reading.ts"

const one = text(ReturnView)
const page = text(ReturnPage)

const shown = (kept: ReturnView) => own(one(kept), kept.version)

export const returns = HttpApiBuilder.group(
  DukaApi,
  "returns",
  Effect.fnUntraced(function* (handlers) {
    const returns = yield* Returns
    return handlers.handleAll({
      request: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const { made, replayed } = yield* returns.request(params.id, payload, headers["idempotency-key"])
        const answer = created(one(made), { etag: versionTag(made.version), location: `/v1/returns/${made.id}` })
        return replayable(answer, replayed)
      }),
      list: ({ params, query }) =>
        Effect.map(returns.list(params.id, Paging.pageRequest(query)), (found) => own(page(found))),
      listAll: ({ query: { status, ...asked } }) =>
        Effect.map(returns.listAll(status === undefined ? {} : { status }, Paging.pageRequest(asked)), (found) =>
          own(page(found))
        ),
      get: ({ params }) => Effect.map(returns.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* returns.update(params.id, payload, yield* mustRead(headers)))
      })
    })
  })
)
