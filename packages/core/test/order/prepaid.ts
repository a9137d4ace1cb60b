/** A shop whose orders are paid before they are shipped, by a provider whose jobs nobody runs. */
import { MemoryStorage } from "@duka/adapter-memory"
import { layerProviders, PaymentMethod } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { as, contact, freshKey, guest, home, opened, owner, price, rooms, shopOver } from "../opened.ts"
import { pay } from "./books.ts"

/** Whole shillings: shares of lines are rounded down to them. */
const transfer = FakeProvider.make({ name: "transfer", step: 100 })

export const prepaidShop = shopOver(MemoryStorage.layer).pipe(Layer.provide(layerProviders(transfer.provider)))

/** A law of such a shop: each run opens one of its own. */
export const paidLaw = <A, E>(name: string, run: Effect.Effect<A, E, Layer.Success<typeof prepaidShop>>) =>
  it.effect(name, () => Effect.provide(run, prepaidShop))

const message = { kind: "text", key: "message", label: "Message", maxLength: 20 } as const

/** A branch with two kinds of cakes at odd prices, of which the second may be made for somebody. */
export const bakery = Effect.gen(function* () {
  const plain = yield* opened(100, { price: { ...price, amount: 33_333 } })
  const { inventory, products } = yield* rooms
  const cake = yield* as(owner)(
    products.create({ name: "Birthday cake", price: { ...price, amount: 100_049 }, customisations: [message] })
  )
  const cakeId = cake.variants[0].id
  const receipt = { variantId: cakeId, storeId: plain.store.id, kind: "receipt", quantity: 100 } as const
  yield* as(owner)(inventory.move([receipt], freshKey()))
  return { storeId: plain.store.id, plainId: plain.variantId, cakeId }
})

export interface Quantities {
  readonly plain: number
  readonly cakes: number
  readonly custom: number
}

/** An order brought home: plain ones, cakes, and cakes that were made for somebody. */
export const ordered = Effect.fnUntraced(function* (
  { cakeId, plainId }: Effect.Success<typeof bakery>,
  { cakes, custom, plain }: Quantities,
  method: "transfer" | "cash_on_delivery" = "transfer"
) {
  const { carts, checkout } = yield* rooms
  const lines = [
    { variantId: plainId, quantity: plain },
    { variantId: cakeId, quantity: cakes },
    { variantId: cakeId, quantity: custom, customisation: { message: "Hongera!" } }
  ]
  const cart = yield* as(guest)(carts.create({ lines, delivery: { method: "local", address: home } }))
  const buyer = { _tag: "Guest", cartToken: cart.token ?? "" } as const
  const quote = yield* as(buyer)(carts.quote(cart.id, PaymentMethod.make(method)))
  const given = { cartId: cart.id, contact, payment: { method }, expectedTotal: quote.totals.total }
  return (yield* as(buyer)(checkout.place(given, freshKey()))).order
})

/** The same, and paid. */
export const paidOrder = Effect.fnUntraced(function* (
  goods: Effect.Success<typeof bakery>,
  quantities: Quantities = { plain: 3, cakes: 2, custom: 1 }
) {
  const order = yield* ordered(goods, quantities)
  yield* pay(order.id, order.totals.total.amount)
  return order
})
