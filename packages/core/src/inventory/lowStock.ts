import { Effect, Schema } from "effect"
import { VariantId } from "../catalog/Product.ts"
import { jobKind } from "../jobs/Job.ts"
import { handler, type Work } from "../jobs/Worker.ts"
import { Events } from "../notification/Events.ts"
import { StoreId } from "../store/Store.ts"

/**
 * A level has come down to its threshold, or below it. Storages enqueue it themselves, with the change that made it so:
 * once for each time that a level crosses its threshold, and again only after it was above it.
 */
export const lowStock = jobKind({
  name: "low-stock",
  payload: Schema.Struct({ variantId: VariantId, storeId: StoreId })
})

/** `GET /v1/inventory/low` shows what is low at any time; who looks after stock is told when it becomes so. */
export const inventoryWork: Effect.Effect<Work, never, Events> = Effect.map(Events, (events) => ({
  handlers: [handler(lowStock, (level) => events.publish({ type: "stock.low", data: level }))],
  timers: []
}))
