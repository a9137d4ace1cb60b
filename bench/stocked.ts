/** Cakes for everybody, in a store. */
import { CurrentActor, Inventory, Products, Stores } from "@duka/core"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"

/** Whoever buys the same as somebody else waits for him: in a shop that is the exception. */
const variantCount = 100

export const price = { amount: 250_000, currency: "KES" } as const

export const stocked = Effect.gen(function* () {
  const store = yield* (yield* Stores).create({
    name: "Kilimani",
    address: { lines: ["Ring Road"], city: "Nairobi", country: "KE" }
  })
  const products = yield* Products
  const made = yield* Effect.forEach(Array.from({ length: variantCount }), (_, index) =>
    products.create({ name: `Cake ${index}`, price })
  )
  const variantIds = made.map(({ variants: [{ id }] }) => id)
  const receipt = { storeId: store.id, kind: "receipt", quantity: 1_000_000 } as const
  yield* (yield* Inventory).move(
    variantIds.map((variantId) => ({ ...receipt, variantId })),
    randomUUID()
  )
  return { variantIds, storeId: store.id }
}).pipe(Effect.provideService(CurrentActor, { _tag: "System" }))
