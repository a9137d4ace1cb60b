/** A shop in memory for each test, with something to sell in it. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  Accounts,
  ApiKeys,
  Audit,
  type Actor,
  type Address,
  Carts,
  Categories,
  Checkout,
  CurrentActor,
  CustomerId,
  Customers,
  DeliveryReports,
  DraftOrders,
  Duka,
  Inbox,
  Inventory,
  Jobs,
  Messages,
  type NewProduct,
  Orders,
  Payments,
  type Permission,
  Products,
  Reports,
  Returns,
  Roles,
  SecretKey,
  Sessions,
  Settings,
  Shipments,
  Staff,
  StockAlerts,
  type StoragePorts,
  Stores,
  Subscriptions,
  Tokens,
  WebhookEndpoints,
  Webhooks
} from "@duka/core"
import { it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { uuid } from "./samples.ts"

const secretKey = Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(7)))

export const shopOver = <E>(storage: Layer.Layer<StoragePorts, E>, settings: Partial<Settings.ShopSettings> = {}) =>
  Duka.layer.pipe(
    Layer.provideMerge(storage),
    Layer.provide([secretKey, Layer.succeed(Settings.Settings, { ...Settings.defaults, ...settings })])
  )

type Shop = Duka.Background | Duka.UseCases | Tokens | StoragePorts

/** A law of the shop: each run opens one of its own. */
export const law = <A, E>(
  name: string,
  run: Effect.Effect<A, E, Shop>,
  settings: Partial<Settings.ShopSettings> = {}
) => it.effect(name, () => Effect.provide(run, shopOver(MemoryStorage.layer, settings)))

export const as =
  (actor: Actor) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, CurrentActor>> =>
    Effect.provideService(effect, CurrentActor, actor)

export const owner: Actor = { _tag: "System" }
export const guest: Actor = { _tag: "Guest" }
export const customerId = (number: number) => CustomerId.make(uuid(7_000 + number))
export const customer = (number: number): Actor => ({ _tag: "Customer", id: customerId(number) })
export const staff = (...permissions: ReadonlyArray<Permission>): Actor => ({
  _tag: "Staff",
  id: "staff-1",
  permissions
})

/** Every room, by its name. */
export const rooms = Effect.all({
  accounts: Accounts,
  apiKeys: ApiKeys,
  audit: Audit,
  carts: Carts,
  categories: Categories,
  checkout: Checkout,
  customers: Customers,
  deliveryReports: DeliveryReports,
  draftOrders: DraftOrders,
  inbox: Inbox,
  inventory: Inventory,
  jobs: Jobs,
  messages: Messages,
  orders: Orders,
  payments: Payments,
  products: Products,
  reports: Reports,
  returns: Returns,
  roles: Roles,
  sessions: Sessions,
  shipments: Shipments,
  staff: Staff,
  stockAlerts: StockAlerts,
  stores: Stores,
  subscriptions: Subscriptions,
  webhookEndpoints: WebhookEndpoints,
  webhooks: Webhooks
})

export const price = { amount: 250_000, currency: "KES" } as const

export const home: typeof Address.Encoded = { firstName: "Buyer", lines: ["House 7"], city: "Nairobi", country: "KE" }
export const contact = { name: "Buyer", phone: "+254700000001" }

const keys = { next: 0 }
/** A key that nobody has used. */
export const freshKey = () => `key-${(keys.next++).toString().padStart(8, "0")}`

const stocked = Effect.fnUntraced(function* (count: number, changes: Partial<typeof NewProduct.Encoded>) {
  const { inventory, products, stores } = yield* rooms
  const store = yield* stores.create({
    name: "Kilimani",
    address: { lines: ["Ring Road"], city: "Nairobi", country: "KE" }
  })
  const product = yield* products.create({ name: "Cake", price, ...changes })
  const variant = product.variants[0]
  if (count > 0) {
    yield* inventory.move([{ variantId: variant.id, storeId: store.id, kind: "receipt", quantity: count }], freshKey())
  }
  return { store, product, variant, variantId: variant.id, pickup: { method: "pickup", storeId: store.id } as const }
})

/** A branch with so many cakes. */
export const opened = (count = 5, changes: Partial<typeof NewProduct.Encoded> = {}) =>
  as(owner)(stocked(count, changes))

/** What the store has: on hand and promised. */
export const stock = Effect.fnUntraced(function* (variantId: typeof CustomerId.Encoded) {
  const { inventory } = yield* rooms
  const found = yield* as(owner)(inventory.list({}))
  const level = found.items.find((level) => level.variantId === variantId)
  return [level?.onHand ?? 0, level?.allocated ?? 0] as const
})

/** A guest's cart of so many cakes, to be picked up; and the guest who has its token. */
export const filled = Effect.fnUntraced(function* (
  given: Effect.Success<ReturnType<typeof opened>>,
  quantity = 1,
  by: Actor = guest
) {
  const { carts } = yield* rooms
  const cart = yield* as(by)(
    carts.create({ lines: [{ variantId: given.variantId, quantity }], delivery: given.pickup })
  )
  const buyer: Actor = by._tag === "Guest" ? { _tag: "Guest", cartToken: cart.token ?? "" } : by
  return { cart, buyer }
})

/** The order of a filled cart. */
export const order = Effect.fnUntraced(function* (
  given: Effect.Success<ReturnType<typeof opened>>,
  quantity = 1,
  by: Actor = guest
) {
  const { checkout } = yield* rooms
  const { buyer, cart } = yield* filled(given, quantity, by)
  const { order } = yield* as(buyer)(
    checkout.place(
      { cartId: cart.id, contact, payment: { method: "cash_on_delivery" }, expectedTotal: cart.quote.totals.total },
      freshKey()
    )
  )
  const holder: Actor = by._tag === "Guest" ? { _tag: "Guest", orderToken: order.token } : by
  return { order, holder, buyer, cart }
})
