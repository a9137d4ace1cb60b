/** What only staff may do, and the permission that each of it needs. */
import { type CurrentActor, CustomerId, type Permission, VariantId } from "@duka/core"
import { Effect } from "effect"
import { freshKey, home, opened, price, rooms } from "./opened.ts"
import { uuid } from "./samples.ts"

const nobody = uuid(99)
const somebody = CustomerId.make(nobody)

type Guarded = readonly [Permission, name: string, run: Effect.Effect<unknown, unknown, CurrentActor>]

export const guarded = Effect.map(Effect.all([rooms, opened()]), ([core, { product, store, variantId }]) => {
  const { apiKeys, audit, carts, categories, customers, inventory, orders, payments, products, ...more } = core
  const { checkout, draftOrders, jobs, messages, reports, returns, roles, shipments, staff: team, stores } = more
  const none = { storeId: store.id, lines: [], note: "test" }
  const day = { from: "2026-11-28", to: "2026-11-29" }
  const receipt = [{ variantId, storeId: store.id, kind: "receipt", quantity: 1 }] as const
  const table: ReadonlyArray<Guarded> = [
    ["catalog:write", "categories.create", categories.create({ name: "Teas" })],
    ["catalog:write", "categories.update", categories.update("teas", { name: "Tea" })],
    ["catalog:write", "categories.remove", categories.remove("teas")],
    ["catalog:write", "products.listAny", products.listAny({})],
    ["catalog:write", "products.getAny", products.getAny(product.id)],
    ["catalog:write", "products.create", products.create({ name: "Tea", price })],
    ["catalog:write", "products.createMany", products.createMany([{ name: "Tea", price }])],
    ["catalog:write", "products.replace", products.replace(product.id, { name: "Cake", price })],
    ["catalog:write", "products.update", products.update(product.id, { name: "Gateau" })],
    ["catalog:write", "products.remove", products.remove("none")],
    ["catalog:write", "products.addVariant", products.addVariant(product.id, { prices: [price] })],
    ["catalog:write", "products.updateVariant", products.updateVariant(product.id, variantId, {})],
    ["catalog:write", "products.removeVariant", products.removeVariant(product.id, variantId)],
    ["catalog:write", "products.addImage", products.addImage(product.id, { url: "https://example.com/1.jpg" })],
    ["catalog:write", "products.removeImage", products.removeImage(product.id, "https://example.com/1.jpg")],
    ["inventory:read", "inventory.list", inventory.list({})],
    ["inventory:read", "inventory.movements", inventory.movements(VariantId.make(nobody))],
    ["inventory:write", "inventory.move", inventory.move(receipt, freshKey())],
    ["inventory:write", "inventory.allocate", inventory.allocate(none)],
    ["inventory:write", "inventory.release", inventory.release(none)],
    ["inventory:write", "inventory.ship", inventory.ship(none)],
    ["inventory:write", "inventory.takeBack", inventory.takeBack(none)],
    ["store:write", "stores.create", stores.create({ name: "Westlands", address: { ...home, lines: ["Road"] } })],
    ["store:write", "stores.update", stores.update(store.id, { pickup: false })],
    ["store:write", "stores.remove", stores.remove(nobody)],
    ["order:write", "orders.setStatus", orders.setStatus(nobody, { status: "shipped" })],
    ["order:write", "orders.editLines", orders.editLines(nobody, { lines: [] })],
    ["order:write", "shipments.create", shipments.create(nobody, {}, freshKey())],
    ["order:write", "shipments.update", shipments.update(nobody, { status: "delivered" })],
    ["order:read", "shipments.listAll", shipments.listAll()],
    ["order:read", "returns.listAll", returns.listAll()],
    ["order:write", "returns.update", returns.update(nobody, { status: "approved" })],
    ["order:write", "checkout.placeDraft", checkout.placeDraft(nobody, { expectedTotal: price }, freshKey())],
    ["order:write", "draftOrders.create", draftOrders.create({})],
    ["order:read", "draftOrders.get", draftOrders.get(nobody)],
    ["order:read", "draftOrders.list", draftOrders.list()],
    ["order:write", "draftOrders.update", draftOrders.update(nobody, {})],
    ["order:write", "draftOrders.remove", draftOrders.remove(nobody)],
    ["customer:read", "draftOrders.allOf", draftOrders.allOf(somebody)],
    ["customer:write", "draftOrders.removeOf", draftOrders.removeOf(somebody)],
    ["customer:read", "carts.allOf", carts.allOf(somebody)],
    ["customer:read", "customers.list", customers.list()],
    ["customer:write", "customers.create", customers.create({ name: "Buyer", phone: "+254700000001" })],
    ["customer:write", "orders.openOf", orders.openOf(somebody)],
    ["customer:write", "orders.join", orders.join(somebody, { email: "buyer@example.com" })],
    ["customer:write", "orders.anonymise", orders.anonymise(somebody)],
    ["customer:write", "carts.removeOf", carts.removeOf(somebody)],
    ["payment:write", "payments.capture", payments.capture(nobody)],
    ["payment:write", "payments.void", payments.void(nobody)],
    ["payment:write", "payments.messages", payments.messages()],
    ["payment:refund", "payments.refund", payments.refund(nobody, {}, freshKey())],
    ["payment:refund", "payments.recordRefund", payments.recordRefund(nobody, { reference: "x" })],
    ["payment:refund", "payments.retryRefund", payments.retryRefund(nobody)],
    ["order:read", "payments.refunds", payments.refunds()],
    ["audit:read", "audit.list", audit.list()],
    ["jobs:manage", "jobs.list", jobs.list()],
    ["jobs:manage", "jobs.get", jobs.get(nobody)],
    ["jobs:manage", "jobs.counts", jobs.counts()],
    ["jobs:manage", "jobs.retry", jobs.retry(nobody)],
    ["jobs:manage", "jobs.retryAll", jobs.retryAll()],
    ["jobs:manage", "jobs.clean", jobs.clean({ olderThanSeconds: 60 })],
    ["report:read", "reports.sales", reports.sales(day)],
    ["report:read", "reports.products", reports.products(day)],
    ["report:read", "reports.customers", reports.customers(day)],
    ["report:read", "reports.payments", reports.payments(day)],
    ["report:read", "reports.taxes", reports.taxes(day)],
    ["staff:manage", "apiKeys.list", apiKeys.list()],
    ["staff:manage", "apiKeys.create", apiKeys.create({ name: "Till", permissions: [] })],
    ["staff:manage", "apiKeys.revoke", apiKeys.revoke(nobody)],
    ["staff:manage", "roles.list", roles.list()],
    ["staff:manage", "roles.create", roles.create({ name: "clerk", permissions: [] })],
    ["staff:manage", "roles.update", roles.update("support", { description: "Listens" })],
    ["staff:manage", "roles.remove", roles.remove("clerk")],
    ["message:manage", "messages.list", messages.list()],
    ["message:manage", "messages.get", messages.get(nobody)],
    ["message:manage", "messages.resend", messages.resend(nobody)],
    ["message:manage", "messages.rules", messages.rules()],
    ["message:manage", "messages.setRule", messages.setRule({ kind: "welcome", channels: [] })],
    ["message:manage", "messages.resetRule", messages.resetRule("welcome")],
    ["staff:manage", "staff.holding", team.holding("order:read")],
    ["staff:manage", "staff.list", team.list()],
    ["staff:manage", "staff.get", team.get(nobody)],
    ["staff:manage", "staff.invite", team.invite({ name: "Asha", email: "asha@example.com", roles: ["none"] })],
    ["staff:manage", "staff.update", team.update(nobody, { roles: [] })]
  ]
  return table
})
