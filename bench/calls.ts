/** What shoppers ask for, one call each. */
import { createSecretKey } from "node:crypto"
import type { Call } from "./Connection.ts"
import type { ReadyCart, Shelf } from "./database.ts"
import { mint } from "./tokens.ts"

const pageSize = 20
const searches = [
  "choco",
  "vanilla milk",
  "ginger cake",
  "mango",
  "honey",
  "smoked",
  "golden tea",
  "bread",
  "rice",
  "light"
]
const contact = { name: "Amina Njeri", phone: "+254700000001" }
const payment = { method: "cash_on_delivery" }

const get = (path: string): Call => ({ method: "GET", path })

const money = (amount: number) => ({ amount, currency: "KES" })

const cursorOf = ({ at, id }: Shelf["depth"]) =>
  Buffer.from(JSON.stringify({ sort: "-createdAt", value: at, id })).toString("base64url")

export const list = (): ReadonlyArray<Call> => [get(`/v1/products?limit=${pageSize}`)]

export const slug = ({ slugs }: Shelf): ReadonlyArray<Call> => slugs.map((slug) => get(`/v1/products/${slug}`))

export const search = (): ReadonlyArray<Call> =>
  searches.map((words) => {
    const filters = "inStock=true&minPrice=50000&maxPrice=400000"
    return get(`/v1/products?q=${encodeURIComponent(words)}&${filters}&sort=price&limit=${pageSize}`)
  })

export const offset = ({ depth }: Shelf): ReadonlyArray<Call> => [
  get(`/v1/products?page=${depth.offset / pageSize + 1}&size=${pageSize}`)
]

export const cursor = ({ depth }: Shelf): ReadonlyArray<Call> => [
  get(`/v1/products?limit=${pageSize}&cursor=${cursorOf(depth)}`)
]

/** Three offers that differ from turn to turn. */
export const three = ({ offers }: Shelf, turn: number): Shelf["offers"] =>
  [0, 1, 2].flatMap((line) => offers[(turn * 17 + line * 331) % offers.length] ?? [])

const shownBy = (secretKey: string, { id }: Pick<ReadyCart, "id">) => ({
  "duka-cart-token": mint(createSecretKey(secretKey, "base64"), "cart", id)
})

export const addLine = (secretKey: string, cart: ReadyCart, variantId: string): Call => ({
  method: "POST",
  path: `/v1/carts/${cart.id}/lines`,
  headers: shownBy(secretKey, cart),
  body: { variantId, quantity: 2 }
})

export const cart = (id: string): Call => get(`/v1/carts/${id}`)

export const showCart = (secretKey: string, id: string): Call => ({ ...cart(id), headers: shownBy(secretKey, { id }) })

export const openCart = (offers: Shelf["offers"]): Call => ({
  method: "POST",
  path: "/v1/carts",
  body: { lines: offers.map(({ variantId }) => ({ variantId, quantity: 1 })) }
})

export const pickUp = (secretKey: string, cart: Pick<ReadyCart, "id">, { storeId }: Shelf): Call => ({
  method: "PUT",
  path: `/v1/carts/${cart.id}/delivery`,
  headers: shownBy(secretKey, cart),
  body: { method: "pickup", storeId }
})

export const placeCart = (secretKey: string, cart: ReadyCart, key: string): Call => ({
  method: "POST",
  path: "/v1/orders",
  headers: { ...shownBy(secretKey, cart), "idempotency-key": key },
  body: { cartId: cart.id, contact, payment, expectedTotal: money(cart.total) }
})

export const placeNow = (offers: Shelf["offers"], { storeId }: Shelf, key: string): Call => ({
  method: "POST",
  path: "/v1/orders",
  headers: { "idempotency-key": key },
  body: {
    lines: offers.map(({ variantId }) => ({ variantId, quantity: 1 })),
    delivery: { method: "pickup", storeId },
    contact,
    payment,
    expectedTotal: money(offers.reduce((sum, { amount }) => sum + amount, 0))
  }
})
