import { StockAlerts, StockAlertView } from "@duka/core"
import { DukaApi, Paging, StockAlertPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { own, text } from "./answers.ts"

const page = text(StockAlertPage)
const one = text(StockAlertView)

export const stockAlerts = HttpApiBuilder.group(
  DukaApi,
  "stockAlerts",
  Effect.fnUntraced(function* (handlers) {
    const alerts = yield* StockAlerts
    return handlers.handleAll({
      list: ({ query }) => Effect.map(alerts.list(Paging.pageRequest(query)), (found) => own(page(found))),
      add: ({ params }) => Effect.map(alerts.add(params.variantId), (alert) => own(one(alert))),
      remove: ({ params }) =>
        Effect.as(alerts.remove(params.variantId), HttpServerResponse.empty({ status: 204, headers: safeHeaders }))
    })
  })
)
