import { Effect, Option } from "effect"
import { requires } from "../Actor.ts"
import { reader } from "../Document.ts"
import { input } from "../Input.ts"
import { page, type PageRequest, slice } from "../Page.ts"
import { Settings } from "../Settings.ts"
import { ProductNotFound } from "./CatalogErrors.ts"
import { Product, ProductId, type ProductStatus } from "./Product.ts"
import { ProductQuery, search } from "./ProductQuery.ts"
import type { ReadOptions } from "./Products.ts"
import { type ProductRef, ProductStore } from "./ProductStore.ts"
import { isId, Slug } from "./Slug.ts"

/** What names a product: its id, or its slug. Text that can be neither names nothing. */
export const productRef = (idOrSlug: string): Effect.Effect<ProductRef, ProductNotFound> =>
  isId(idOrSlug)
    ? Effect.succeed({ id: ProductId.make(idOrSlug) })
    : Option.match(Slug.makeOption(idOrSlug), {
        onNone: () => Effect.fail(new ProductNotFound({ product: idOrSlug })),
        onSome: (slug) => Effect.succeed({ slug })
      })

/** The use cases that only read. */
export const reading = Effect.gen(function* () {
  const store = yield* ProductStore
  const settings = yield* Settings
  const decode = reader(Product)

  const read = Effect.fnUntraced(function* (idOrSlug: string, options: ReadOptions = {}, status?: ProductStatus) {
    return yield* store.get(yield* productRef(idOrSlug), {
      currency: options.currency ?? settings.currency,
      ...(options.storeId === undefined ? {} : { storeId: options.storeId }),
      ...(status === undefined ? {} : { status })
    })
  })

  const browse = Effect.fnUntraced(function* (query: ProductQuery, request: PageRequest = {}) {
    const wanted = search(query, settings)
    const asked = yield* slice(request, query.sort ?? "-createdAt")
    return page(asked, wanted === null ? { items: [], next: null, total: 0 } : yield* store.list(wanted, asked))
  })

  const listDocuments = (query: ProductQuery, request?: PageRequest) => browse({ ...query, status: "active" }, request)

  const list = Effect.fn("Products.list")(function* (query: typeof ProductQuery.Encoded, request?: PageRequest) {
    const found = yield* listDocuments(yield* input(ProductQuery)(query), request)
    return { ...found, items: yield* Effect.forEach(found.items, decode) }
  })

  const listAny = Effect.fn("Products.listAny")(function* (query: ProductQuery, request?: PageRequest) {
    yield* requires("catalog:write")
    return yield* browse(query, request)
  })

  const getDocument = (idOrSlug: string, options?: ReadOptions) => read(idOrSlug, options, "active")

  const get = Effect.fn("Products.get")((idOrSlug: string, options?: ReadOptions) =>
    Effect.flatMap(getDocument(idOrSlug, options), decode)
  )

  const getAny = Effect.fn("Products.getAny")(function* (idOrSlug: string, options?: ReadOptions) {
    yield* requires("catalog:write")
    return yield* read(idOrSlug, options)
  })

  return { list, listDocuments, listAny, get, getDocument, getAny }
})
