import { Store, Stores } from "@duka/core"
import { DukaApi, Paging, StorePage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { catalog, changed, created, listTag, text, versionTag } from "./answers.ts"
import { browsing } from "./browsing.ts"
import { mayRead, mustRead } from "./reading.ts"

const one = text(Store)
const page = text(StorePage)

export const stores = HttpApiBuilder.group(
  DukaApi,
  "stores",
  Effect.fnUntraced(function* (handlers) {
    const stores = yield* Stores
    const browse = yield* browsing
    return handlers.handleAll({
      list: Effect.fnUntraced(function* ({ query, request }) {
        const body = page(yield* stores.list(Paging.pageRequest(query)))
        return catalog(request, body, listTag(body))
      }),
      get: Effect.fnUntraced(function* ({ params, request }) {
        const store = yield* stores.get(params.id)
        return catalog(request, one(store), versionTag(store.version))
      }),
      products: Effect.fnUntraced(function* ({ params, query, request }) {
        const { id } = yield* stores.get(params.id)
        return yield* browse(request, query, { storeId: id })
      }),
      create: Effect.fnUntraced(function* ({ payload }) {
        const store = yield* stores.create(payload)
        return created(one(store), { etag: versionTag(store.version), location: `/v1/stores/${store.id}` })
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const store = yield* stores.update(params.id, payload, yield* mustRead(headers))
        return changed(one(store), versionTag(store.version))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* stores.remove(params.id, mayRead(headers))
        return HttpServerResponse.empty({ status: 204 })
      })
    })
  })
)
