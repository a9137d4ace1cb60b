import {
  IdempotencyConflict,
  IdempotencyRunning,
  Movement,
  NewMovements,
  Page,
  StockLevel,
  StockTooLow,
  StorageBusy,
  StoreId,
  StoreNotFound,
  VariantId,
  VariantNotFound
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { idempotent } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const StockPage = pageOf("StockLevel", StockLevel)
export const MovementPage = pageOf("Movement", Movement)

/** The levels as they are after the movements, in their order. */
export const MovedStock = Schema.Struct({ levels: Schema.Array(StockLevel) }).annotate({ identifier: "MovedStock" })

const store = { store: Schema.optionalKey(StoreId) }

export class InventoryApi extends HttpApiGroup.make("inventory")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({ variant: Schema.optionalKey(VariantId), ...store, ...paging }).check(onePaging),
      success: StockPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("inventory:read"))
      .annotateMerge(summary("Stock levels by SKU")),
    HttpApiEndpoint.get("low", "/low", {
      query: Schema.Struct({ ...store, ...paging }).check(onePaging),
      success: StockPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("inventory:read"))
      .annotateMerge(summary("Stock levels at or below their threshold")),
    HttpApiEndpoint.post("move", "/movements", {
      headers: idempotent,
      payload: Schema.Struct({ movements: NewMovements }).annotate({ identifier: "StockMovements" }),
      success: MovedStock,
      error: [
        problem(VariantNotFound),
        problem(StoreNotFound),
        problem(StockTooLow),
        problem(IdempotencyConflict),
        problem(IdempotencyRunning),
        problem(StorageBusy)
      ]
    })
      .annotateMerge(asks.permission("inventory:write"))
      .annotateMerge(
        summary(
          "Move stock",
          "All movements or none. The same key and request move nothing again and answer the same levels."
        )
      ),
    HttpApiEndpoint.get("movements", "/movements", {
      query: Schema.Struct({ variant: VariantId, ...paging }).check(onePaging),
      success: MovementPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.permission("inventory:read"))
      .annotateMerge(summary("The movements of a variant, newest first"))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/inventory")
  .annotateMerge(room("Inventory", "What each store has of each variant, for staff.")) {}
