/** The laws of carts that go, and of variants that go from them, when both go at once. */
import {
  type Cart,
  CartStore,
  CheckoutStore,
  CustomerId,
  type ProductEntry,
  ProductStore,
  type StoragePorts
} from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import { times } from "./outcomes.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

type Work = Effect.Effect<unknown, unknown, StoragePorts>

const expiry = Samples.at(100)

/** How a cart loses its lines: one of all the ways, in turn. */
const ended = (
  cart: Cart,
  way: number,
  products: ReadonlyArray<ProductEntry>,
  storeId: Saved.Stocked["storeId"]
): Work =>
  Effect.gen(function* () {
    const { insert, remove, removeOf, save } = yield* CartStore
    const { customerId, id, lines } = cart
    switch (way % 6) {
      case 0:
        return yield* remove(id)
      case 1:
        return customerId === null ? null : yield* removeOf(customerId)
      case 2:
        return yield* save({ ...cart, lines: [] }, cart)
      case 3:
        return yield* save({ ...cart, lines: lines.slice(0, 2) }, cart)
      case 4:
        return yield* insert(Samples.cart({ customerId, createdAt: Samples.at(200), expiresAt: Samples.at(900) }))
      default: {
        const { place } = yield* CheckoutStore
        const [first, ...rest] = products.flatMap((product) =>
          product.variants.map(({ id }) => ({ product, quantity: 1, variantId: id }))
        )
        return first === undefined ? null : yield* place(placement({ storeId, cart, lines: [first, ...rest] }))
      }
    }
  })

/** One edit after the other, until the product is gone: each takes variants out of every cart. */
const withdrawn = (product: ProductEntry): Work =>
  Effect.gen(function* () {
    const { remove, replace } = yield* ProductStore
    const [first, second, third] = product.variants
    const fewer = yield* replace(
      { ...product, variants: [first, ...[second, third].flatMap((one) => one ?? [])] },
      product
    )
    yield* replace({ ...fewer, variants: [first] }, fewer)
    yield* remove(product.id, { at: Samples.at(1) })
  })

/** The lines of each cart stand in another order. */
const turned = (variants: ProductEntry["variants"], index: number) => {
  const inTurn = [...variants.slice(index % variants.length), ...variants.slice(0, index % variants.length)]
  return (index % 2 === 0 ? inTurn : inTurn.toReversed()).map(({ id }) => Samples.cartLine(id))
}

export const emptying = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("carts go while their variants go: nobody is in anybody's way, and no line is left of what is gone", () =>
    Effect.gen(function* () {
      const { basket } = yield* CartStore
      const { entry } = yield* ProductStore
      const { id: storeId } = yield* Saved.store()
      const five = () =>
        [Samples.variant(), Samples.variant(), Samples.variant(), Samples.variant(), Samples.variant()] as const
      for (const round of times(3)) {
        const products = [
          yield* Saved.product({ variants: five() }),
          yield* Saved.product({ variants: five() })
        ] as const
        const [first, ...rest] = [...products[0].variants, ...products[1].variants]
        assert(first !== undefined)
        // With books a variant is retired, without it is forgotten.
        if (round === 0) yield* Effect.forEach([first, ...rest], ({ id }) => Saved.received(id, storeId, 50))
        const carts = yield* Effect.forEach(times(60), (index) =>
          Saved.cart({
            customerId: CustomerId.make(Samples.uuid()),
            lines: turned([first, ...rest], index),
            expiresAt: expiry
          })
        )
        const goings = carts.map((cart, index) => ended(cart, index, products, storeId))
        const all = [withdrawn(products[0]), ...goings.slice(0, 20), withdrawn(products[1]), ...goings.slice(20)]
        const exits = yield* Effect.forEach(all, Effect.exit, { concurrency: 10 })
        const defects = exits.flatMap((exit) =>
          Exit.hasDies(exit) && Exit.isFailure(exit) ? [Cause.pretty(exit.cause)] : []
        )
        assert.deepStrictEqual(defects, [])
        const left = yield* Effect.forEach(products, ({ id }) => Effect.option(entry({ id })))
        const offered = new Set(
          left.flatMap((found) => (found._tag === "Some" ? found.value.variants.map(({ id }) => id) : []))
        )
        for (const { id } of carts) {
          const found = yield* Effect.option(basket(id, Samples.at(1)))
          if (found._tag === "Some")
            for (const { variantId } of found.value.cart.lines) assert.isTrue(offered.has(variantId))
        }
      }
    })
  )
}
