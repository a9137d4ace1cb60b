/** A store, products and stock, made over HTTP as staff makes them. */
import { Product, Store, type StoreId, type VariantId } from "@duka/core"
import { randomUUID } from "node:crypto"
import { type Answer, type Send, strictly } from "./shop.ts"

export const productOf = (answer: Answer): Product => strictly(Product)(answer.body)

export const address = {
  firstName: "Wanjiru",
  phone: "+254700000001",
  lines: ["Biashara Street 4"],
  city: "Nairobi",
  country: "KE"
} as const

export const openStore = async (staff: Send, name = "Main Street"): Promise<Store> =>
  strictly(Store)(
    (
      await staff("POST", "/v1/stores", {
        body: { name, address: { lines: ["Main Street 1"], city: "Nairobi", country: "KE" } }
      })
    ).body
  )

export const newProduct = async (staff: Send, given: Readonly<Record<string, unknown>> = {}): Promise<Product> =>
  productOf(
    await staff("POST", "/v1/products", {
      body: { name: `Tea ${randomUUID().slice(0, 8)}`, price: { amount: 10_000, currency: "KES" }, ...given }
    })
  )

export const receive = (staff: Send, variantId: VariantId, storeId: StoreId, quantity: number): Promise<Answer> =>
  staff("POST", "/v1/inventory/movements", {
    headers: { "idempotency-key": randomUUID() },
    body: { movements: [{ variantId, storeId, kind: "receipt", quantity }] }
  })

/** A product of which a store has so many. */
export const stocked = async (staff: Send, storeId: StoreId, quantity = 10): Promise<Product> => {
  const product = await newProduct(staff)
  await receive(staff, product.variants[0].id, storeId, quantity)
  return product
}

export const contact = { name: "Wanjiru Kamau", phone: "+254700000001" } as const

/** Buy now, in one request: of a product for pickup. */
export const order = ({ variants: [variant] }: Product, storeId: StoreId, quantity = 1) => ({
  lines: [{ variantId: variant.id, quantity }],
  delivery: { method: "pickup", storeId },
  contact,
  payment: { method: "cash_on_delivery" },
  expectedTotal: { amount: (variant.price?.amount ?? 0) * quantity, currency: "KES" }
})
