/** A body that is right for each operation that takes one, so that nothing in it is refused before what a test is about. */
import { password } from "./people.ts"
import { address, contact } from "./selling.ts"

export const nobody = "0190a7c0-0000-7000-8000-00000000dead"

/** What a body says of things that exist. Where none is given it says what nobody has. */
export interface Known {
  readonly variantId: string
  readonly storeId: string
  /** That nobody has yet. */
  readonly email: string
  /** Of whoever the body is about. */
  readonly login: string
  readonly secret: string
  readonly role: string
}

export type Body = Readonly<Record<string, unknown>>

const price = { amount: 10_000, currency: "KES" }
const phone = "+254700000001"

const nothing: Known = {
  variantId: nobody,
  storeId: nobody,
  email: "x@example.com",
  login: "x@example.com",
  secret: "x",
  role: "support"
}

/** By method and path, as the document has them. */
export const rightBodies = (known: Partial<Known> = {}): Readonly<Record<string, Body>> => {
  const { email, login, role, secret, storeId, variantId } = { ...nothing, ...known }
  const delivery = { method: "pickup", storeId }
  return {
    "POST /v1/products": { name: "X", price },
    "PUT /v1/products/{idOrSlug}": { name: "X", price },
    "PATCH /v1/products/{idOrSlug}": { name: "X" },
    "POST /v1/products/bulk": { products: [{ name: "X", price }] },
    "POST /v1/products/{idOrSlug}/variants": { optionValues: { size: "L" }, prices: [price] },
    "PATCH /v1/products/{idOrSlug}/variants/{variantId}": { weightGrams: 1 },
    "POST /v1/products/{idOrSlug}/images": { url: "https://images.example/x.png" },
    "POST /v1/categories": { name: "X" },
    "PATCH /v1/categories/{idOrSlug}": { name: "X" },
    "POST /v1/stores": { name: "X", address: { lines: ["1"], city: "Nairobi", country: "KE" } },
    "PATCH /v1/stores/{id}": { name: "X" },
    "POST /v1/inventory/movements": { movements: [{ variantId, storeId, kind: "receipt", quantity: 1 }] },
    "POST /v1/carts": { lines: [{ variantId }] },
    "POST /v1/carts/{id}/lines": { variantId },
    "PATCH /v1/carts/{id}/lines/{lineId}": { quantity: 1 },
    "PUT /v1/carts/{id}/delivery": delivery,
    "POST /v1/orders": {
      lines: [{ variantId }],
      delivery,
      contact,
      payment: { method: "cash_on_delivery" },
      expectedTotal: price
    },
    "POST /v1/orders/drafts": {
      lines: [{ variantId }],
      delivery,
      contact,
      payment: { method: "cash_on_delivery" }
    },
    "PATCH /v1/orders/drafts/{id}": { note: "x" },
    "POST /v1/orders/drafts/{id}/place": { expectedTotal: price },
    "PATCH /v1/orders/{id}": { note: "x" },
    "PATCH /v1/orders/{id}/lines": { lines: [{ position: 0, quantity: 1 }] },
    "PATCH /v1/orders/{id}/status": { status: "cancelled" },
    "POST /v1/orders/{id}/cancel": { reason: "x" },
    "POST /v1/orders/{id}/shipments": { carrier: "x" },
    "PATCH /v1/shipments/{id}": { note: "x" },
    "POST /v1/orders/{id}/returns": { lines: [{ position: 0, quantity: 1 }] },
    "PATCH /v1/returns/{id}": { status: "approved" },
    "POST /v1/orders/{id}/payments": { method: "bank" },
    "POST /v1/payments/{id}/capture": { amount: price },
    "POST /v1/payments/{id}/refund": { amount: price, reason: "x" },
    "POST /v1/refunds/{id}/record": { reference: "x" },
    "POST /v1/auth/register": { name: "X", email, phone, password },
    "POST /v1/auth/login": { login, password },
    "POST /v1/auth/refresh": { refreshToken: secret },
    "POST /v1/auth/setup": { token: secret, name: "X", email, password },
    "POST /v1/auth/invitations/accept": { token: secret, password },
    "POST /v1/auth/password/forgot": { email: login },
    "POST /v1/auth/password/reset": { token: secret, password },
    "POST /v1/auth/password/change": { current: password, password },
    "POST /v1/auth/email/verify": { token: secret },
    "POST /v1/auth/email/change": { email, password },
    "PATCH /v1/me": { name: "X" },
    "POST /v1/me/addresses": address,
    "PUT /v1/me/addresses/{id}": address,
    "POST /v1/me/notifications/read": { ids: [nobody] },
    "PATCH /v1/me/preferences": { locale: "sw" },
    "PUT /v1/message-rules/{kind}": { channels: ["email"] },
    "POST /v1/me/cart/merge": { token: secret },
    "PATCH /v1/customers/{id}": { name: "X" },
    "PATCH /v1/customers/{id}/account": { status: "active" },
    "POST /v1/staff/invitations": { name: "X", email, roles: [role] },
    "PATCH /v1/staff/{id}": { roles: [] },
    "POST /v1/roles": { name: "x", permissions: [] },
    "PATCH /v1/roles/{name}": { description: "x" },
    "POST /v1/api-keys": { name: "x", permissions: [] },
    "POST /v1/webhook-endpoints": { url: "https://receiver.example/hooks", events: ["order.placed"] },
    "PATCH /v1/webhook-endpoints/{id}": { description: "x" }
  }
}
