import { InvalidInput, StoreInUse, StoreNotFound, StoreSlugTaken, VersionConflict } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, filled, law, opened, owner, rooms } from "../opened.ts"
import { uuid } from "../samples.ts"

const address = { lines: ["Ring Road"], city: "Nairobi", country: "KE" } as const

describe("a store", () => {
  law(
    "is made of a name and an address, and offers pickup and delivery",
    Effect.gen(function* () {
      const { stores } = yield* rooms
      const made = yield* as(owner)(stores.create({ name: "Kilimani", address }))
      expect(made).toMatchObject({
        slug: "kilimani",
        pickup: true,
        delivers: true,
        point: null,
        serviceRadiusKm: null,
        version: 1
      })
      expect(yield* stores.get(made.id)).toStrictEqual(made)
      for (const none of [uuid(404), "kilimani"])
        expect(yield* Effect.flip(stores.get(none))).toBeInstanceOf(StoreNotFound)
    })
  )

  law(
    "whose name is taken gets another slug; one that asked for its slug is refused",
    Effect.gen(function* () {
      const { stores } = yield* rooms
      yield* as(owner)(stores.create({ name: "Kilimani", address }))
      const second = yield* as(owner)(stores.create({ name: "Kilimani", address }))
      expect(second.slug).toMatch(/^kilimani-[a-z0-9]{5}$/)
      const asked = stores.create({ name: "Westlands", address, slug: "kilimani" })
      expect(yield* Effect.flip(as(owner)(asked))).toBeInstanceOf(StoreSlugTaken)
    })
  )

  law(
    "changes in what is named, at the version that was read",
    Effect.gen(function* () {
      const { stores } = yield* rooms
      const made = yield* as(owner)(stores.create({ name: "Kilimani", address, phone: "+254700000001" }))
      const changed = yield* as(owner)(stores.update(made.id, { phone: null, pickup: false }, { version: 1 }))
      expect(changed).toStrictEqual({ ...made, phone: null, pickup: false, version: 2 })
      const late = stores.update(made.id, { pickup: true }, { version: 1 })
      expect(yield* Effect.flip(as(owner)(late))).toBeInstanceOf(VersionConflict)
      const broken = stores.update(made.id, { serviceRadiusKm: -1 })
      expect(yield* Effect.flip(as(owner)(broken))).toBeInstanceOf(InvalidInput)
    })
  )

  law(
    "goes unless stock or orders belong to it; carts lose their choice of it",
    Effect.gen(function* () {
      const { carts, stores } = yield* rooms
      const shop = yield* opened()
      expect(yield* Effect.flip(as(owner)(stores.remove(shop.store.id)))).toBeInstanceOf(StoreInUse)
      const empty = yield* as(owner)(stores.create({ name: "Depot", address }))
      const { buyer, cart } = yield* filled({ ...shop, pickup: { method: "pickup", storeId: empty.id } })
      yield* as(owner)(stores.remove(empty.id))
      expect(yield* as(buyer)(carts.get(cart.id))).toMatchObject({ delivery: null, lines: [{ quantity: 1 }] })
      expect((yield* stores.list()).items.map(({ id }) => id)).toStrictEqual([shop.store.id])
    })
  )
})
