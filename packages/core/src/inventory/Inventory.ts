import { Context, Effect, Layer } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import type { AuditAction } from "../audit/actions.ts"
import { auditing, type Deed } from "../audit/auditing.ts"
import type { VariantNotFound } from "../catalog/CatalogErrors.ts"
import type { VariantId } from "../catalog/Product.ts"
import {
  type IdempotencyConflict,
  IdempotencyKey,
  type IdempotencyRunning,
  Keys,
  type StorageBusy
} from "../Idempotency.ts"
import { Ids } from "../Ids.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import type { StoreId } from "../store/Store.ts"
import type { StoreNotFound } from "../store/StoreErrors.ts"
import { Events, type Happened } from "../notification/Events.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import type { OutOfStock, StockTooLow } from "./InventoryErrors.ts"
import { InventoryStore, type PlannedMovement, type StockFilter } from "./InventoryStore.ts"
import { type Movement, MovementId, NewMovements, type StockLevel, summed, type Units } from "./StockLevel.ts"

/** What an order does with stock, in the store that serves it. */
export interface StockChange {
  readonly storeId: StoreId
  readonly lines: ReadonlyArray<Units>
  /** Stands beside the movements that it makes: an order's number. */
  readonly note: string
}

/** What became of each level: its movement stands in the books, and is named by its id. */
const moves = (planned: ReadonlyArray<PlannedMovement>, levels: ReadonlyArray<StockLevel>): ReadonlyArray<Deed> =>
  planned.map(({ id, kind, lowStockThreshold, quantity, storeId, variantId }, index) => {
    const onHand = levels[index]?.onHand ?? quantity
    const threshold = lowStockThreshold === undefined ? {} : { lowStockThreshold }
    return {
      action: "stock.moved",
      subject: variantId,
      before: { onHand: onHand - quantity },
      after: { onHand, storeId, kind, quantity, movementId: id, ...threshold }
    }
  })

/** Whether what the level is of was sold out before so many units came, and can be had again. */
const returned = (level: StockLevel | undefined, quantity: number): ReadonlyArray<Happened> => {
  if (level === undefined || level.available <= 0 || level.available - quantity > 0) return []
  const { storeId, variantId } = level
  return [{ type: "product.back-in-stock", data: { variantId, storeId } }]
}

export class Inventory extends Context.Service<
  Inventory,
  {
    /** By SKU. With `low`: the levels at or below their threshold. */
    list(
      filter: StockFilter,
      request?: PageRequest
    ): Effect.Effect<Page<StockLevel>, InvalidCursor | PermissionDenied, CurrentActor>
    /** A variant's movements, newest first. */
    movements(
      variantId: VariantId,
      request?: PageRequest
    ): Effect.Effect<Page<Movement>, InvalidCursor | PermissionDenied, CurrentActor>
    /** Records all movements or none; answers the levels as they are then. The same key and request move nothing again. */
    move(
      given: typeof NewMovements.Encoded,
      key: string
    ): Effect.Effect<
      { readonly levels: ReadonlyArray<StockLevel>; readonly replayed: boolean },
      | InvalidInput
      | PermissionDenied
      | VariantNotFound
      | StoreNotFound
      | StockTooLow
      | IdempotencyConflict
      | IdempotencyRunning
      | StorageBusy,
      CurrentActor
    >
    /** Promises units to an order: every line or none. Variants that are not counted are let through. */
    allocate(change: StockChange): Effect.Effect<void, OutOfStock | PermissionDenied, CurrentActor>
    /** Gives back what was promised. */
    release(change: StockChange): Effect.Effect<void, PermissionDenied, CurrentActor>
    /** Promised units leave the store. */
    ship(change: StockChange): Effect.Effect<void, PermissionDenied, CurrentActor>
    /** Shipped units come back into stock. */
    takeBack(change: StockChange): Effect.Effect<void, PermissionDenied, CurrentActor>
  }
>()("@duka/core/inventory/Inventory") {
  static readonly layer = Layer.effect(
    Inventory,
    Effect.gen(function* () {
      const store = yield* InventoryStore
      const ids = yield* Ids
      const keys = yield* Keys
      const events = yield* Events
      const units = yield* UnitOfWork
      const { record, recorded } = yield* auditing

      const list = Effect.fn("Inventory.list")(function* (filter: StockFilter, request: PageRequest = {}) {
        yield* requires("inventory:read")
        const asked = yield* slice(request, "sku")
        return page(asked, yield* store.list(filter, asked))
      })

      const movements = Effect.fn("Inventory.movements")(function* (variantId: VariantId, request: PageRequest = {}) {
        yield* requires("inventory:read")
        const asked = yield* slice(request, "-at")
        return page(asked, yield* store.movements(variantId, asked))
      })

      const move = Effect.fn("Inventory.move")(function* (given: typeof NewMovements.Encoded, key: string) {
        const actor = yield* requires("inventory:write")
        const asked = yield* input(NewMovements)(given)
        const request = yield* keys.keyed(actor, "inventory.move", yield* input(IdempotencyKey)(key), asked)
        const planned = yield* Effect.forEach(asked, (movement) =>
          Effect.map(ids.make(MovementId), (id) => ({ ...movement, id }))
        )
        const moved = Effect.gen(function* () {
          const outcome = yield* store.move(planned, request, yield* now)
          if (outcome.replayed) return outcome
          yield* record(...moves(planned, outcome.levels))
          yield* events.publish(...planned.flatMap(({ quantity }, index) => returned(outcome.levels[index], quantity)))
          return outcome
        })
        return yield* units.commit(moved)
      })

      /** What an order gives up may be had again: its levels are locked by us, and read as they will be. */
      const givingUp = Effect.fnUntraced(function* (change: Effect.Effect<void>, { lines, storeId }: StockChange) {
        yield* change
        const found = yield* Effect.forEach(summed(lines), ({ quantity, variantId }) =>
          Effect.map(
            store.list({ storeId, variantId }, { _tag: "After", limit: 1, position: null }),
            ({ items: [level] }) => returned(level, quantity)
          )
        )
        yield* events.publish(...found.flat())
      }, units.commit)

      const guarded = <E>(name: string, action: AuditAction, f: (change: StockChange) => Effect.Effect<void, E>) =>
        Effect.fn(`Inventory.${name}`)((change: StockChange) => {
          const { lines, storeId } = change
          const deeds = summed(lines).map(({ quantity, variantId }) => ({
            action,
            subject: variantId,
            after: { storeId, quantity }
          }))
          return Effect.andThen(requires("inventory:write"), recorded(Effect.andThen(f(change), record(...deeds))))
        })

      return Inventory.of({
        list,
        movements,
        move,
        allocate: guarded("allocate", "stock.allocated", ({ lines, storeId }) => store.allocate(storeId, lines)),
        release: guarded("release", "stock.released", (change) =>
          givingUp(store.release(change.storeId, change.lines), change)
        ),
        ship: guarded("ship", "stock.shipped", ({ lines, note, storeId }) =>
          Effect.flatMap(now, (at) => store.ship(storeId, lines, at, note))
        ),
        takeBack: guarded("takeBack", "stock.returned", (change) =>
          Effect.flatMap(now, (at) => givingUp(store.takeBack(change.storeId, change.lines, at, change.note), change))
        )
      })
    })
  )
}
