import {
  type Category,
  CategoryCycle,
  categoryLimits,
  CategoryNotEmpty,
  CategoryNotFound,
  CategoryTooDeep,
  InvalidInput,
  SlugTaken,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, law, owner, price, rooms } from "../opened.ts"
import { uuid } from "../samples.ts"

const room = Effect.map(rooms, ({ categories }) => categories)

const made = Effect.fnUntraced(function* (name: string, parent?: Category) {
  return yield* (yield* room).create({ name, ...(parent === undefined ? {} : { parentId: parent.id }) })
}, as(owner))

describe("a category", () => {
  law(
    "is made of a name, and found by id and slug",
    Effect.gen(function* () {
      const categories = yield* room
      const cakes = yield* made("Birthday Cakes")
      expect(cakes).toMatchObject({ slug: "birthday-cakes", parentId: null, position: 0, version: 1 })
      for (const idOrSlug of [cakes.id, cakes.slug]) expect(yield* categories.get(idOrSlug)).toStrictEqual(cakes)
      for (const none of [uuid(404), "none", "No Slug", "tree"]) {
        expect(yield* Effect.flip(categories.get(none))).toBeInstanceOf(CategoryNotFound)
      }
    })
  )

  law(
    "whose name is taken gets another slug; one that asked for its slug is refused",
    Effect.gen(function* () {
      const categories = yield* room
      yield* made("Cakes")
      expect((yield* made("Cakes")).slug).toMatch(/^cakes-[a-z0-9]{5}$/)
      const asked = categories.create({ name: "Other", slug: "cakes" })
      expect(yield* Effect.flip(as(owner)(asked))).toBeInstanceOf(SlugTaken)
      expect(yield* Effect.flip(as(owner)(categories.create({ name: "A", slug: "tree" })))).toBeInstanceOf(InvalidInput)
    })
  )

  law(
    "moves with everything below it, and never below itself",
    Effect.gen(function* () {
      const categories = yield* room
      const food = yield* made("Food")
      const cakes = yield* made("Cakes", food)
      const fruit = yield* made("Fruit cakes", cakes)
      const gifts = yield* made("Gifts")
      yield* as(owner)(categories.update(cakes.id, { parentId: gifts.id }))
      expect(yield* categories.tree()).toMatchObject([
        { name: "Food", children: [] },
        { name: "Gifts", children: [{ name: "Cakes", children: [{ name: "Fruit cakes", children: [] }] }] }
      ])
      for (const parentId of [cakes.id, fruit.id]) {
        expect(yield* Effect.flip(as(owner)(categories.update(cakes.id, { parentId })))).toBeInstanceOf(CategoryCycle)
      }
      expect(yield* Effect.flip(as(owner)(categories.update(cakes.id, { parentId: uuid(404) })))).toBeInstanceOf(
        CategoryNotFound
      )
      const children = yield* categories.list({ parentId: cakes.id })
      expect(children.items.map(({ id }) => id)).toStrictEqual([fruit.id])
      expect((yield* categories.list({ parentId: null })).items.map(({ name }) => name)).toStrictEqual([
        "Food",
        "Gifts"
      ])
    })
  )

  law(
    "nests so deep and no deeper, also by moving",
    Effect.gen(function* () {
      const categories = yield* room
      let deepest = yield* made("Level 1")
      for (let level = 2; level <= categoryLimits.categoryDepthMax; level++)
        deepest = yield* made(`Level ${level}`, deepest)
      expect(yield* Effect.flip(made("Too deep", deepest))).toBeInstanceOf(CategoryTooDeep)
      const two = yield* made("Two levels")
      yield* made("Below", two)
      const move = categories.update(two.id, { parentId: deepest.parentId })
      expect(yield* Effect.flip(as(owner)(move))).toBeInstanceOf(CategoryTooDeep)
    })
  )

  law(
    "changes at the version that was read",
    Effect.gen(function* () {
      const categories = yield* room
      const cakes = yield* made("Cakes")
      const changed = yield* as(owner)(categories.update(cakes.slug, { name: "Gateaux", position: 3 }, { version: 1 }))
      expect(changed).toStrictEqual({ ...cakes, name: "Gateaux", position: 3, version: 2 })
      for (const late of [
        Effect.flip(as(owner)(categories.update(cakes.id, { name: "Kuchen" }, { version: 1 }))),
        Effect.flip(as(owner)(categories.remove(cakes.id, { version: 1 })))
      ]) {
        expect(yield* late).toBeInstanceOf(VersionConflict)
      }
      yield* as(owner)(categories.remove(cakes.id, { version: 2 }))
    })
  )

  law(
    "goes when nothing is below it, and its products only lose it",
    Effect.gen(function* () {
      const { categories, products } = yield* rooms
      const food = yield* made("Food")
      const cakes = yield* made("Cakes", food)
      const cake = yield* as(owner)(products.create({ name: "Cake", price, categoryIds: [cakes.id, food.id] }))
      const full = yield* Effect.flip(as(owner)(categories.remove(food.id)))
      expect(full).toBeInstanceOf(CategoryNotEmpty)
      expect(full).toMatchObject({ subcategories: 1 })
      yield* as(owner)(categories.remove(cakes.id))
      expect(yield* products.get(cake.id)).toMatchObject({ categoryIds: [food.id], version: 1 })
      expect(yield* Effect.flip(as(owner)(categories.remove(cakes.id)))).toBeInstanceOf(CategoryNotFound)
    })
  )
})
