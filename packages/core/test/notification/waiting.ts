/** People who wait for what is sold out, and what they are told. */
import type { Actor } from "@duka/core"
import { Effect } from "effect"
import { as, freshKey, opened, owner, price, rooms } from "../opened.ts"
import { messages, told } from "./post.ts"

type Opened = Effect.Success<ReturnType<typeof opened>>

/** A mug that has sizes, of which there is one. */
export const sized = Effect.gen(function* () {
  const { products } = yield* rooms
  const { store } = yield* opened(0)
  const product = yield* as(owner)(
    products.create({
      name: "Enamel mug",
      options: [{ name: "size", values: ["Large"] }],
      variants: [{ optionValues: { size: "Large" }, prices: [price] }]
    })
  )
  return { store, product, variant: product.variants[0], variantId: product.variants[0].id }
})

/** So many units come into each store, or go, at once. */
export const moved = ({ variantId }: Pick<Opened, "variantId">, quantity: number, ...storeIds: ReadonlyArray<string>) =>
  Effect.flatMap(rooms, ({ inventory }) =>
    as(owner)(
      inventory.move(
        storeIds.map((storeId) => ({ variantId, storeId, kind: "adjustment" as const, quantity })),
        freshKey()
      )
    )
  )

export const stocked = (shop: Pick<Opened, "store" | "variantId">, quantity: number) =>
  moved(shop, quantity, shop.store.id)

/** People who wait for it. */
export const waiting = Effect.fnUntraced(function* (variantId: string, count: number) {
  const { customers, stockAlerts } = yield* rooms
  return yield* Effect.forEach(Array.from({ length: count }), (_, index) =>
    Effect.gen(function* () {
      const { id } = yield* as(owner)(customers.create({ name: `Buyer ${index}`, email: `buyer${index}@example.com` }))
      const actor: Actor = { _tag: "Customer", id }
      yield* as(actor)(stockAlerts.add(variantId))
      return { id, actor }
    })
  )
})

export const mine = (actor: Actor) =>
  Effect.flatMap(rooms, ({ stockAlerts }) => Effect.map(as(actor)(stockAlerts.list()), ({ items }) => items))

export const alerts = Effect.map(messages, (all) => all.filter(({ kind }) => kind === "back-in-stock"))
export const tellings = Effect.map(alerts, (all) => told(all).toSorted())
