/** Which store serves an order: the one chosen, or the nearest that serves the address and holds every line. */
import { type DeliveryChoice } from "./Cart.ts"
import type { Offer, StoreSupply } from "./Basket.ts"
import { distanceKm } from "../customer/Address.ts"
import { reaches } from "../store/Store.ts"
import { type Shortage, summed, type Units } from "../inventory/StockLevel.ts"

/** Shortages of the lines in one store: only what is tracked can be short. */
const shortages = (
  store: StoreSupply,
  wanted: ReadonlyArray<Units>,
  offers: ReadonlyMap<string, Offer>
): ReadonlyArray<Shortage> => {
  const levels = new Map(store.levels.map((level) => [level.variantId, level.available]))
  return wanted.flatMap(({ quantity, variantId }) => {
    const available = Math.max(0, levels.get(variantId) ?? 0)
    return offers.get(variantId)?.stockPolicy === "tracked" && available < quantity
      ? [{ variantId, requested: quantity, available }]
      : []
  })
}

/** The stores that may serve the choice, the one to be preferred first. */
const candidates = (stores: ReadonlyArray<StoreSupply>, choice: DeliveryChoice | null): ReadonlyArray<StoreSupply> => {
  if (choice === null) return stores
  if (choice.method === "pickup") return stores.filter((store) => store.pickup && store.storeId === choice.storeId)
  const to = choice.address.point
  const km = ({ point }: StoreSupply) =>
    to === undefined || point === null ? Number.POSITIVE_INFINITY : distanceKm(point, to)
  return stores
    .filter((store) => store.delivers && (choice.storeId === undefined || store.storeId === choice.storeId))
    .filter((store) => reaches(store, to))
    .map((store) => ({ store, km: km(store) }))
    .toSorted((a, b) => a.km - b.km || 0)
    .map(({ store }) => store)
}

export type Serving =
  | { readonly _tag: "served"; readonly store: StoreSupply }
  | { readonly _tag: "short"; readonly shortages: readonly [Shortage, ...ReadonlyArray<Shortage>] }
  | { readonly _tag: "not_served" }

/** Tells of the store with the fewest shortages when none holds every line. */
export const serve = (
  stores: ReadonlyArray<StoreSupply>,
  choice: DeliveryChoice | null,
  lines: ReadonlyArray<Units>,
  offers: ReadonlyMap<string, Offer>
): Serving => {
  const wanted = summed(lines)
  let best: readonly [Shortage, ...ReadonlyArray<Shortage>] | undefined
  for (const store of candidates(stores, choice)) {
    const [first, ...others] = shortages(store, wanted, offers)
    if (first === undefined) return { _tag: "served", store }
    if (best === undefined || others.length + 1 < best.length) best = [first, ...others]
  }
  return best === undefined ? { _tag: "not_served" } : { _tag: "short", shortages: best }
}
