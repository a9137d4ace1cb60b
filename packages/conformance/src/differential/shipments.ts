/** Commands about what leaves the store and comes back. */
import { type Order, ReturnId, ReturnStatus, ReturnStore, ShipmentId, ShipmentStatus, ShipmentStore } from "@duka/core"
import { Effect } from "effect"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { nothing, pages, step, type Step } from "./Step.ts"
import { requestOf } from "./stock.ts"
import { now, set, uuid, type World } from "./World.ts"

const orderOf = (world: World, dice: Dice): Order | undefined => dice.any(world.orders.values())

export const ship = (world: World, dice: Dice): Step => {
  const order = orderOf(world, dice)
  if (order === undefined) return nothing
  const id = ShipmentId.make(uuid(world))
  const times = { createdAt: now(world), updatedAt: now(world) }
  const note = dice.once(2) ? null : "Gate"
  const shipment = Samples.shipment(order.id, { id, ...times, note, carrier: dice.once(2) ? null : "Sendy" })
  const request = dice.once(2) ? null : requestOf(world, dice, "shipments")
  return step({
    about: ["ship", shipment, request ?? ""],
    ask: () => Effect.flatMap(ShipmentStore, (store) => store.insert(shipment, request)),
    learn: () => {
      world.shipments = set(world.shipments, shipment)
    }
  })
}

export const made = (world: World, dice: Dice): Step => {
  const [ship, back] = [requestOf(world, dice, "shipments"), requestOf(world, dice, "returns")]
  const at = now(world)
  return step({
    about: ["made with", ship, back, at],
    ask: () =>
      Effect.gen(function* () {
        const [shipments, returns] = [yield* ShipmentStore, yield* ReturnStore]
        return [yield* shipments.made(ship, at), yield* returns.made(back, at)] as const
      })
  })
}

export const readShipments = (world: World, dice: Dice): Step => {
  const shipment = dice.any(world.shipments.values())
  const order = orderOf(world, dice)
  if (shipment === undefined || order === undefined) return nothing
  const way = { size: 1 + dice.below(4), page: 1 + dice.below(2) }
  return step({
    about: ["shipments", shipment.id, order.id, way],
    ask: () =>
      Effect.gen(function* () {
        const { get, list } = yield* ShipmentStore
        return [yield* get(shipment.id), yield* pages((slice) => list({ orderId: order.id }, slice), way)] as const
      }),
    learn: ([kept]) => {
      world.shipments = set(world.shipments, kept)
    }
  })
}

export const saveShipment = (world: World, dice: Dice): Step => {
  const before = dice.any(world.shipments.values())
  if (before === undefined) return nothing
  const shipment = { ...before, status: dice.pick(ShipmentStatus.literals), updatedAt: now(world) }
  const read = { version: dice.once(6) ? before.version + 1 : before.version }
  return step({
    about: ["save shipment", shipment, read],
    ask: () => Effect.flatMap(ShipmentStore, (store) => store.save(shipment, read)),
    learn: (saved) => {
      world.shipments = set(world.shipments, saved)
    }
  })
}

export const settle = (world: World, dice: Dice): Step => {
  const order = orderOf(world, dice)
  if (order === undefined) return nothing
  const [to, at] = [dice.pick(ShipmentStatus.literals), now(world)]
  return step({
    about: ["settle", order.id, to, at],
    ask: () => Effect.flatMap(ShipmentStore, (store) => store.settle(order.id, to, at))
  })
}

export const sendBack = (world: World, dice: Dice): Step => {
  const order = orderOf(world, dice)
  if (order === undefined) return nothing
  const id = ReturnId.make(uuid(world))
  const times = { createdAt: now(world), updatedAt: now(world) }
  const given = Samples.returned(order.id, { id, ...times, status: dice.pick(ReturnStatus.literals) })
  const request = requestOf(world, dice, "returns")
  return step({
    about: ["send back", given, request],
    ask: () => Effect.flatMap(ReturnStore, (store) => store.insert(given, request)),
    learn: () => {
      world.returns = set(world.returns, given)
    }
  })
}

export const readReturns = (world: World, dice: Dice): Step => {
  const one = dice.any(world.returns.values())
  const order = orderOf(world, dice)
  if (one === undefined || order === undefined) return nothing
  const filter = {
    ...(dice.once(2) ? { orderId: order.id } : {}),
    ...(dice.once(2) ? { status: dice.pick(ReturnStatus.literals) } : {})
  }
  const way = { size: 1 + dice.below(4), page: 1 + dice.below(2) }
  return step({
    about: ["returns", one.id, order.id, filter, way],
    ask: () =>
      Effect.gen(function* () {
        const { awaited, get, list } = yield* ReturnStore
        const found = yield* pages((slice) => list(filter, slice), way)
        return [yield* get(one.id), yield* awaited(order.id), found] as const
      }),
    learn: ([kept]) => {
      world.returns = set(world.returns, kept)
    }
  })
}

export const saveReturn = (world: World, dice: Dice): Step => {
  const before = dice.any(world.returns.values())
  if (before === undefined) return nothing
  const worth = dice.once(2) ? null : dice.below(1_000)
  const refunded = worth === null || dice.once(2) ? null : dice.below(worth + 1)
  const given = { ...before, status: dice.pick(ReturnStatus.literals), worth, refunded, updatedAt: now(world) }
  const read = { version: dice.once(6) ? before.version + 1 : before.version }
  return step({
    about: ["save return", given, read],
    ask: () => Effect.flatMap(ReturnStore, (store) => store.save(given, read)),
    learn: (saved) => {
      world.returns = set(world.returns, saved)
    }
  })
}
