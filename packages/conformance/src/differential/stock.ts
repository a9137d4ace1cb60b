/** Commands about stock. */
import {
  InventoryStore,
  MovementId,
  type KeyedRequest,
  type NewMovement,
  type PlannedMovement,
  StoreId,
  type Units,
  VariantId
} from "@duka/core"
import { Effect } from "effect"
import { times } from "../outcomes.ts"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { nothing, pages, shownPages, step, type Step } from "./Step.ts"
import { allocate as count, allocatedOf, now, uuid, variants, type World } from "./World.ts"

const variantId = (world: World, dice: Dice) => {
  const counted = variants(world).filter(({ variant }) => variant.stockPolicy !== "untracked")
  const sold = dice.once(20) ? undefined : dice.any(dice.once(9) ? variants(world) : counted)
  return sold?.variant.id ?? VariantId.make(uuid(world))
}

export const storeIdOf = (world: World, dice: Dice): StoreId => {
  const store = dice.once(20) ? undefined : dice.any(world.stores.values())
  return store?.id ?? StoreId.make(uuid(world))
}

/** Mostly a new key; sometimes a used one, for the same request or for another. */
export const requestOf = (world: World, dice: Dice, scope: string): KeyedRequest => {
  const used = dice.once(6) ? dice.any(world.requests.filter((request) => request.scope === scope)) : undefined
  if (used !== undefined) return dice.once(3) ? { ...used, requestHash: "other" } : used
  const request = Samples.request({ scope, key: Samples.request().key, requestHash: "first" })
  world.requests = [...world.requests, request]
  return request
}

const kinds: Readonly<Record<NewMovement["kind"], (units: number) => number>> = {
  receipt: (units) => units,
  return: (units) => units,
  write_off: (units) => -units,
  adjustment: (units) => units - 3
}

const movementOf = (world: World, dice: Dice): PlannedMovement => {
  const kind = dice.pick(["receipt", "receipt", "receipt", "return", "write_off", "adjustment"] as const)
  return {
    id: MovementId.make(uuid(world)),
    variantId: variantId(world, dice),
    storeId: storeIdOf(world, dice),
    kind,
    quantity: kinds[kind](1 + dice.below(9)),
    ...(dice.once(3) ? { note: "By hand" } : {}),
    ...(dice.once(3) ? { lowStockThreshold: dice.once(3) ? null : dice.below(5) } : {})
  }
}

export const move = (world: World, dice: Dice): Step => {
  const planned = times(1 + dice.below(4)).map(() => movementOf(world, dice))
  // A variant stands once in a store.
  const movements = [...new Map(planned.map((one) => [`${one.variantId} ${one.storeId}`, one])).values()]
  const request = requestOf(world, dice, "movements")
  const at = now(world)
  return step({
    about: ["move", movements, request, at],
    ask: () => Effect.flatMap(InventoryStore, (store) => store.move(movements, request, at))
  })
}

export const list = (world: World, dice: Dice): Step => {
  const filter = {
    ...(dice.once(3) ? { variantId: variantId(world, dice) } : {}),
    ...(dice.once(3) ? { storeId: storeIdOf(world, dice) } : {}),
    ...(dice.once(3) ? { low: true } : {})
  }
  const way = { size: 1 + dice.below(5), page: 1 + dice.below(2) }
  return step({
    about: ["list levels", filter, way],
    ask: () => Effect.flatMap(InventoryStore, (store) => pages((slice) => store.list(filter, slice), way)),
    shown: shownPages((level) => level)
  })
}

export const movements = (world: World, dice: Dice): Step => {
  const id = variantId(world, dice)
  const way = { size: 1 + dice.below(5), page: 1 }
  return step({
    about: ["list movements", id, way],
    ask: () => Effect.flatMap(InventoryStore, (store) => pages((slice) => store.movements(id, slice), way)),
    // Shipments get their ids from the storage.
    shown: (found) =>
      found.map(({ items, next, total }) => ({
        items: items.map((movement) => ({ ...movement, id: null })),
        next: next === null ? null : [next.sort, next.value],
        total
      }))
  })
}

export const allocate = (world: World, dice: Dice): Step => {
  const storeId = storeIdOf(world, dice)
  // Nobody allocates in a store that does not exist.
  if (!world.stores.has(storeId)) return nothing
  const lines = times(1 + dice.below(3)).map(() => ({
    variantId: variantId(world, dice),
    quantity: 1 + dice.below(4)
  }))
  return step({
    about: ["allocate", storeId, lines],
    ask: () => Effect.flatMap(InventoryStore, (store) => store.allocate(storeId, lines)),
    learn: () => count(world, storeId, lines)
  })
}

/** Some of what is allocated in a store; now and then more than that. */
const promised = (
  world: World,
  dice: Dice
): { readonly storeId: StoreId; readonly lines: ReadonlyArray<Units> } | undefined => {
  const store = dice.any(world.stores.values())
  if (store === undefined) return undefined
  const known = variants(world).filter(({ variant }) => allocatedOf(world, variant.id, store.id) > 0)
  // A defect is the end of a unit.
  const beyond = world.unitDepth === 0 && dice.once(8) ? 1 : 0
  const lines = dice.some(known, 3).map(({ variant }) => {
    const most = allocatedOf(world, variant.id, store.id)
    return { variantId: variant.id, quantity: beyond === 1 ? most + 1 : 1 + dice.below(most) }
  })
  return lines.length === 0 ? undefined : { storeId: store.id, lines }
}

const taken = (lines: ReadonlyArray<Units>) =>
  lines.map(({ quantity, variantId }) => ({ variantId, quantity: -quantity }))

/** Whether each line asks for no more than is promised. More is a defect, but of an untracked variant it is nothing. */
const settles = (world: World, storeId: StoreId) => (line: Units) =>
  line.quantity <= allocatedOf(world, line.variantId, storeId)

export const settle = (world: World, dice: Dice): Step => {
  const found = promised(world, dice)
  if (found === undefined) return nothing
  const { lines, storeId } = found
  const at = now(world)
  const shipped = dice.once(2)
  return step({
    about: [shipped ? "ship" : "release", storeId, lines],
    ask: () =>
      Effect.flatMap(InventoryStore, (store) =>
        shipped ? store.ship(storeId, lines, at, "Order 7") : store.release(storeId, lines)
      ),
    learn: () => count(world, storeId, taken(lines.filter(settles(world, storeId))))
  })
}

export const takeBack = (world: World, dice: Dice): Step => {
  const [store, sold] = [dice.any(world.stores.values()), dice.any(variants(world))]
  if (store === undefined || sold === undefined) return nothing
  const lines = [{ variantId: sold.variant.id, quantity: 1 + dice.below(3) }]
  const at = now(world)
  return step({
    about: ["take back", store.id, lines],
    ask: () => Effect.flatMap(InventoryStore, ({ takeBack }) => takeBack(store.id, lines, at, "Came back"))
  })
}
