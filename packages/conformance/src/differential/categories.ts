/** Commands about categories. */
import { type Category, CategoryId, CategoryStore, Slug } from "@duka/core"
import { Effect } from "effect"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { pages, shownPages, step, type Step } from "./Step.ts"
import { now, set, uuid, without, type World } from "./World.ts"

const parentOf = (world: World, dice: Dice): CategoryId | null =>
  dice.once(12) ? CategoryId.make(uuid(world)) : dice.once(3) ? null : (dice.any(world.categories.values())?.id ?? null)

const newCategory = (world: World, dice: Dice): Category =>
  Samples.category({
    id: CategoryId.make(uuid(world)),
    slug: Slug.make(`c-${dice.below(20)}`),
    name: dice.pick(["Teas", "teas", "Téas", "Cakes", "𝒜"]),
    parentId: parentOf(world, dice),
    position: dice.below(3)
  })

const known = (world: World, dice: Dice): Category => dice.any(world.categories.values()) ?? newCategory(world, dice)

const versionOf = (dice: Dice, { version }: Category): number => (dice.once(8) ? version + 1 : version)

export const insert = (world: World, dice: Dice): Step => {
  const category = newCategory(world, dice)
  return step({
    about: ["insert category", category],
    ask: () => Effect.flatMap(CategoryStore, (store) => store.insert(category)),
    learn: () => {
      world.categories = set(world.categories, category)
    }
  })
}

export const replace = (world: World, dice: Dice): Step => {
  const before = known(world, dice)
  const read = { version: versionOf(dice, before) }
  const category: Category = {
    ...before,
    ...(dice.once(3) ? { slug: Slug.make(`c-${dice.below(20)}`), name: dice.pick(["Teas", "Cakes"]) } : {}),
    parentId: dice.once(4) ? before.parentId : parentOf(world, dice),
    updatedAt: now(world)
  }
  return step({
    about: ["replace category", category, read],
    ask: () => Effect.flatMap(CategoryStore, (store) => store.replace(category, read)),
    learn: (saved) => {
      world.categories = set(world.categories, saved)
    }
  })
}

export const remove = (world: World, dice: Dice): Step => {
  const before = known(world, dice)
  const options = dice.once(2) ? {} : { version: versionOf(dice, before) }
  return step({
    about: ["remove category", before.id, options],
    ask: () => Effect.flatMap(CategoryStore, (store) => store.remove(before.id, options)),
    learn: () => {
      world.categories = without(world.categories, before.id)
      world.products = new Map(
        [...world.products].map(([id, product]) => [
          id,
          { ...product, categoryIds: product.categoryIds.filter((other) => other !== before.id) }
        ])
      )
    }
  })
}

export const read = (world: World, dice: Dice): Step => {
  const { id, slug } = known(world, dice)
  const ref = dice.once(2) ? { slug } : { id }
  return step({
    about: ["get category", ref],
    ask: () => Effect.flatMap(CategoryStore, (store) => store.get(ref)),
    learn: (found) => {
      world.categories = set(world.categories, found)
    }
  })
}

export const list = (world: World, dice: Dice): Step => {
  const filter = dice.once(2) ? {} : { parentId: dice.once(2) ? null : known(world, dice).id }
  const way = { size: 1 + dice.below(5), page: 1 + dice.below(2) }
  return step({
    about: ["list categories", filter, way],
    ask: () => Effect.flatMap(CategoryStore, (store) => pages((slice) => store.list(filter, slice), way)),
    shown: shownPages((category) => category)
  })
}

export const all = (): Step =>
  step({
    about: ["all categories"],
    ask: () => Effect.flatMap(CategoryStore, (store) => store.all()),
    shown: (categories) => categories.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  })
