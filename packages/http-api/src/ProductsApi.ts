import {
  BulkProducts,
  CategoryNotFound,
  Image,
  ImageNotFound,
  ImageUrl,
  LastVariant,
  Money,
  NewProduct,
  NewVariant,
  Page,
  Product,
  ProductAllocated,
  ProductId,
  ProductNotFound,
  ProductPatch,
  ProductReplacement,
  SkuTaken,
  Slug,
  SlugTaken,
  StoreId,
  VariantNotFound,
  VariantPatch,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { pageOf } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { ProductsQuery } from "./ProductFilters.ts"
import { BodyBytesMax, BodyValuesMax, requestLimits, RequestRules } from "./RequestRules.ts"

export const ProductPage = pageOf("Product", Product)

/** What became of one product of a bulk request. */
export const BulkItem = Schema.Union([
  Schema.Struct({ outcome: Schema.Literal("created"), id: ProductId, slug: Slug }),
  Schema.Struct({
    outcome: Schema.Literal("refused"),
    problem: Schema.Union([problem(SlugTaken), problem(SkuTaken), problem(CategoryNotFound)])
  })
]).annotate({ identifier: "BulkItem" })

export const BulkAnswer = Schema.Struct({ items: Schema.Array(BulkItem) }).annotate({ identifier: "BulkAnswer" })

/** It was ordered before: it is kept for the books and no longer shown. */
export const Archived = Schema.Struct({ outcome: Schema.Literal("archived") }).annotate({ identifier: "Archived" })

const view = { currency: Schema.optionalKey(Money.Currency), store: Schema.optionalKey(StoreId) }
const params = { idOrSlug: Schema.String }
const variantParams = { idOrSlug: Schema.String, variantId: Schema.String }

const notFound = problem(ProductNotFound)
const saving = [problem(SlugTaken), problem(SkuTaken), problem(CategoryNotFound)] as const
const changing = [notFound, ...saving, problem(ProductAllocated), problem(VersionConflict)] as const
const updating = [...changing, problem(PreconditionRequired)] as const

export class ProductsApi extends HttpApiGroup.make("products")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: ProductsQuery,
      success: ProductPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.everybodyOrMore("catalog:write"))
      .annotateMerge(
        summary(
          "Products, narrowed and sorted",
          "Guests see active ones. `attribute.<name>` and `option.<name>` narrow by an attribute and by an option; prices are minor units."
        )
      ),
    HttpApiEndpoint.get("featured", "/featured", {
      query: ProductsQuery,
      success: ProductPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.everybodyOrMore("catalog:write"))
      .annotateMerge(summary("Featured products", "With the same filters.")),
    HttpApiEndpoint.get("get", "/:idOrSlug", { params, query: view, success: Product, error: notFound })
      .annotateMerge(asks.everybodyOrMore("catalog:write"))
      .annotateMerge(
        summary(
          "A product by its id or slug",
          "With the price in `currency`, and the stock of `store` alone when it is given."
        )
      ),
    HttpApiEndpoint.post("create", "/", { payload: NewProduct, success: created(Product), error: saving })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Create a product", "A simple product takes a name and a price."))
      .annotate(BodyValuesMax, requestLimits.productValuesMax),
    HttpApiEndpoint.post("bulk", "/bulk", {
      payload: Schema.Struct({ products: BulkProducts }).annotate({ identifier: "BulkRequest" }),
      success: BulkAnswer
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(
        summary(
          "Create many products",
          "Each is created or refused by itself, in the order given; an invalid one refuses them all."
        )
      )
      .annotate(BodyBytesMax, requestLimits.bulkBodyBytesMax)
      .annotate(BodyValuesMax, requestLimits.bulkBodyValuesMax),
    HttpApiEndpoint.put("replace", "/:idOrSlug", {
      params,
      headers: ifMatch,
      payload: ProductReplacement,
      success: Product,
      error: updating
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(
        summary("Replace a product", "What is left out goes back to its default. Variants keep their ids.")
      )
      .annotate(BodyValuesMax, requestLimits.productValuesMax),
    HttpApiEndpoint.patch("update", "/:idOrSlug", {
      params,
      headers: ifMatch,
      payload: ProductPatch,
      success: Product,
      error: updating
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Change a product", "What is left out stays."))
      .annotate(BodyValuesMax, requestLimits.productValuesMax),
    HttpApiEndpoint.delete("remove", "/:idOrSlug", {
      params,
      headers: ifMatch,
      success: [HttpApiSchema.NoContent, Archived],
      error: [notFound, problem(ProductAllocated), problem(VersionConflict)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(
        summary("Delete a product", "One that was ever ordered is archived instead, and the answer says so.")
      ),
    HttpApiEndpoint.post("addVariant", "/:idOrSlug/variants", {
      params,
      headers: ifMatch,
      payload: NewVariant,
      success: created(Product),
      error: changing
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Add a variant")),
    HttpApiEndpoint.patch("updateVariant", "/:idOrSlug/variants/:variantId", {
      params: variantParams,
      headers: ifMatch,
      payload: VariantPatch,
      success: Product,
      error: [...updating, problem(VariantNotFound)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Change a variant")),
    HttpApiEndpoint.delete("removeVariant", "/:idOrSlug/variants/:variantId", {
      params: variantParams,
      headers: ifMatch,
      success: Product,
      error: [...changing, problem(VariantNotFound), problem(LastVariant)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Remove a variant", "One that was sold or moved is kept unseen for the books.")),
    HttpApiEndpoint.post("addImage", "/:idOrSlug/images", {
      params,
      headers: ifMatch,
      payload: Image,
      success: created(Product),
      error: changing
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Add an image by its address", "One that is there already gets the new text.")),
    HttpApiEndpoint.delete("removeImage", "/:idOrSlug/images", {
      params,
      query: { url: ImageUrl },
      headers: ifMatch,
      success: Product,
      error: [...changing, problem(ImageNotFound)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Remove an image by its address"))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/products")
  .annotateMerge(room("Products", "The catalog. A simple product has one variant.")) {}
