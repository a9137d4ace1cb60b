/** Every act of staff stands in the log, with what it tells of or not at all. */
import { AuditEntryId, AuditStore, CustomerStore, type Duka, type StoragePorts, type Tokens } from "@duka/core"
import { MemoryStorage } from "@duka/adapter-memory"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Schema } from "effect"
import { guarded } from "../guarded.ts"
import { as, customer, customerId, opened, order, owner, rooms, shopOver } from "../opened.ts"
import { acts, asClerk, asha, clerk, logged } from "./acts.ts"
import { layerBank } from "./payingActs.ts"

/** What staff alone may do, and changes nothing. */
const looking = [
  "apiKeys.list",
  "jobs.counts",
  "jobs.get",
  "jobs.list",
  "messages.get",
  "messages.list",
  "messages.rules",
  "orders.openOf",
  "payments.messages",
  "products.getAny",
  "products.listAny",
  "roles.list",
  "staff.get",
  "staff.holding",
  "staff.list"
].concat(["deliveries", "delivery", "get", "list"].map((name) => `webhookEndpoints.${name}`))

/** What is done to many at once, and tells how many. */
const many = ["jobs.retryAll", "jobs.clean"]

/** Whose permission is a matter of whose thing it is. */
const others = [
  "accounts.erase",
  "accounts.setStatus",
  "accounts.exportOf",
  "checkout.place",
  "orders.cancel",
  "orders.update",
  "payments.start",
  "returns.request"
].concat(["addAddress", "erase", "removeAddress", "update", "updateAddress"].map((name) => `customers.${name}`))

/** Permissions to change something. */
const changes = /:(write|refund|manage)$/

/** A law of a shop with a bank. */
const law = <A, E>(name: string, run: Effect.Effect<A, E, Duka.UseCases | Duka.Background | Tokens | StoragePorts>) =>
  it.effect(name, () => Effect.provide(run, Layer.provide(shopOver(MemoryStorage.layer), layerBank)))

describe("an act of staff", () => {
  law(
    "leaves an entry, whatever it is: who, what, when, from where",
    Effect.gen(function* () {
      for (const [name, action, run] of yield* acts(asha)) {
        const before = (yield* logged).length
        yield* asClerk(run)
        const all = yield* logged
        expect(all.length - before, name).toBe(1)
        expect(all.filter((entry) => entry.action === action)[0], name).toMatchObject({
          id: expect.schemaMatching(Schema.toStandardSchemaV1(AuditEntryId)),
          actor: { kind: "staff", id: "id" in clerk ? clerk.id : null },
          subject: { id: many.includes(name) ? null : expect.any(String) },
          from: "203.0.113.0/24"
        })
      }
    })
  )

  law(
    "is one of those that are told here: no use case was forgotten",
    Effect.gen(function* () {
      const told = (yield* acts(asha)).map(([name]) => name)
      const changing = (yield* guarded).flatMap(([permission, name]) =>
        changes.test(permission) && !looking.includes(name) ? [name] : []
      )
      expect(told.toSorted()).toStrictEqual([...changing, ...others].toSorted())
    })
  )

  const full = Layer.effect(
    AuditStore,
    Effect.map(AuditStore, (store) => ({ ...store, append: () => Effect.die("the disk is full") }))
  )
  const storage: Layer.Layer<StoragePorts> = full.pipe(Layer.provideMerge(MemoryStorage.layer))

  it.effect("does not happen where it cannot be told", () =>
    Effect.gen(function* () {
      const table = yield* acts(asha)
      const everything = Effect.gen(function* () {
        const { apiKeys, categories, customers, draftOrders, inventory, jobs, orders, products, ...more } = yield* rooms
        const { roles, staff, stores, webhookEndpoints } = more
        return yield* as(owner)(
          Effect.all([
            apiKeys.list(),
            categories.list(),
            customers.list(),
            draftOrders.list(),
            inventory.list({}),
            jobs.list(),
            orders.list(),
            products.list({}),
            roles.list(),
            staff.list(),
            stores.list(),
            webhookEndpoints.list()
          ])
        )
      })
      for (const [name, , run] of table) {
        // These prepare something as the shop itself, which is not undone.
        if (name === "inventory.ship" || name === "checkout.place") continue
        // There is nothing on loan to give back.
        if (name === "inventory.release") continue
        // The bank has taken the money by then, and the books have to say so.
        if (name === "payments.capture") continue
        const before = yield* everything
        const exit = yield* Effect.exit(asClerk(run))
        expect(Exit.isFailure(exit) && exit.cause.toString(), name).toContain("the disk is full")
        expect(yield* everything, name).toStrictEqual(before)
      }
    }).pipe(Effect.provide(Layer.provide(shopOver(storage), layerBank)))
  )

  law(
    "that is refused leaves none, nor does what changes nothing, nor what customers and the shop itself do",
    Effect.gen(function* () {
      const { customers, inventory, products, staff } = yield* rooms
      const goods = yield* opened(5)
      yield* Effect.exit(asClerk(products.update(goods.product.id, { name: "Cake" }, { version: 9 })))
      yield* Effect.exit(asClerk(products.create({ name: " " })))
      const own = { ...clerk, id: customerId(1) }
      yield* (yield* CustomerStore).insert({
        id: customerId(1),
        name: "Asha",
        email: null,
        phone: asha.phone,
        addresses: [],
        defaultAddressId: null,
        version: 1,
        createdAt: goods.product.createdAt,
        updatedAt: goods.product.createdAt
      })
      yield* as(own)(customers.update(customerId(1), { name: "Asha W" }))
      yield* as(customer(1))(customers.update(customerId(1), { name: "Asha B" }))
      yield* order(goods, 1, customer(1))
      yield* as(owner)(staff.hasOwner())
      expect(yield* logged).toStrictEqual([])
      const receipt = { variantId: goods.variantId, storeId: goods.store.id, kind: "receipt", quantity: 2 } as const
      yield* asClerk(inventory.move([receipt], "key-of-once"))
      yield* asClerk(inventory.move([receipt], "key-of-once"))
      const [entry, ...more] = yield* logged
      expect(more).toStrictEqual([])
      expect(entry).toMatchObject({
        action: "stock.moved",
        before: { onHand: 5 },
        after: { onHand: 7, quantity: 2, kind: "receipt", storeId: goods.store.id }
      })
    })
  )
})
