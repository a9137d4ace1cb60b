/** Commands about stores and about customers. */
import { AddressId, type Customer, CustomerStore, type Store, StoreId, StoreStore, wantedWords } from "@duka/core"
import { Effect } from "effect"
import { times } from "../outcomes.ts"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { pages, shownPages, step, type Step } from "./Step.ts"
import { now, set, uuid, without, type World } from "./World.ts"

const versionOf = (dice: Dice, { version }: { readonly version: number }): number =>
  dice.once(8) ? version + 1 : version

const newStore = (world: World, dice: Dice): Store =>
  Samples.store({
    id: StoreId.make(uuid(world)),
    slug: `s-${dice.below(12)}`,
    name: dice.pick(["Kilimani", "kilimani", "Kisumu", "Ünal", "𝒜"]),
    pickup: !dice.once(4),
    delivers: !dice.once(4),
    point: dice.once(3) ? null : { latitude: -1.25, longitude: 36.75 },
    serviceRadiusKm: dice.once(2) ? null : 12.5
  })

const knownStore = (world: World, dice: Dice): Store => dice.any(world.stores.values()) ?? newStore(world, dice)

export const insertStore = (world: World, dice: Dice): Step => {
  const store = newStore(world, dice)
  return step({
    about: ["insert store", store],
    ask: () => Effect.flatMap(StoreStore, (stores) => stores.insert(store)),
    learn: () => {
      world.stores = set(world.stores, store)
    }
  })
}

export const replaceStore = (world: World, dice: Dice): Step => {
  const before = knownStore(world, dice)
  const read = { version: versionOf(dice, before) }
  const { delivers, name, pickup, point, slug } = newStore(world, dice)
  const store = { ...before, delivers, name, pickup, point, slug, updatedAt: now(world) }
  return step({
    about: ["replace store", store, read],
    ask: () => Effect.flatMap(StoreStore, (stores) => stores.replace(store, read)),
    learn: (saved) => {
      world.stores = set(world.stores, saved)
    }
  })
}

export const removeStore = (world: World, dice: Dice): Step => {
  const before = knownStore(world, dice)
  const options = dice.once(2) ? {} : { version: versionOf(dice, before) }
  return step({
    about: ["remove store", before.id, options],
    ask: () => Effect.flatMap(StoreStore, (stores) => stores.remove(before.id, options)),
    learn: () => {
      world.stores = without(world.stores, before.id)
    }
  })
}

export const readStores = (world: World, dice: Dice): Step => {
  const { id } = knownStore(world, dice)
  const way = { size: 1 + dice.below(4), page: 1 + dice.below(2) }
  return step({
    about: ["get and list stores", id, way],
    ask: () =>
      Effect.gen(function* () {
        const { get, list } = yield* StoreStore
        return { listed: shownPages((store) => store)(yield* pages(list, way)), found: yield* get(id) }
      })
  })
}

const newCustomer = (world: World, dice: Dice): Customer => {
  const addresses = times(dice.below(3)).map(() => ({ id: AddressId.make(uuid(world)), ...Samples.address() }))
  return Samples.customer({
    id: dice.pick(world.people),
    name: dice.pick(["Zoë", "The customer"]),
    email: dice.pick([null, "zoe@example.com", "Café.Önal@example.co.ke"]),
    phone: dice.pick(["+254700000001", "+256711222333"]),
    addresses,
    defaultAddressId: dice.any(addresses)?.id ?? null,
    createdAt: Samples.at(dice.below(2))
  })
}

export const insertCustomer = (world: World, dice: Dice): Step => {
  const given = newCustomer(world, dice)
  // An account is made once.
  if (world.customers.has(given.id)) return readCustomers(world, dice)
  return step({
    about: ["insert customer", given],
    ask: () => Effect.flatMap(CustomerStore, (store) => store.insert(given)),
    learn: () => {
      world.customers = set(world.customers, given)
    }
  })
}

export const replaceCustomer = (world: World, dice: Dice): Step => {
  const given = newCustomer(world, dice)
  const before = world.customers.get(given.id) ?? given
  const read = { version: versionOf(dice, before) }
  const next = { ...given, createdAt: before.createdAt, updatedAt: now(world) }
  return step({
    about: ["replace customer", next, read],
    ask: () => Effect.flatMap(CustomerStore, (store) => store.replace(next, read)),
    learn: (saved) => {
      world.customers = set(world.customers, saved)
    }
  })
}

export const removeCustomer = (world: World, dice: Dice): Step => {
  const id = dice.pick(world.people)
  const at = now(world)
  return step({
    about: ["remove customer", id, at],
    ask: () => Effect.flatMap(CustomerStore, (store) => store.remove(id, at)),
    learn: () => {
      world.customers = without(world.customers, id)
    }
  })
}

export const readCustomers = (world: World, dice: Dice): Step => {
  const id = dice.pick(world.people)
  const way = { size: 1 + dice.below(3), page: 1 + dice.below(2) }
  const q = dice.pick(["zo", "THE cust", "oe", "onal exa", "0700", "711 222", "254", "00", "é"])
  const words = dice.once(2) ? [] : (wantedWords({ q }) ?? [])
  return step({
    about: ["get and list customers", id, way, words],
    ask: () =>
      Effect.gen(function* () {
        const { get, list } = yield* CustomerStore
        return {
          listed: shownPages((customer) => customer)(yield* pages((slice) => list({ words }, slice), way)),
          found: yield* get(id)
        }
      })
  })
}
