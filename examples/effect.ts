// A shop inside an Effect program: `node --conditions=@duka/source examples/effect.ts`.
import { MemoryStorage } from "@duka/adapter-memory"
import { Carts, Checkout, CurrentActor, Duka, Inventory, Products, SecretKey, Stores } from "@duka/core"
import { Console, Effect, Layer } from "effect"

const asOwner = Effect.provideService(CurrentActor, { _tag: "System" })

const stocked = Effect.gen(function* () {
  const branch = yield* (yield* Stores).create({
    name: "Kilimani",
    address: { lines: ["Argwings Kodhek Road"], city: "Nairobi", country: "KE" }
  })
  const cake = yield* (yield* Products).create({
    name: "Black forest cake",
    options: [{ name: "size", values: ["1 kg", "2 kg"] }],
    variants: [
      { sku: "BF-1", optionValues: { size: "1 kg" }, prices: [{ currency: "KES", amount: 2_500_00 }] },
      { sku: "BF-2", optionValues: { size: "2 kg" }, prices: [{ currency: "KES", amount: 4_600_00 }] }
    ],
    customisations: [{ key: "message", label: "Message on the cake", kind: "text", maxLength: 40, required: true }]
  })
  yield* (yield* Inventory).move(
    cake.variants.map(({ id }) => ({ variantId: id, storeId: branch.id, kind: "receipt", quantity: 3 })),
    "opening-stock"
  )
  return { branch, cake }
}).pipe(asOwner)

export const purchase = Effect.gen(function* () {
  const { branch, cake } = yield* stocked
  const guest = Effect.provideService(CurrentActor, { _tag: "Guest" })
  const cart = yield* (yield* Carts)
    .create({
      lines: [{ variantId: cake.variants[0].id, customisation: { message: "Hongera Amina" } }],
      delivery: { method: "pickup", storeId: branch.id }
    })
    .pipe(guest)
  const placed = (yield* Checkout).place(
    {
      cartId: cart.id,
      contact: { name: "Wanjiru", phone: "+254700000001" },
      payment: { method: "cash_on_delivery" },
      expectedTotal: cart.quote.totals.total
    },
    "order-key-1"
  )
  const { order } = yield* Effect.provideService(placed, CurrentActor, { _tag: "Guest", cartToken: cart.token ?? "" })
  return order
})

export const shop = Duka.layer.pipe(Layer.provide([MemoryStorage.layer, SecretKey.layerRandom]))

if (import.meta.main) {
  const program = Effect.tap(purchase, ({ number, status, totals }) =>
    Console.log(`Order ${number} is ${status}: ${totals.total.amount / 100} ${totals.total.currency}`)
  )
  await Effect.runPromise(Effect.provide(program, shop))
}
