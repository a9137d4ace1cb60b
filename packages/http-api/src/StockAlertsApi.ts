import { Page, SignInNeeded, StockAlertView, TooManyStockAlerts, VariantInStock, VariantNotFound } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const StockAlertPage = pageOf("StockAlert", StockAlertView)

const needed = problem(SignInNeeded)
const params = { variantId: Schema.String }

export class StockAlertsApi extends HttpApiGroup.make("stockAlerts")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct(paging).check(onePaging),
      success: StockAlertPage,
      error: [needed, problem(Page.InvalidCursor)]
    }).annotateMerge(
      summary("What one waits for, the newest first", "`product` is null while the shop does not offer it.")
    ),
    HttpApiEndpoint.put("add", "/:variantId", {
      params,
      success: StockAlertView,
      error: [needed, problem(VariantNotFound), problem(VariantInStock), problem(TooManyStockAlerts)]
    }).annotateMerge(
      summary(
        "Be told when a variant that is sold out can be had again",
        "Once: the alert is gone then. Who asks again while he waits is answered with what he asked before. What can be had now is refused."
      )
    ),
    HttpApiEndpoint.delete("remove", "/:variantId", { params, error: needed }).annotateMerge(
      summary("Wait for a variant no more", "Also where one did not.")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/me/notifications/stock-alerts")
  .annotateEndpointsMerge(asks.signedIn)
  .annotateMerge(room("Stock alerts", "What one wants to be told of when it can be had again.")) {}
