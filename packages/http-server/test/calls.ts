/** The same typed calls, whatever carries them. */
import {
  CartNotFound,
  IdempotencyKey,
  InvalidCustomisation,
  Money,
  OrderNotFound,
  OutOfStock,
  PermissionDenied,
  type Product,
  SlugTaken,
  VersionConflict
} from "@duka/core"
import { DukaClient, InvalidRequest, PreconditionRequired, Unauthenticated } from "@duka/http-api"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, type Layer, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { contact } from "./selling.ts"
import { ownerToken, sending } from "./shop.ts"

/** Where the server is, and what carries requests to it. */
export class Origin extends Context.Service<
  Origin,
  { readonly baseUrl: string; readonly fetch?: typeof globalThis.fetch }
>()("test/Origin") {}

const as = (token: string | undefined) =>
  Effect.flatMap(Origin, (origin) =>
    DukaClient.make({ ...origin, ...(token === undefined ? {} : { token: Redacted.make(token) }) })
  )

const kes = Money.Currency.make("KES")

const newKey = Effect.sync(() => IdempotencyKey.make(randomUUID()))

/** A store that has so many of a product. */
const stocked = Effect.fnUntraced(function* (onHand: number) {
  const { baseUrl, fetch = globalThis.fetch } = yield* Origin
  const staff = yield* as(yield* Effect.promise(() => ownerToken(sending((request) => fetch(request), baseUrl))))
  const store = yield* staff.stores.create({
    payload: { name: `Store ${randomUUID()}`, address: { lines: ["1"], city: "Nairobi", country: "KE" } }
  })
  const product = yield* staff.products.create({
    payload: { name: `Tea ${randomUUID()}`, price: { amount: 10_000, currency: kes } }
  })
  yield* staff.inventory.move({
    headers: { "idempotency-key": yield* newKey },
    payload: {
      movements: [{ variantId: product.variants[0].id, storeId: store.id, kind: "receipt", quantity: onHand }]
    }
  })
  return { product, store, staff }
})

const variantOf = (product: Product) => product.variants[0].id

export const suite = <E>(carrier: string, server: Layer.Layer<Origin, E>) =>
  layer(server, { excludeTestServices: true })(`typed calls ${carrier}`, (it) => {
    it.effect("answers come back as the contract's types, errors as core's classes", () =>
      Effect.gen(function* () {
        const { product, staff } = yield* stocked(3)
        const guest = yield* as(undefined)
        const found = yield* guest.products.get({ params: { idOrSlug: product.slug }, query: {} })
        assert.deepStrictEqual([found.id, found.inStock], [product.id, true])
        const page = yield* guest.products.list({ query: { limit: 5, inStock: true, "attribute.origin": "nowhere" } })
        assert.deepStrictEqual(page, { items: [], nextCursor: null })
        const taken = { name: "X", slug: product.slug, price: { amount: 1, currency: kes } }
        assert.instanceOf(yield* Effect.flip(staff.products.create({ payload: taken })), SlugTaken)
        assert.instanceOf(yield* Effect.flip(guest.products.create({ payload: taken })), Unauthenticated)
        const stranger = yield* as("nobody")
        assert.instanceOf(yield* Effect.flip(stranger.products.list({ query: {} })), Unauthenticated)
      })
    )

    it.effect("versions travel as numbers", () =>
      Effect.gen(function* () {
        const { product, staff } = yield* stocked(1)
        const params = { idOrSlug: product.id }
        const blind = staff.products.update({ params, headers: {}, payload: { name: "A" } })
        assert.instanceOf(yield* Effect.flip(blind), PreconditionRequired)
        const [updated, response] = yield* staff.products.update({
          params,
          headers: { "if-match": product.version },
          payload: { name: "A" },
          responseMode: "decoded-and-response"
        })
        assert.strictEqual(updated.version, 2)
        assert.match(response.headers["etag"] ?? "", /^"2-/)
        const stale = yield* Effect.flip(
          staff.products.update({ params, headers: { "if-match": 1 }, payload: { name: "B" } })
        )
        assert(stale instanceof VersionConflict)
        assert.deepStrictEqual([stale.expected, stale.actual], [1, 2])
        assert.isUndefined(yield* staff.products.remove({ params, headers: {} }))
      })
    )

    it.effect("a guest buys: cart, quote, order, tracking, cancelling", () =>
      Effect.gen(function* () {
        const { product, store } = yield* stocked(2)
        const guest = yield* as(undefined)
        const cart = yield* guest.carts.create({
          headers: {},
          payload: {
            lines: [{ variantId: variantOf(product), quantity: 2 }],
            delivery: { method: "pickup", storeId: store.id }
          }
        })
        const token = { "duka-cart-token": cart.token ?? "" }
        const params = { id: cart.id }
        assert.instanceOf(yield* Effect.flip(guest.carts.get({ params, headers: {} })), CartNotFound)
        const quote = yield* guest.carts.quote({ params, headers: token, query: {} })
        const key = yield* newKey
        const place = guest.orders.place({
          headers: { ...token, "idempotency-key": key },
          payload: {
            cartId: cart.id,
            contact,
            payment: { method: "cash_on_delivery" },
            expectedTotal: quote.totals.total
          }
        })
        const order = yield* place
        assert.deepStrictEqual(yield* place, order)
        const known = { "duka-order-token": order.token }
        assert.strictEqual((yield* guest.orders.get({ params: { id: order.id }, headers: known })).number, order.number)
        const lost = yield* Effect.flip(guest.orders.get({ params: { id: order.id }, headers: {} }))
        assert.instanceOf(lost, OrderNotFound)
        const tracked = yield* guest.tracking.track({ params: { token: order.trackingToken } })
        assert.strictEqual(tracked.status, "confirmed")
        const cancelled = yield* guest.orders.cancel({ params: { id: order.id }, headers: known, payload: null })
        assert.strictEqual(cancelled.status, "cancelled")
      })
    )

    it.effect("errors bring what a caller needs to act", () =>
      Effect.gen(function* () {
        const { product, staff, store } = yield* stocked(2)
        const guest = yield* as(undefined)
        const short = yield* Effect.flip(
          guest.orders.place({
            headers: { "idempotency-key": yield* newKey },
            payload: {
              lines: [{ variantId: variantOf(product), quantity: 3 }],
              delivery: { method: "pickup", storeId: store.id },
              contact,
              payment: { method: "cash_on_delivery" },
              expectedTotal: { amount: 30_000, currency: kes }
            }
          })
        )
        assert(short instanceof OutOfStock)
        assert.deepStrictEqual(short.shortages, [{ variantId: variantOf(product), requested: 3, available: 2 }])
        const odd = yield* Effect.flip(
          guest.carts.create({
            headers: {},
            payload: { lines: [{ variantId: variantOf(product), customisation: { colour: "red" } }] }
          })
        )
        assert(odd instanceof InvalidCustomisation)
        assert.strictEqual(odd.violations[0]?.pointer, "/colour")
        const both = yield* Effect.flip(
          staff.products.bulk({
            payload: {
              products: [{ name: "A", price: { amount: 1, currency: kes }, options: [{ name: "size", values: ["S"] }] }]
            }
          })
        )
        assert.strictEqual(both._tag, "InvalidInput")
        assert.notInstanceOf(both, PermissionDenied)
        assert.notInstanceOf(both, InvalidRequest)
      })
    )
  })
