import { Inventory } from "@duka/core"
import { DukaApi, MovedStock, MovementPage, Paging, StockPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, replayable, text } from "./answers.ts"

const levels = text(StockPage)
const moves = text(MovementPage)
const moved = text(MovedStock)

export const inventory = HttpApiBuilder.group(
  DukaApi,
  "inventory",
  Effect.fnUntraced(function* (handlers) {
    const inventory = yield* Inventory
    return handlers.handleAll({
      list: Effect.fnUntraced(function* ({ query }) {
        const filter = {
          ...(query.variant === undefined ? {} : { variantId: query.variant }),
          ...(query.store === undefined ? {} : { storeId: query.store })
        }
        return own(levels(yield* inventory.list(filter, Paging.pageRequest(query))))
      }),
      low: Effect.fnUntraced(function* ({ query }) {
        const filter = { low: true, ...(query.store === undefined ? {} : { storeId: query.store }) }
        return own(levels(yield* inventory.list(filter, Paging.pageRequest(query))))
      }),
      movements: Effect.fnUntraced(function* ({ query }) {
        return own(moves(yield* inventory.movements(query.variant, Paging.pageRequest(query))))
      }),
      move: Effect.fnUntraced(function* ({ headers, payload }) {
        const { levels, replayed } = yield* inventory.move(payload.movements, headers["idempotency-key"])
        return replayable(own(moved({ levels })), replayed)
      })
    })
  })
)
