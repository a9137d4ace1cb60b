import { Placements, Samples, Saved } from "@duka/conformance"
import {
  type Cart,
  CartId,
  CartLineId,
  CartStore,
  CheckoutStore,
  CustomerId,
  type ProductEntry,
  ProductStore,
  type StoragePorts,
  type StoreId,
  VariantId
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { begun, deadlocks, holding, waiting } from "./locking.ts"
import { postgresStorage } from "./storage.ts"

const { placement } = Placements

/** Three ids, the lowest first. */
const ids = () => {
  const [low, middle, high] = [Samples.uuid(), Samples.uuid(), Samples.uuid()].toSorted()
  assert(low !== undefined && middle !== undefined && high !== undefined)
  return [low, middle, high] as const
}

const person = () => CustomerId.make(Samples.uuid())

interface Sold {
  readonly product: ProductEntry
  readonly storeId: StoreId
}

/**
 * A product with a variant that stays and two that will go, and two carts that hold both of these, with the lines in
 * opposite orders. The line behind all others is in a third cart.
 */
const crossed = Effect.fnUntraced(function* (booked: boolean) {
  const [[staying, one, two], cartIds, low, high] = [ids(), ids(), ids(), ids()]
  const { id: storeId } = yield* Saved.store()
  const product = yield* Saved.product({
    variants: [
      Samples.variant({ id: VariantId.make(staying) }),
      Samples.variant({ id: VariantId.make(one) }),
      Samples.variant({ id: VariantId.make(two) })
    ]
  })
  for (const variant of product.variants) if (booked) yield* Saved.received(variant.id, storeId, 9)
  const line = (variantId: string, id: string) =>
    Samples.cartLine(VariantId.make(variantId), { id: CartLineId.make(id) })
  const cart = (id: string, lines: Cart["lines"]) =>
    Saved.cart({
      id: CartId.make(id),
      customerId: person(),
      lines: lines.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      expiresAt: Samples.at(100)
    })
  const carts = [
    yield* cart(cartIds[0], [line(one, low[0]), line(two, low[1])]),
    yield* cart(cartIds[1], [line(one, high[1]), line(two, high[0])])
  ]
  yield* cart(cartIds[2], [line(one, high[2])])
  return { product, storeId, carts, last: high[2] }
})

/** Every way in which a cart loses several lines at once. */
const goings: Readonly<Record<string, (cart: Cart, sold: Sold) => Effect.Effect<unknown, unknown, StoragePorts>>> = {
  "are removed": ({ id }) => Effect.flatMap(CartStore, ({ remove }) => remove(id)),
  "go with their customer": ({ customerId }) =>
    Effect.flatMap(CartStore, ({ removeOf }) => (customerId === null ? Effect.void : removeOf(customerId))),
  "are emptied": (cart) => Effect.flatMap(CartStore, ({ save }) => save({ ...cart, lines: [] }, cart)),
  "have expired and give way to a new one": ({ customerId }) =>
    Effect.flatMap(CartStore, ({ insert }) =>
      insert(Samples.cart({ customerId, createdAt: Samples.at(200), expiresAt: Samples.at(900) }))
    ),
  "have expired and give way to a guest's": ({ customerId }) =>
    Effect.gen(function* () {
      const guests = yield* Saved.cart()
      yield* (yield* CartStore).save({ ...guests, customerId, updatedAt: Samples.at(200) }, guests)
    }),
  "are placed": (cart, { product, storeId }) =>
    Effect.flatMap(CheckoutStore, ({ place }) =>
      place(
        placement({
          storeId,
          cart,
          lines: [{ product, quantity: 1 }, ...cart.lines.map(({ variantId }) => ({ product, quantity: 1, variantId }))]
        })
      )
    )
}

const without = ({ product }: Sold) =>
  Effect.flatMap(ProductStore, ({ replace }) => replace({ ...product, variants: [product.variants[0]] }, product))

/** Every way in which variants leave the carts. Those with books are retired, the others forgotten. */
const edits: ReadonlyArray<{
  readonly booked: boolean
  readonly edit: (sold: Sold) => Effect.Effect<unknown, unknown, StoragePorts>
}> = [
  { booked: false, edit: without },
  { booked: true, edit: without },
  {
    booked: true,
    edit: ({ product }) => Effect.flatMap(ProductStore, ({ remove }) => remove(product.id, { at: Samples.at(2) }))
  }
]

describe.skipIf(postgresUrl === null)("carts that go while their variants go, on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })((it) => {
    for (const [name, go] of Object.entries(goings)) {
      it.effect(`carts ${name}: they and whoever edits the product wait for each other, never in a circle`, () =>
        Effect.gen(function* () {
          for (const { booked, edit } of edits) {
            const { carts, last, ...sold } = yield* crossed(booked)
            const release = yield* holding("cart_line", "id", last)
            const editing = yield* Effect.forkChild(edit(sold))
            yield* waiting(1)
            const going = yield* Effect.forEach(carts, (cart) => Effect.forkChild(go(cart, sold)))
            yield* waiting(3)
            yield* release
            yield* Fiber.join(editing)
            yield* Fiber.joinAll(going)
          }
          assert.strictEqual(yield* deadlocks, 0)
        })
      )
    }

    it.effect("a cart that is saved while it is removed, or while its customer is, goes all the same", () =>
      Effect.gen(function* () {
        const { basket, remove, removeOf, save } = yield* CartStore
        const { variantId } = yield* Saved.stocked(1)
        for (const going of [
          ({ id }: Cart) => remove(id),
          ({ customerId }: Cart) => removeOf(customerId ?? person())
        ]) {
          const cart = yield* Saved.cart({ customerId: person(), lines: [Samples.cartLine(variantId)] })
          const end = yield* begun(save({ ...cart, lines: [...cart.lines, Samples.cartLine(variantId)] }, cart))
          const gone = yield* Effect.forkChild(going(cart))
          yield* waiting(1)
          yield* end(true)
          yield* Fiber.join(gone)
          assert.isFalse(yield* Effect.isSuccess(basket(cart.id, Samples.at(1))))
        }
      })
    )
  })
})
