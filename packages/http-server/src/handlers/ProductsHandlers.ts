import { CurrentActor, holds, InvalidInput, Product, Products, type ReadOptions } from "@duka/core"
import { Archived, type BulkAnswer, DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { catalog, changed, created, own, productTag, text } from "./answers.ts"
import { browsing } from "./browsing.ts"
import { mayRead, mustRead } from "./reading.ts"

const one = text(Product)
const archived = text(Archived)

const changedProduct = (product: Product) => {
  const body = one(product)
  return changed(body, productTag(body))
}

const newProduct = (product: Product) => {
  const body = one(product)
  return created(body, { etag: productTag(body), location: `/v1/products/${product.id}` })
}

/** Core counts places from the list, callers from the body. */
const below = (pointer: string, { violations }: InvalidInput) =>
  new InvalidInput({ violations: violations.map((broken) => ({ ...broken, pointer: `${pointer}${broken.pointer}` })) })

export const products = HttpApiBuilder.group(
  DukaApi,
  "products",
  Effect.fnUntraced(function* (handlers) {
    const products = yield* Products
    const browse = yield* browsing
    return handlers.handleAll({
      list: ({ query, request }) => browse(request, query),
      featured: ({ query, request }) => browse(request, query, { featured: true }),
      get: Effect.fnUntraced(function* ({ params, query, request }) {
        const options: ReadOptions = {
          ...(query.currency === undefined ? {} : { currency: query.currency }),
          ...(query.store === undefined ? {} : { storeId: query.store })
        }
        const { json } = holds(yield* CurrentActor, "catalog:write")
          ? yield* products.getAny(params.idOrSlug, options)
          : yield* products.getDocument(params.idOrSlug, options)
        return catalog(request, json, productTag(json))
      }),
      create: ({ payload }) => Effect.map(products.create(payload), newProduct),
      bulk: Effect.fnUntraced(function* ({ payload }) {
        const outcomes = yield* products
          .createMany(payload.products)
          .pipe(Effect.catchTag("InvalidInput", (error) => Effect.fail(below("/products", error))))
        const answer: typeof BulkAnswer.Type = {
          items: outcomes.map((outcome) =>
            outcome._tag === "created"
              ? { outcome: "created", id: outcome.product.id, slug: outcome.product.slug }
              : { outcome: "refused", problem: outcome.error }
          )
        }
        return answer
      }),
      replace: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return changedProduct(yield* products.replace(params.idOrSlug, payload, yield* mustRead(headers)))
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return changedProduct(yield* products.update(params.idOrSlug, payload, yield* mustRead(headers)))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        const outcome = yield* products.remove(params.idOrSlug, mayRead(headers))
        return outcome === "archived" ? own(archived({ outcome })) : HttpServerResponse.empty({ status: 204 })
      }),
      addVariant: ({ headers, params, payload }) =>
        Effect.map(products.addVariant(params.idOrSlug, payload, mayRead(headers)), newProduct),
      updateVariant: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const read = yield* mustRead(headers)
        return changedProduct(yield* products.updateVariant(params.idOrSlug, params.variantId, payload, read))
      }),
      removeVariant: ({ headers, params }) =>
        Effect.map(products.removeVariant(params.idOrSlug, params.variantId, mayRead(headers)), changedProduct),
      addImage: ({ headers, params, payload }) =>
        Effect.map(products.addImage(params.idOrSlug, payload, mayRead(headers)), newProduct),
      removeImage: ({ headers, params, query }) =>
        Effect.map(products.removeImage(params.idOrSlug, query.url, mayRead(headers)), changedProduct)
    })
  })
)
