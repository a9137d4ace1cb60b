import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import {
  type DeliveryChoice,
  distanceKm,
  GeoPoint,
  type Offer,
  StockPolicy,
  type StoreSupply,
  type Units
} from "@duka/core"
import { serve } from "../../src/cart/serving.ts"
import { variantId } from "../catalog/products.ts"
import { local, nairobi, offer, pickup, store, storeId } from "./carts.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Along a meridian a tenth of a degree is 11.1 km. */
const north = (tenths: number) => ({ latitude: nairobi.latitude + tenths / 10, longitude: nairobi.longitude })

const Available = Schema.NullOr(between(-2, 6))
const Branch = Schema.Struct({
  tenths: Schema.NullOr(between(0, 5)),
  radius: Schema.NullOr(Schema.Literals([0, 12, 25, 100])),
  pickup: Schema.Boolean,
  delivers: Schema.Literals([true, true, false]),
  available: Schema.Tuple([Available, Available, Available])
})
const Choice = Schema.TaggedUnion({
  None: {},
  Pickup: { at: between(0, 5) },
  Local: { from: Schema.NullOr(between(0, 5)), located: Schema.Boolean }
})

interface Scene {
  readonly stores: ReadonlyArray<StoreSupply>
  readonly offers: ReadonlyMap<string, Offer>
  readonly lines: ReadonlyArray<Units>
  readonly choice: DeliveryChoice | null
}

const choiceOf = (choice: typeof Choice.Type): DeliveryChoice | null => {
  switch (choice._tag) {
    case "None":
      return null
    case "Pickup":
      return pickup(choice.at)
    case "Local":
      return {
        ...local(choice.located ? { point: nairobi } : {}),
        ...(choice.from === null ? {} : { storeId: storeId(choice.from) })
      }
  }
}

const Scene: Arbitrary.Arbitrary<Scene> = Arbitrary.map(
  Arbitrary.all({
    branches: Arbitrary.schema(Schema.Array(Branch).check(Schema.isMaxLength(5))),
    policies: Arbitrary.schema(Schema.Array(StockPolicy).check(Schema.isBetweenLength(3, 3))),
    wanted: Arbitrary.array(Arbitrary.schema(Schema.Struct({ variant: between(0, 2), quantity: between(1, 4) })), {
      maxLength: 4
    }),
    choice: Arbitrary.schema(Choice)
  }),
  ({ branches, choice, policies, wanted }) => ({
    stores: branches.map(({ available, delivers, pickup, radius, tenths }, index) =>
      store(index, {
        point: tenths === null ? null : north(tenths),
        serviceRadiusKm: radius,
        pickup,
        delivers,
        levels: available.flatMap((count, variant) =>
          count === null ? [] : [{ variantId: variantId(variant), available: count }]
        )
      })
    ),
    offers: new Map<string, Offer>(
      policies.map((stockPolicy, index) => [variantId(index), offer(index, { stockPolicy })])
    ),
    lines: wanted.map(({ quantity, variant }) => ({ variantId: variantId(variant), quantity })),
    choice: choiceOf(choice)
  })
)

const kmTo = ({ point }: StoreSupply, choice: DeliveryChoice | null) =>
  choice?.method === "local" && choice.address.point !== undefined && point !== null
    ? distanceKm(point, choice.address.point)
    : undefined

/** Whether the store may serve the choice at all, said without any order of preference. */
const may = (one: StoreSupply, choice: DeliveryChoice | null) => {
  if (choice === null) return true
  if (choice.storeId !== undefined && choice.storeId !== one.storeId) return false
  if (choice.method === "pickup") return one.pickup
  const km = kmTo(one, choice)
  return one.delivers && (km === undefined || one.serviceRadiusKm === null || km <= one.serviceRadiusKm)
}

/** What is missing there, variant by variant. */
const missing = (one: StoreSupply, { lines, offers }: Scene) =>
  [...offers.values()].flatMap(({ stockPolicy, variantId }) => {
    const requested = lines.reduce((sum, line) => sum + (line.variantId === variantId ? line.quantity : 0), 0)
    const available = Math.max(0, one.levels.find((level) => level.variantId === variantId)?.available ?? 0)
    return stockPolicy === "tracked" && requested > available ? [{ variantId, requested, available }] : []
  })

const served = ({ choice, lines, offers, stores }: Scene) => serve(stores, choice, lines, offers)

