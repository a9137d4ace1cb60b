import {
  NewStore,
  Page,
  Store,
  StoreInUse,
  StoreNotFound,
  StorePatch,
  StoreSlugTaken,
  TooManyStores,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { StoreProductsQuery } from "./ProductFilters.ts"
import { ProductPage } from "./ProductsApi.ts"
import { RequestRules } from "./RequestRules.ts"

export const StorePage = pageOf("Store", Store)

const params = { id: Schema.String }
const notFound = problem(StoreNotFound)

export class StoresApi extends HttpApiGroup.make("stores")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct(paging).check(onePaging),
      success: StorePage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("Stores by name")),
    HttpApiEndpoint.get("get", "/:id", { params, success: Store, error: notFound })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("A store")),
    HttpApiEndpoint.get("products", "/:id/products", {
      params,
      query: StoreProductsQuery,
      success: ProductPage,
      error: [notFound, problem(Page.InvalidCursor)]
    })
      .annotateMerge(asks.everybodyOrMore("catalog:write"))
      .annotateMerge(summary("Products, with the stock of this store", "The same filters as `/v1/products`.")),
    HttpApiEndpoint.post("create", "/", {
      payload: NewStore,
      success: created(Store),
      error: [problem(StoreSlugTaken), problem(TooManyStores)]
    })
      .annotateMerge(asks.permission("store:write"))
      .annotateMerge(summary("Open a store")),
    HttpApiEndpoint.patch("update", "/:id", {
      params,
      headers: ifMatch,
      payload: StorePatch,
      success: Store,
      error: [notFound, problem(StoreSlugTaken), problem(VersionConflict), problem(PreconditionRequired)]
    })
      .annotateMerge(asks.permission("store:write"))
      .annotateMerge(summary("Change a store")),
    HttpApiEndpoint.delete("remove", "/:id", {
      params,
      headers: ifMatch,
      error: [notFound, problem(StoreInUse), problem(VersionConflict)]
    })
      .annotateMerge(asks.permission("store:write"))
      .annotateMerge(summary("Delete a store", "Refused once stock or orders belong to it."))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/stores")
  .annotateMerge(
    room("Stores", "The branches of the shop: they hold stock, serve orders and are where people pick them up.")
  ) {}
