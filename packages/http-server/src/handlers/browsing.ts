/** Lists of products: what guests see, and what staff does. */
import {
  Categories,
  CategoryId,
  CurrentActor,
  holds,
  isId,
  PermissionDenied,
  type ProductQuery,
  Products
} from "@duka/core"
import { Paging, productQuery, type StoreProductsQuery, Unauthenticated } from "@duka/http-api"
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { catalog, documents, listTag, nothing } from "./answers.ts"

const permission = "catalog:write"

export const browsing = Effect.gen(function* () {
  const products = yield* Products
  const categories = yield* Categories

  /** Null when there is none: nothing is found in it. */
  const categoryIdOf = (idOrSlug: string): Effect.Effect<CategoryId | null> =>
    isId(idOrSlug)
      ? Effect.succeed(CategoryId.make(idOrSlug))
      : categories.get(idOrSlug).pipe(
          Effect.map(({ id }) => id),
          Effect.catchTag("CategoryNotFound", () => Effect.succeed(null))
        )

  return Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    asked: typeof StoreProductsQuery.Type,
    more: Pick<ProductQuery, "featured" | "storeId"> = {}
  ) {
    const actor = yield* CurrentActor
    const isStaff = holds(actor, permission)
    if (asked.status !== undefined && !isStaff) {
      return yield* actor._tag === "Guest" ? new Unauthenticated() : new PermissionDenied({ permission })
    }
    const wanted = Paging.pageRequest(asked)
    const { category } = asked
    const categoryId = category === undefined ? undefined : yield* categoryIdOf(category)
    const query: ProductQuery = {
      ...productQuery(asked),
      ...(categoryId == null ? {} : { categoryId }),
      ...more
    }
    const page =
      categoryId === null
        ? nothing(wanted)
        : isStaff
          ? yield* products.listAny(query, wanted)
          : yield* products.listDocuments(query, wanted)
    const body = documents(page)
    return catalog(request, body, listTag(body))
  })
})
