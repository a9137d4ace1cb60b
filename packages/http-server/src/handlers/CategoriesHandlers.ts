import { Categories, Category } from "@duka/core"
import { CategoryForest, CategoryPage, DukaApi, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { catalog, changed, created, listTag, text, versionTag } from "./answers.ts"
import { mayRead, mustRead } from "./reading.ts"

const one = text(Category)
const page = text(CategoryPage)
const forest = text(CategoryForest)

export const categories = HttpApiBuilder.group(
  DukaApi,
  "categories",
  Effect.fnUntraced(function* (handlers) {
    const categories = yield* Categories
    return handlers.handleAll({
      list: Effect.fnUntraced(function* ({ query, request }) {
        const { parent } = query
        const filter = parent === undefined ? {} : { parentId: parent === "root" ? null : parent }
        const body = page(yield* categories.list(filter, Paging.pageRequest(query)))
        return catalog(request, body, listTag(body))
      }),
      tree: Effect.fnUntraced(function* ({ request }) {
        const body = forest({ items: yield* categories.tree() })
        return catalog(request, body, listTag(body))
      }),
      get: Effect.fnUntraced(function* ({ params, request }) {
        const category = yield* categories.get(params.idOrSlug)
        return catalog(request, one(category), versionTag(category.version))
      }),
      create: Effect.fnUntraced(function* ({ payload }) {
        const category = yield* categories.create(payload)
        return created(one(category), {
          etag: versionTag(category.version),
          location: `/v1/categories/${category.id}`
        })
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const category = yield* categories.update(params.idOrSlug, payload, yield* mustRead(headers))
        return changed(one(category), versionTag(category.version))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* categories.remove(params.idOrSlug, mayRead(headers))
        return HttpServerResponse.empty({ status: 204 })
      })
    })
  })
)
