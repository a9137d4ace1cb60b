import { type CurrentActor, CustomerId, Permission, PermissionDenied, VariantId } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { as, customer, freshKey, guest, home, law, opened, price, rooms, staff } from "./opened.ts"
import { uuid } from "./samples.ts"

const nobody = uuid(99)
const somebody = CustomerId.make(nobody)

/** What only staff may do, and the permission it needs. */
type Guarded = readonly [Permission, name: string, run: Effect.Effect<unknown, unknown, CurrentActor>]

const guarded = Effect.map(Effect.all([rooms, opened()]), ([core, { product, store, variantId }]) => {
  const { apiKeys, carts, categories, customers, inventory, orders, products, roles, staff: team, stores } = core
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
    ["customer:read", "customers.list", customers.list()],
    ["customer:write", "customers.create", customers.create({ name: "Buyer", phone: "+254700000001" })],
    ["customer:write", "orders.openOf", orders.openOf(somebody)],
    ["customer:write", "orders.join", orders.join(somebody, { email: "buyer@example.com" })],
    ["customer:write", "orders.anonymise", orders.anonymise(somebody)],
    ["customer:write", "carts.removeOf", carts.removeOf(somebody)],
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

/** What needs no permission: it is public, or whose thing it is decides. */
const unguarded = {
  accounts: [
    "acceptInvitation",
    "changeEmail",
    "changePassword",
    "erase",
    "forgotPassword",
    "mine",
    "register",
    "requestVerification"
  ].concat(["resetPassword", "verifyEmail"]),
  staff: ["createOwner", "hasOwner"],
  roles: [],
  apiKeys: [],
  sessions: ["authenticate", "end", "list", "logIn", "logInExternally", "logOut", "publicKeys", "refresh", "revoke"],
  categories: ["get", "list", "tree"],
  products: ["get", "getDocument", "list", "listDocuments"],
  stores: ["get", "list"],
  inventory: [],
  carts: ["addLine", "clear", "create", "deliveryOptions", "get", "merge", "mine", "paymentMethods", "quote"].concat([
    "remove",
    "removeLine",
    "setDelivery",
    "updateLine"
  ]),
  checkout: ["place"],
  customers: ["addAddress", "erase", "get", "removeAddress", "update", "updateAddress"],
  orders: ["cancel", "get", "list", "track", "update"]
} as const

describe("permissions", () => {
  law(
    "are asked for by every use case of staff: guests, customers and other staff are refused",
    Effect.gen(function* () {
      for (const [permission, name, run] of yield* guarded) {
        const others = Permission.literals.filter((other) => other !== permission)
        for (const actor of [guest, customer(1), staff(), staff(...others)]) {
          const refused = yield* Effect.flip(as(actor)(run))
          expect(refused, `${name} as ${actor._tag}`).toBeInstanceOf(PermissionDenied)
          expect(refused, name).toMatchObject({ permission })
        }
      }
    })
  )

  law(
    "are enough: whoever holds the one that is asked for is let in",
    Effect.gen(function* () {
      for (const [permission, name, run] of yield* guarded) {
        for (const actor of [
          staff(permission),
          { _tag: "ApiClient", id: "key-1", permissions: [permission] } as const
        ]) {
          const exit = yield* Effect.exit(as(actor)(run))
          const refused = Exit.isFailure(exit) && exit.cause.toString().includes("PermissionDenied")
          expect(refused, `${name} with ${permission}`).toBe(false)
        }
      }
    })
  )

  law(
    "leave no use case out: each is in one of the two tables",
    Effect.gen(function* () {
      const told = (yield* guarded).map(([, name]) => name)
      for (const [room, service] of Object.entries(yield* rooms)) {
        const free = Object.entries(unguarded).flatMap(([name, methods]) => (name === room ? methods : []))
        const named = told.flatMap((name) => (name.startsWith(`${room}.`) ? [name.slice(room.length + 1)] : []))
        expect([...named, ...free].toSorted(), room).toStrictEqual(Object.keys(service).toSorted())
      }
    })
  )
})
