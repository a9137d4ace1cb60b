/**
 * The shop as one writes it by hand: what both baselines do between a request and its answer. Pricing and the shape of an
 * order are core's pure functions; everything else is here. It trusts its callers: nothing is validated.
 */
import {
  type Basket,
  type Cart,
  CartId,
  CartLineId,
  IdempotencyKey,
  OrderId,
  PaymentId,
  type Placement,
  type PlacedOrder,
  type PlaceOrder,
  Pricing,
  type QuotedCart,
  Settings,
  type Supply
} from "@duka/core"
import { Result } from "effect"
import { type KeyObject, timingSafeEqual } from "node:crypto"
import { placement } from "../../packages/core/src/checkout/placing.ts"
import { quoted } from "../../packages/core/src/cart/quoting.ts"
import { priceable } from "../../packages/core/src/cart/showing.ts"
import { view } from "../../packages/core/src/order/OrderView.ts"
import { mint } from "../tokens.ts"
import {
  cached,
  canonical,
  type Connector,
  type ListRow,
  newId,
  own,
  pageOf,
  Refused,
  type Reply,
  sha256,
  timestamp
} from "./answers.ts"
import * as Reads from "./reads.ts"
import * as Writes from "./writes.ts"

const settings = Settings.defaults
const paymentMethod = "cash_on_delivery"

const startedPayment = (payment: Placement["payment"]): PlacedOrder["payment"] => {
  if (payment === null) return null
  const { decline, id, method, next, status } = payment
  return { decline, id, method, next, status }
}
const unchecked = { disableChecks: true } as const
const price = (basket: Pricing.Priceable) => {
  const priced = Pricing.price(basket, { settings, paymentMethod, providers: [] })
  if (Result.isFailure(priced)) throw new Refused(422)
  return priced.success
}

export type NewLine = Pick<Cart["lines"][number], "variantId" | "quantity">
export interface NewLines {
  readonly lines: ReadonlyArray<NewLine>
}
export type Pickup = Extract<Cart["delivery"], { readonly method: "pickup" }>

