/** What a list of products may be narrowed and sorted by, as a query writes it. */
import {
  Money,
  ProductId,
  type ProductQuery,
  ProductSort,
  ProductStatus,
  queryLimits,
  StoreId,
  Tag,
  Text
} from "@duka/core"
import { Schema, SchemaGetter } from "effect"
import { onePaging, paging, truth, whole } from "./Paging.ts"

const Words = Text.line({ max: queryLimits.textMax })

const Ids = Schema.String.check(Schema.isMaxLength(queryLimits.idsMax * 37)).pipe(
  Schema.decodeTo(Schema.Array(ProductId).check(Schema.isMaxLength(queryLimits.idsMax)), {
    decode: SchemaGetter.transform((text: string) => (text === "" ? [] : text.split(","))),
    encode: SchemaGetter.transform((ids: ReadonlyArray<string>) => ids.join(","))
  })
)

/** At most so many attributes and so many options; `q` and `search` are one filter. */
const fewMatches = Schema.makeFilter(
  (asked: object) => {
    const names = Object.keys(asked)
    for (const prefix of ["attribute.", "option."]) {
      const over = names.filter((name) => name.startsWith(prefix))[queryLimits.matchesMax]
      if (over !== undefined) return { path: [over], issue: `Expected at most ${queryLimits.matchesMax} of this kind` }
    }
    return "q" in asked && "search" in asked ? { path: ["search"], issue: "Expected q or search, not both" } : true
  },
  {
    expected: "filters that fit together",
    representation: { id: "duka/isFilter", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

const fields = {
  q: Schema.optionalKey(Words),
  /** Means `q`. */
  search: Schema.optionalKey(Words),
  /** An id or a slug; the categories below it count. */
  category: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(120))),
  minPrice: Schema.optionalKey(whole(Money.PriceAmount)),
  maxPrice: Schema.optionalKey(whole(Money.PriceAmount)),
  inStock: Schema.optionalKey(truth),
  tag: Schema.optionalKey(Tag),
  featured: Schema.optionalKey(truth),
  ids: Schema.optionalKey(Ids),
  currency: Schema.optionalKey(Money.Currency),
  /** For staff. */
  status: Schema.optionalKey(ProductStatus),
  sort: Schema.optionalKey(ProductSort)
}

const named = <const Prefix extends string>(prefix: Prefix) =>
  Schema.Record(Schema.TemplateLiteral([prefix, Text.Key]), Text.line({ max: queryLimits.textMax }))

const narrowed = <const F extends Schema.Struct.Fields>(more: F) =>
  Schema.StructWithRest(Schema.Struct({ ...fields, ...more, ...paging }), [named("attribute."), named("option.")])

/** Of the products of one store. `attribute.<name>` and `option.<name>` stand beside the named ones. */
export const StoreProductsQuery = narrowed({}).check(onePaging, fewMatches)

/** `store`: stock is that of this store alone. */
export const ProductsQuery = narrowed({ store: Schema.optionalKey(StoreId) }).check(onePaging, fewMatches)

type Asked = typeof StoreProductsQuery.Type & { readonly store?: StoreId }

const after = (prefix: string, asked: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === "string" ? [[name.slice(prefix.length), value]] : []
    )
  )

/** What core is asked for. The category, which may be a slug, is still to be found. */
export const productQuery = (asked: Asked): ProductQuery => {
  const { currency, featured, ids, inStock, maxPrice, minPrice, q, search, sort, status, store, tag } = asked
  const words = q ?? search
  const attributes = after("attribute.", asked)
  const options = after("option.", asked)
  return {
    ...(words === undefined ? {} : { q: words }),
    ...(tag === undefined ? {} : { tag }),
    ...(featured === undefined ? {} : { featured }),
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(inStock === undefined ? {} : { inStock }),
    ...(store === undefined ? {} : { storeId: store }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(ids === undefined ? {} : { ids }),
    ...(status === undefined ? {} : { status }),
    ...(currency === undefined ? {} : { currency }),
    ...(sort === undefined ? {} : { sort })
  }
}
