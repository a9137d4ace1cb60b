/** Draft orders for the tests, by who answers the phone. */
import type { NewDraftOrder } from "@duka/core"
import { Effect } from "effect"
import { as, contact, freshKey, type opened, price, rooms, staff } from "../opened.ts"

type Goods = Effect.Success<ReturnType<typeof opened>>

/** Who answers the phone. */
export const clerk = staff("order:read", "order:write")

export const cash = { method: "cash_on_delivery" } as const

/** What a caller orders: so many cakes, to be picked up and paid there. */
export const wanted = ({ pickup, variantId }: Goods, quantity = 1): typeof NewDraftOrder.Encoded => ({
  lines: [{ variantId, quantity }],
  contact,
  delivery: pickup,
  payment: cash
})

export const draft = (given: typeof NewDraftOrder.Encoded) =>
  Effect.flatMap(rooms, ({ draftOrders }) => as(clerk)(draftOrders.create(given)))

export const place = (id: string, amount: number = price.amount, key = freshKey()) =>
  Effect.flatMap(rooms, ({ checkout }) =>
    as(clerk)(checkout.placeDraft(id, { expectedTotal: { ...price, amount } }, key))
  )