export const makeShop = ({ query, transaction }: Connector, secretKey: KeyObject) => {
  const products = async (asked: URLSearchParams): Promise<Reply> => {
    const limit = Number(asked.get("limit") ?? Reads.pageSize)
    const [q, page, cursor] = [asked.get("q"), asked.get("page"), asked.get("cursor")]
    if (q !== null) {
      const words = q
        .toLowerCase()
        .split(" ")
        .map((word) => `'${word}':*`)
        .join(" & ")
      const [minPrice, maxPrice] = [asked.get("minPrice"), asked.get("maxPrice")]
      return pageOf(await query<ListRow>(Reads.search({ words, minPrice, maxPrice })), limit, "price")
    }
    if (page !== null) {
      const size = Reads.pageSize
      const rows = await query<ListRow>(Reads.listPage(Number(page)))
      const items = rows
        .slice(0, size)
        .map(({ json }) => json)
        .join(",")
      return cached(`{"items":[${items}],"page":${page},"size":${size},"total":${rows[0]?.total ?? 0}}`)
    }
    if (cursor === null) return pageOf(await query<ListRow>(Reads.list({})), limit, "-createdAt")
    const { id, value } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"))
    return pageOf(await query<ListRow>(Reads.listAfter({ at: value, id })), limit, "-createdAt")
  }

  const product = async (slug: string): Promise<Reply> => {
    const [found] = await query<{ json: string }>(Reads.bySlug({ slug }))
    if (found === undefined) throw new Refused(404)
    return cached(found.json, `${/"version":(\d+)/.exec(found.json)?.[1]}-`)
  }

  const shown = (status: number, basket: Basket): Reply => {
    const { cart } = basket
    const body: QuotedCart = {
      id: cart.id,
      token: mint(secretKey, "cart", cart.id),
      customerId: cart.customerId,
      currency: cart.currency,
      lines: cart.lines.map(({ customisation, id, quantity, variantId }) => ({
        id,
        variantId,
        quantity,
        customisation
      })),
      delivery: cart.delivery,
      quote: quoted(price(priceable(basket))),
      version: cart.version,
      createdAt: cart.createdAt,
      updatedAt: cart.updatedAt,
      expiresAt: cart.expiresAt
    }
    const headers = {
      ...own,
      etag: `"${cart.version}"`,
      ...(status === 201 ? { location: `/v1/carts/${cart.id}` } : {})
    }
    return { status, headers, body: JSON.stringify(body) }
  }

  const basketOf = async (id: string, token: string | undefined, also = ""): Promise<Basket> => {
    const right = Buffer.from(mint(secretKey, "cart", id))
    const given = Buffer.from(token ?? "")
    if (right.length !== given.length || !timingSafeEqual(right, given)) throw new Refused(404)
    const [found] = await query<{ basket: Basket }>(
      Reads.basket({ id, now: new Date().toISOString(), also: `{${also}}` })
    )
    if (found === undefined) throw new Refused(404)
    return found.basket
  }

  const supplyOf = async (variantIds: ReadonlyArray<string>): Promise<Supply> => {
    const [found] = await query<{ supply: Supply }>(Reads.supply({ variantIds: `{${variantIds.join(",")}}` }))
    if (found === undefined) throw new Refused(500)
    return found.supply
  }

  const lineOf = ({ offers }: Supply, { quantity, variantId }: NewLine): Cart["lines"][number] => {
    const offer = offers.find((offer) => offer.variantId === variantId)
    if (offer === undefined || offer.unitPrice === null) throw new Refused(409)
    return {
      id: CartLineId.make(newId(), unchecked),
      variantId,
      quantity,
      customisation: {},
      seenUnitPrice: offer.unitPrice
    }
  }

  const openCart = async ({ lines }: NewLines): Promise<Reply> => {
    const supply = await supplyOf(lines.map(({ variantId }) => variantId))
    const at = Date.now()
    const time = timestamp(at)
    const cart: Cart = {
      id: CartId.make(newId(), unchecked),
      customerId: null,
      currency: settings.currency,
      lines: lines.map((line) => lineOf(supply, line)),
      delivery: null,
      version: 1,
      createdAt: time,
      updatedAt: time,
      expiresAt: timestamp(at + settings.cartSeconds * 1000)
    }
    await query(Writes.openCart(cart))
    return shown(201, { cart, ...supply })
  }

  const touched = (cart: Cart): Cart => {
    const at = Date.now()
    const expiresAt = timestamp(at + settings.cartSeconds * 1000)
    return { ...cart, version: cart.version + 1, updatedAt: timestamp(at), expiresAt }
  }

  const addLine = async (id: string, token: string | undefined, wanted: NewLine): Promise<Reply> => {
    const basket = await basketOf(id, token, wanted.variantId)
    const line = lineOf(basket, wanted)
    const cart = touched({ ...basket.cart, lines: [...basket.cart.lines, line] })
    const [saved] = await query(Writes.addLine({ ...cart, version: basket.cart.version }, line, cart.lines.length))
    if (saved === undefined) throw new Refused(409)
    return shown(200, { ...basket, cart })
  }

  const choosePickup = async (id: string, token: string | undefined, delivery: Pickup): Promise<Reply> => {
    const basket = await basketOf(id, token)
    const cart = touched({ ...basket.cart, delivery })
    const [saved] = await query(Writes.choosePickup({ ...cart, version: basket.cart.version }, delivery.storeId))
    if (saved === undefined) throw new Refused(409)
    return shown(200, { ...basket, cart })
  }

  const asked = async (given: PlaceOrder, token: string | undefined) => {
    const { cartId, delivery, expectedTotal, lines = [] } = given
    if (cartId !== undefined) {
      const basket = await basketOf(cartId, token)
      return { wanted: priceable(basket), cart: { id: basket.cart.id, version: basket.cart.version } }
    }
    const supply = await supplyOf(lines.map(({ variantId }) => variantId))
    const priceables = lines.map(({ quantity = 1, variantId }) => ({
      id: null,
      variantId,
      quantity,
      customisation: {},
      seenUnitPrice: null
    }))
    return {
      wanted: { currency: expectedTotal.currency, lines: priceables, delivery: delivery ?? null, ...supply },
      cart: null
    }
  }

  const place = async (given: PlaceOrder, token: string | undefined, key: string): Promise<Reply> => {
    const { cart, wanted } = await asked(given, token)
    const priced = price(wanted)
    const { delivery } = wanted
    if (priced.obstacles.length > 0 || delivery === null || priced.store === null) throw new Refused(409)
    if (priced.totals.total !== given.expectedTotal.amount) throw new Refused(409)
    const placing = placement(priced, {
      orderId: OrderId.make(newId(), unchecked),
      request: {
        scope: sha256(`checkout.place guest:${token ?? ""}:${JSON.stringify(canonical(given.contact))}`),
        key: IdempotencyKey.make(key, unchecked),
        requestHash: sha256(JSON.stringify(canonical(given)))
      },
      given,
      cart,
      draft: null,
      customerId: null,
      delivery,
      storeId: priced.store.storeId,
      by: "customer",
      paymentId: PaymentId.make(newId(), unchecked),
      provider: undefined,
      at: timestamp(Date.now())
    })
    if (placing === undefined) throw new Refused(409)
    const number = await transaction(async (query) => {
      if ((await query(Writes.allocate(placing))).length < placing.allocate.length) throw new Refused(409)
      const [placed] = await query<{ number: number; claimed: boolean }>(Writes.orderAndKey(placing))
      if (placed === undefined || !placed.claimed) throw new Refused(409)
      await query(Writes.lines(placing))
      if (cart !== null && (await query(Writes.closeCart(cart))).length === 0) throw new Refused(409)
      return placed.number
    })
    const { id } = placing.order
    const body: PlacedOrder = {
      ...view({ ...placing.order, number }),
      token: mint(secretKey, "order", id),
      trackingToken: mint(secretKey, "tracking", id),
      payment: startedPayment(placing.payment)
    }
    const headers = { ...own, etag: `"${placing.order.version}"`, location: `/v1/orders/${id}` }
    return { status: 201, headers, body: JSON.stringify(body) }
  }

  return { products, product, openCart, addLine, choosePickup, place }
}
