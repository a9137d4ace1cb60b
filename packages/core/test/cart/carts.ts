/** Carts, offers and stores for the tests. */
import {
  type Cart,
  CartId,
  type CartLine,
  CartLineId,
  type Customisation,
  type DeliveryChoice,
  type Offer,
  ProductId,
  Sku,
  StoreId,
  type StoreSupply
} from "@duka/core"
import { variantId } from "../catalog/products.ts"
import { at, KES, uuid } from "../samples.ts"

export const lineId = (number: number) => CartLineId.make(uuid(2_000 + number))
export const storeId = (number: number) => StoreId.make(uuid(3_000 + number))

export const message: Customisation = {
  kind: "text",
  key: "message",
  label: "Message",
  maxLength: 20,
  surcharges: [{ currency: KES, amount: 5_000 }]
}

export const offer = (number: number, changes: Partial<Offer> = {}): Offer => ({
  variantId: variantId(number),
  productId: ProductId.make(uuid(4_000 + number)),
  productVersion: 1,
  sku: Sku.make(`SKU-${number}`),
  name: "Cake",
  optionValues: {},
  unitPrice: 100_000,
  taxClass: "standard",
  stockPolicy: "tracked",
  customisations: [message],
  leadTimeHours: 0,
  weightGrams: null,
  ...changes
})

export const line = (number: number, variant: number, changes: Partial<CartLine> = {}): CartLine => ({
  id: lineId(number),
  variantId: variantId(variant),
  quantity: 1,
  customisation: {},
  seenUnitPrice: 100_000,
  ...changes
})

export const cart = (lines: ReadonlyArray<CartLine> = [], changes: Partial<Cart> = {}): Cart => ({
  id: CartId.make(uuid(5_000)),
  customerId: null,
  currency: KES,
  lines,
  delivery: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  expiresAt: at(3_600),
  ...changes
})

export const store = (number: number, changes: Partial<StoreSupply> = {}): StoreSupply => ({
  storeId: storeId(number),
  name: `Store ${number}`,
  point: null,
  serviceRadiusKm: null,
  pickup: true,
  delivers: true,
  levels: [],
  ...changes
})

export const nairobi = { latitude: -1.2864, longitude: 36.8172 }

export const local = (
  changes: { readonly point?: { readonly latitude: number; readonly longitude: number } } = {}
): DeliveryChoice => ({
  method: "local",
  address: { firstName: "Buyer", lines: ["House 7"], city: "Nairobi", country: "KE", ...changes }
})

export const pickup = (number: number): DeliveryChoice => ({ method: "pickup", storeId: storeId(number) })
