/** Commands about draft orders. What placing makes of them is learned when they are read. */
import { CartLineId, type DraftOrder, DraftOrderId, DraftOrderStore, Time } from "@duka/core"
import { Effect } from "effect"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { nothing, pages, step, type Step } from "./Step.ts"
import { storeIdOf } from "./stock.ts"
import { now, set, uuid, variants, without, type World } from "./World.ts"

const written = (world: World, dice: Dice): Partial<DraftOrder> => ({
  lines: dice
    .some(variants(world), 3)
    .map(({ variant }) => Samples.cartLine(variant.id, { id: CartLineId.make(uuid(world)) })),
  customerId: dice.once(2) ? null : dice.pick(world.people),
  contact: dice.once(2) ? null : Samples.contact,
  recipient: dice.once(2) ? null : { name: "Another", email: "another@example.com" },
  delivery: dice.once(2) ? null : { method: "pickup", storeId: storeIdOf(world, dice) },
  payment: dice.once(2) ? null : { method: "mpesa", payer: { phone: "+254700000005" } },
  note: dice.once(2) ? null : "Ring twice",
  updatedAt: now(world),
  expiresAt: Time.after(now(world), 40 + dice.below(1_000))
})

const any = (world: World, dice: Dice) => dice.any(world.draftOrders.values())

export const insert = (world: World, dice: Dice): Step => {
  const at = now(world)
  const made = Samples.draftOrder({ id: DraftOrderId.make(uuid(world)), createdAt: at, ...written(world, dice) })
  return step({
    about: ["insert draft", made],
    ask: () => Effect.flatMap(DraftOrderStore, (store) => store.insert(made)),
    learn: ({ draft }) => {
      world.draftOrders = set(world.draftOrders, draft)
    }
  })
}

export const save = (world: World, dice: Dice): Step => {
  const before = any(world, dice)
  if (before === undefined) return nothing
  const read = { version: dice.once(8) ? before.version + 1 : before.version }
  const next = { ...before, ...written(world, dice) }
  return step({
    about: ["save draft", next, read],
    ask: () => Effect.flatMap(DraftOrderStore, (store) => store.save(next, read)),
    learn: ({ draft }) => {
      world.draftOrders = set(world.draftOrders, draft)
    }
  })
}

export const read = (world: World, dice: Dice): Step => {
  const id = (dice.once(10) ? undefined : any(world, dice)?.id) ?? DraftOrderId.make(uuid(world))
  const [customerId, at] = [dice.pick(world.people), now(world)]
  const filter = {
    ...(dice.once(2) ? { customerId } : {}),
    ...(dice.once(2) ? { placed: dice.once(2) } : {})
  }
  const way = { size: 1 + dice.below(4), page: 1 + dice.below(2) }
  return step({
    about: ["drafts", id, filter, at, way],
    ask: () =>
      Effect.gen(function* () {
        const { allOf, get, list } = yield* DraftOrderStore
        const found = yield* pages((slice) => list(filter, at, slice), way)
        return [found, yield* allOf(customerId, at), yield* get(id, at)] as const
      }),
    learn: ([, , { draft }]) => {
      world.draftOrders = set(world.draftOrders, draft)
    }
  })
}

export const remove = (world: World, dice: Dice): Step => {
  const draft = any(world, dice)
  if (draft === undefined) return nothing
  const version = { version: dice.once(4) ? draft.version + 1 : draft.version }
  const [asked, at] = [dice.once(2) ? {} : version, now(world)]
  return step({
    about: ["remove draft", draft.id, at, asked],
    ask: () => Effect.flatMap(DraftOrderStore, (store) => store.remove(draft.id, at, asked)),
    learn: () => {
      // Kept now and then, to be asked for again.
      if (!dice.once(4)) world.draftOrders = without(world.draftOrders, draft.id)
    }
  })
}

export const removeOf = (world: World, dice: Dice): Step => {
  const customerId = dice.pick(world.people)
  return step({
    about: ["remove drafts of", customerId],
    ask: () => Effect.flatMap(DraftOrderStore, (store) => store.removeOf(customerId)),
    learn: () => {
      world.draftOrders = new Map([...world.draftOrders].filter(([, draft]) => draft.customerId !== customerId))
    }
  })
}