describe("the store that serves", () => {
  it.prop("may, holds every line, and is the nearest of those that do", { scene: Scene }, ({ scene }) => {
    const answer = served(scene)
    const able = scene.stores.filter((one) => may(one, scene.choice) && missing(one, scene).length === 0)
    expect(answer._tag === "served").toBe(able.length > 0)
    if (answer._tag !== "served") return
    expect(able).toContain(answer.store)
    const km = (one: StoreSupply) => kmTo(one, scene.choice) ?? Number.POSITIVE_INFINITY
    expect(km(answer.store)).toBe(Math.min(...able.map(km)))
    // Of equally near ones, the first.
    expect(answer.store).toBe(able.find((one) => km(one) === km(answer.store)))
  })

  it.prop("is none exactly when no store may", { scene: Scene }, ({ scene }) => {
    expect(served(scene)._tag === "not_served").toBe(!scene.stores.some((one) => may(one, scene.choice)))
  })

  it.prop("is told to be short by variant, where least is missing", { scene: Scene }, ({ scene }) => {
    const answer = served(scene)
    if (answer._tag !== "short") return
    const candidates = scene.stores.filter((one) => may(one, scene.choice)).map((one) => missing(one, scene))
    const byVariant = (shortages: ReadonlyArray<{ readonly variantId: string }>) =>
      shortages.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
    expect(candidates.map(byVariant)).toContainEqual(byVariant(answer.shortages))
    expect(answer.shortages.length).toBe(Math.min(...candidates.map((shortages) => shortages.length)))
  })

  it.prop("does not depend on how a quantity is spread over lines", { scene: Scene }, ({ scene }) => {
    const split = scene.lines.flatMap(({ quantity, variantId }) =>
      Array.from({ length: quantity }, () => ({ variantId, quantity: 1 }))
    )
    expect(served({ ...scene, lines: split })).toStrictEqual(served(scene))
  })
})

describe("in examples", () => {
  const levels = (count: number) => [{ variantId: variantId(0), available: count }]
  const near = store(0, { point: north(1), levels: levels(1) })
  const far = store(1, { point: north(3), levels: levels(9) })
  const scene: Scene = {
    stores: [far, near],
    offers: new Map([[variantId(0), offer(0)]]),
    lines: [{ variantId: variantId(0), quantity: 1 }],
    choice: local({ point: nairobi })
  }
  const name = (changes: Partial<Scene>) => {
    const answer = served({ ...scene, ...changes })
    return answer._tag === "served" ? answer.store.name : answer._tag
  }
  const two = [...scene.lines, ...scene.lines]

  it("the nearest serves, and a farther one what the nearest does not hold", () => {
    expect(name({})).toBe(near.name)
    expect(name({ lines: two })).toBe(far.name)
    expect(name({ choice: { ...local({ point: nairobi }), storeId: far.storeId } })).toBe(far.name)
  })

  it("the store that was chosen is not replaced when it is short", () => {
    expect(name({ lines: two, choice: { ...local({ point: nairobi }), storeId: near.storeId } })).toBe("short")
    expect(name({ lines: two, choice: pickup(0) })).toBe("short")
  })

  it("a radius keeps out what is known to lie beyond it, and nothing else", () => {
    const bounded = (km: number) => ({ stores: [{ ...near, serviceRadiusKm: km }] })
    expect(name(bounded(12))).toBe(near.name)
    expect(name(bounded(11))).toBe("not_served")
    expect(name({ ...bounded(11), choice: local() })).toBe(near.name)
    expect(name({ ...bounded(11), choice: pickup(0) })).toBe(near.name)
    expect(name({ stores: [{ ...near, point: null, serviceRadiusKm: 0 }] })).toBe(near.name)
  })
})

describe("a distance", () => {
  it.prop(
    "is the same both ways, nothing to itself, and never more than half the earth",
    { a: GeoPoint, b: GeoPoint },
    ({ a, b }) => {
      expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6)
      expect(distanceKm(a, a)).toBe(0)
      expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0)
      expect(distanceKm(a, b)).toBeLessThanOrEqual(6371 * Math.PI + 1e-6)
    }
  )

  it.prop("is never longer than by way of a third place", { a: GeoPoint, b: GeoPoint, c: GeoPoint }, ({ a, b, c }) => {
    // Near the other side of the earth some metres may be lost in counting.
    expect(distanceKm(a, b)).toBeLessThanOrEqual(distanceKm(a, c) + distanceKm(c, b) + 0.01)
  })

  it("from Nairobi to Mombasa is 440 km", () => {
    expect(distanceKm(nairobi, { latitude: -4.0435, longitude: 39.6682 })).toBeCloseTo(440, -1)
  })
})
