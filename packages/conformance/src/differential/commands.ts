/** Every command, and how often it comes. */
import { UnitOfWork } from "@duka/core"
import { Effect } from "effect"
import * as Carts from "./carts.ts"
import * as Categories from "./categories.ts"
import type { Dice } from "./Dice.ts"
import * as DiceOf from "./Dice.ts"
import * as DraftOrders from "./draftOrders.ts"
import * as Orders from "./orders.ts"
import * as Products from "./products.ts"
import * as Shipments from "./shipments.ts"
import type { Side, Sides, Step } from "./Step.ts"
import * as Stock from "./stock.ts"
import * as Stores from "./stores.ts"
import type { World } from "./World.ts"

type Make = (world: World, dice: Dice) => Step

const kinds: ReadonlyArray<readonly [often: number, make: Make]> = [
  [3, Products.insert],
  [4, Products.replace],
  [1, Products.remove],
  [1, Products.entry],
  [3, Products.get],
  [6, Products.list],
  [3, Categories.insert],
  [3, Categories.replace],
  [1, Categories.remove],
  [1, Categories.read],
  [2, Categories.list],
  [1, Categories.all],
  [1, Stores.insertStore],
  [1, Stores.replaceStore],
  [1, Stores.removeStore],
  [1, Stores.readStores],
  [1, Stores.insertCustomer],
  [1, Stores.replaceCustomer],
  [1, Stores.removeCustomer],
  [1, Stores.readCustomers],
  [8, Stock.move],
  [3, Stock.list],
  [2, Stock.movements],
  [3, Stock.allocate],
  [5, Stock.settle],
  [1, Stock.takeBack],
  [3, Carts.insert],
  [3, Carts.save],
  [3, Carts.basket],
  [2, Carts.supply],
  [1, Carts.openOf],
  [1, Carts.remove],
  [1, Carts.removeOf],
  [3, DraftOrders.insert],
  [3, DraftOrders.save],
  [3, DraftOrders.read],
  [1, DraftOrders.remove],
  [1, DraftOrders.removeOf],
  [7, Orders.place],
  [1, Orders.placed],
  [3, Orders.get],
  [3, Orders.list],
  [3, Orders.save],
  [2, Orders.edit],
  [1, Orders.openOf],
  [1, Orders.anonymise],
  [3, Shipments.ship],
  [1, Shipments.made],
  [2, Shipments.readShipments],
  [2, Shipments.saveShipment],
  [1, Shipments.settle],
  [3, Shipments.sendBack],
  [2, Shipments.readReturns],
  [2, Shipments.saveReturn]
]

/** What every sequence begins with: without stores and products there is little to ask. */
const beginnings: ReadonlyArray<Make> = [
  Stores.insertStore,
  Stores.insertStore,
  Categories.insert,
  Categories.insert,
  Products.insert,
  Products.insert,
  Stock.move
]

const makes: ReadonlyArray<Make> = kinds.flatMap(([often, make]) => Array.from({ length: often }, () => make))

/** How many different numbers name a kind of command. */
export const kindsCount = makes.length

interface Leaf {
  readonly kind: number
  readonly dice: ReadonlyArray<number>
}

/** Several commands in one unit, which fails after the last of them, or does not. */
interface Unit {
  readonly fails: boolean
  readonly commands: ReadonlyArray<Leaf | Unit>
}

export type Command = Leaf | Unit

class HalfWay {
  readonly _tag = "HalfWay"
}

const restore = (world: World, before: World): void => {
  // Time and ids go on: what was taken back has been.
  const { ids, seconds } = world
  Object.assign(world, before, { ids, seconds })
}

const leaf = (world: World, { dice, kind }: Leaf, sides: Sides): Effect.Effect<void> => {
  const rolled = DiceOf.make(dice)
  // Mostly seconds; now and then longer than carts last, or than keys are kept.
  world.seconds += rolled.once(180) ? 50 * 3600 : rolled.once(50) ? 300 : 1
  return makes[kind % makes.length]?.(world, rolled)(sides) ?? Effect.void
}

export const begin = (world: World, sides: Sides): Effect.Effect<void> =>
  Effect.forEach(beginnings, (make, index) => make(world, DiceOf.make([index, 5, index, 2, 3, 1, 4]))(sides), {
    discard: true
  })

/** Runs the command in both storages. What a failing unit had made is forgotten. */
export const run = (world: World, command: Command, sides: Sides): Effect.Effect<void> => {
  if ("kind" in command) return leaf(world, command, sides)
  const { one, other, trace } = sides
  const within = (side: Side) => (work: Effect.Effect<void, HalfWay>) =>
    Effect.provideContext(
      Effect.flatMap(UnitOfWork, ({ commit }) => commit(work)),
      side.ports
    )
  const work = Effect.gen(function* () {
    for (const inner of command.commands) yield* run(world, inner, sides)
    if (command.fails) return yield* Effect.fail(new HalfWay())
  })
  const before = { ...world }
  return Effect.gen(function* () {
    world.unitDepth++
    trace.push(command.fails ? "a unit that fails begins" : "a unit begins")
    // One unit around the other: what comes of the inner one comes of the outer.
    const result = yield* Effect.result(within(one)(within(other)(work)))
    world.unitDepth--
    trace.push("the unit has ended")
    if (result._tag === "Failure") restore(world, before)
  })
}
