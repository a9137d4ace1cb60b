/** What only staff may do, and the permission that each of it needs. */
import { type CurrentActor, CustomerId, type Permission, VariantId } from "@duka/core"
import { Effect } from "effect"
import { freshKey, home, opened, price, rooms } from "./opened.ts"
import { uuid } from "./samples.ts"

const nobody = uuid(99)
const somebody = CustomerId.make(nobody)

type Guarded = readonly [Permission, name: string, run: Effect.Effect<unknown, unknown, CurrentActor>]

export const guarded = Effect.map(Effect.all([rooms, opened()]), ([core, { product, store, variantId }]) => {
  const { apiKeys, audit, carts, categories, customers, inventory, orders, products, roles, staff: team, stores } = core
  const none = { storeId: store.id, lines: [], note: "test" }
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
    ["customer:read", "carts.allOf", carts.allOf(somebody)],
    ["customer:read", "customers.list", customers.list()],
    ["customer:write", "customers.create", customers.create({ name: "Buyer", phone: "+254700000001" })],
    ["customer:write", "orders.openOf", orders.openOf(somebody)],
    ["customer:write", "orders.join", orders.join(somebody, { email: "buyer@example.com" })],
    ["customer:write", "orders.anonymise", orders.anonymise(somebody)],
    ["customer:write", "carts.removeOf", carts.removeOf(somebody)],
    ["audit:read", "audit.list", audit.list()],
    ["staff:manage", "apiKeys.list", apiKeys.list()],
    ["staff:manage", "apiKeys.create", apiKeys.create({ name: "Till", permissions: [] })],
    ["staff:manage", "apiKeys.revoke", apiKeys.revoke(nobody)],
    ["staff:manage", "roles.list", roles.list()],
    ["staff:manage", "roles.create", roles.create({ name: "clerk", permissions: [] })],
    ["staff:manage", "roles.update", roles.update("support", { description: "Listens" })],
    ["staff:manage", "roles.remove", roles.remove("clerk")],
    ["staff:manage", "staff.list", team.list()],
    ["staff:manage", "staff.get", team.get(nobody)],
    ["staff:manage", "staff.invite", team.invite({ name: "Asha", email: "asha@example.com", roles: ["none"] })],
    ["staff:manage", "staff.update", team.update(nobody, { roles: [] })]
  ]
  return table
})
