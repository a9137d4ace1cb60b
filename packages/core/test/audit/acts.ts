/** One act of staff for each use case that changes something, each on things of its own, with somebody's words in it. */
import {
  type Actor,
  type AuditAction,
  type AuditEntry,
  allPermissions,
  CurrentClient,
  type CurrentActor,
  JobQueue,
  MessageId,
  MessageStore,
  type Page,
  Time
} from "@duka/core"
import { Duration, Effect } from "effect"
import { as, freshKey, home, opened, order, owner, price, rooms, staff } from "../opened.ts"
import { uuid } from "../samples.ts"
import { payingActs } from "./payingActs.ts"

/** What somebody says of himself, or somebody else of him. */
export interface Words {
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly text: string
}

export const asha: Words = {
  name: "Asha Wanjiku",
  email: "asha.wanjiku@example.com",
  phone: "+254711222333",
  text: "the blue gate"
}

type Act = readonly [name: string, action: AuditAction, run: Effect.Effect<unknown, unknown, CurrentActor>]

/** Who does it all, and from where. */
export const clerk: Actor = staff(...allPermissions)
export const address = "203.0.113.77"

export const asClerk = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  as(clerk)(Effect.provideService(effect, CurrentClient, { address, agent: "A browser" }))

/** A job that was given up. */
const failedJob = Effect.fnUntraced(function* (id: string) {
  const queue = yield* JobQueue
  const retryDelay = () => Effect.succeed(Duration.zero)
  yield* Effect.orDie(queue.offer({ name: "post", id, element: { letter: 7 }, isCustomId: true, delay: undefined }))
  const taken = queue.take({ name: "post", maxAttempts: 1, retryDelay })
  yield* Effect.exit(Effect.scoped(Effect.andThen(taken, Effect.fail("closed"))))
  const { jobs } = yield* rooms
  const { items } = yield* as(owner)(jobs.list({ state: "failed", queue: "post" }))
  return items.find(({ key }) => key === id)?.id ?? ""
})

/** A message that was refused. */
const refused = Effect.fnUntraced(function* ({ email, name }: Pick<Words, "email" | "name">) {
  const { add } = yield* MessageStore
  const at = yield* Time.now
  const id = MessageId.make(uuid(4_242))
  const nothing = {
    link: null,
    eventId: null,
    content: null,
    sender: null,
    reference: null,
    cost: null,
    segments: null
  }
  const person = { recipientId: null, aboutId: null, name, address: email, locale: "en", data: {} }
  const times = { readAt: null, createdAt: at, updatedAt: at }
  const told = { kind: "welcome", channel: "email", status: "failed", failure: "550" } as const
  yield* add([{ id, key: id, ...told, ...person, ...nothing, ...times }])
  return id
})

export const acts = Effect.fnUntraced(function* ({ email, name, phone, text }: Words) {
  const { apiKeys, carts, categories, checkout, customers, inventory, orders, products, ...more } = yield* rooms
  const { draftOrders, jobs, messages, returns, roles, shipments, staff: team, stores, webhookEndpoints } = more
  const bySystem = as(owner)
  const goods = yield* opened(50)
  const { product, store, variantId } = goods
  const address = { ...home, firstName: name, lastName: name, phone, lines: [text], note: text }
  const contact = { name, email, phone }
  const customer = yield* bySystem(customers.create(contact))
  const gone = yield* bySystem(customers.create(contact))
  yield* bySystem(customers.addAddress(customer.id, address))
  const [first] = (yield* bySystem(customers.addAddress(customer.id, address))).addresses
  const [late, dear, plain] = yield* Effect.all([order(goods), order(goods), order(goods)])
  const [part, way, had, wide] = yield* Effect.all([order(goods), order(goods), order(goods), order(goods)])
  const onItsWay = yield* bySystem(shipments.create(way.order.id, {}, freshKey()))
  yield* bySystem(orders.setStatus(had.order.id, { status: "shipped" }))
  yield* bySystem(orders.setStatus(had.order.id, { status: "delivered", collection: { reason: "A gift" } }))
  const back = { lines: [{ position: 0, quantity: 1, reason: text }] }
  const asked = order(goods).pipe(
    Effect.tap(({ order }) => bySystem(orders.setStatus(order.id, { status: "shipped" }))),
    Effect.tap(({ order }) =>
      bySystem(orders.setStatus(order.id, { status: "delivered", collection: { reason: "A gift" } }))
    ),
    Effect.flatMap(({ order }) => bySystem(returns.request(order.id, back, freshKey())))
  )
  const comingBack = yield* asked
  const category = yield* bySystem(categories.create({ name: "Teas" }))
  const extra = yield* bySystem(
    stores.create({ name: "Ngong", address: { lines: ["Road"], city: "X", country: "KE" } })
  )
  const size = (value: string) => ({ optionValues: { size: value }, prices: [price] })
  const sizes = { options: [{ name: "size", values: ["S", "M", "L"] }], variants: [size("S"), size("M")] }
  const tea = yield* bySystem(products.create({ name: "Tea", ...sizes }))
  const milk = yield* bySystem(products.create({ name: "Milk tea", ...sizes }))
  yield* bySystem(products.addImage(tea.id, { url: "https://example.com/1.jpg" }))
  yield* bySystem(roles.create({ name: "clerk", permissions: [] }))
  const key = yield* bySystem(apiKeys.create({ name: "Till", permissions: [] }))
  const member = yield* bySystem(team.invite({ name, email: `staff.${email}`, phone, roles: ["support"] }))
  const suspect = yield* bySystem(team.invite({ name, email: `was.${email}`, roles: ["support"] }))
  yield* bySystem(team.update(suspect.id, { roles: [] }))
  const given = yield* failedJob("given")
  yield* failedJob("up")
  const stock = { storeId: store.id, lines: [{ variantId, quantity: 1 }], note: text }
  const receipt = { variantId, storeId: store.id, kind: "receipt", quantity: 3, note: text } as const
  const buying = {
    lines: [{ variantId }],
    delivery: goods.pickup,
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: price
  } as const
  const noted = { customerId: customer.id, contact, recipient: { name, phone }, note: text } as const
  const { expectedTotal, lines } = buying
  const wanted = { ...noted, lines, delivery: goods.pickup, payment: buying.payment }
  const [sold, written, unwanted] = yield* bySystem(
    Effect.all([draftOrders.create(wanted), draftOrders.create({}), draftOrders.create(noted)])
  )
  const [hook, unheard] = yield* bySystem(
    Effect.all(["books", "till"].map((path) => webhookEndpoints.create({ url: `https://receiver.example/${path}` })))
  )
  const ping = yield* bySystem(webhookEndpoints.test(hook?.id ?? ""))
  const place = { lines: ["Road"], city: "Nairobi", country: "KE" }
  const table: ReadonlyArray<Act> = [
    ...(yield* payingActs({ ...buying, payment: { method: "bank" } })),
    ["checkout.placeDraft", "order.placed", checkout.placeDraft(sold.id, { expectedTotal }, freshKey())],
    ["draftOrders.create", "draft-order.created", draftOrders.create(noted)],
    ["draftOrders.update", "draft-order.updated", draftOrders.update(written.id, noted)],
    ["draftOrders.remove", "draft-order.removed", draftOrders.remove(unwanted.id)],
    ["categories.create", "category.created", categories.create({ name: "Coffees" })],
    ["categories.update", "category.updated", categories.update(category.id, { name: "Tea" })],
    ["categories.remove", "category.removed", categories.remove(category.id)],
    ["jobs.retry", "job.retried", jobs.retry(given)],
    ["jobs.retryAll", "job.retried", jobs.retryAll("post")],
    ["jobs.clean", "job.removed", jobs.clean({ olderThanSeconds: 0, failedToo: true })],
    ["messages.resend", "message.resent", messages.resend(yield* refused({ email, name }))],
    ["messages.setRule", "message.rule-updated", messages.setRule({ kind: "welcome", channels: [] })],
    ["messages.resetRule", "message.rule-updated", messages.resetRule("welcome")],
    ["products.create", "product.created", products.create({ name: "Coffee", price })],
    ["products.createMany", "product.created", products.createMany([{ name: "Milk", price }])],
    ["products.replace", "product.updated", products.replace(product.id, { name: "Gateau", price })],
    ["products.update", "product.updated", products.update(product.id, { name: "Cake" })],
    ["products.addVariant", "product.updated", products.addVariant(milk.id, size("L"))],
    ["products.updateVariant", "product.updated", products.updateVariant(product.id, variantId, { weightGrams: 9 })],
    ["products.removeVariant", "product.updated", products.removeVariant(tea.id, tea.variants[1]?.id ?? "")],
    ["products.addImage", "product.updated", products.addImage(product.id, { url: "https://example.com/2.jpg" })],
    ["products.removeImage", "product.updated", products.removeImage(tea.id, "https://example.com/1.jpg")],
    ["products.remove", "product.removed", products.remove(tea.id)],
    ["inventory.move", "stock.moved", inventory.move([receipt], freshKey())],
    ["inventory.allocate", "stock.allocated", inventory.allocate(stock)],
    ["inventory.release", "stock.released", inventory.release(stock)],
    ["inventory.ship", "stock.shipped", Effect.andThen(bySystem(inventory.allocate(stock)), inventory.ship(stock))],
    ["inventory.takeBack", "stock.returned", inventory.takeBack(stock)],
    ["stores.create", "store.created", stores.create({ name: "Westlands", address: place, phone, email })],
    ["stores.update", "store.updated", stores.update(store.id, { pickup: false, phone, email })],
    ["stores.remove", "store.removed", stores.remove(extra.id)],
    ["orders.setStatus", "order.moved", orders.setStatus(late.order.id, { status: "processing", reason: text })],
    ["orders.cancel", "order.cancelled", orders.cancel(dear.order.id, { reason: text })],
    [
      "orders.editLines",
      "order.edited",
      orders.editLines(wide.order.id, { lines: [{ position: 0, quantity: 2 }], reason: text })
    ],
    [
      "shipments.create",
      "shipment.created",
      shipments.create(part.order.id, { carrier: "Sendy", trackingNumber: "S-1", note: text }, freshKey())
    ],
    ["shipments.update", "shipment.updated", shipments.update(onItsWay.shipment.id, { note: text })],
    ["returns.request", "return.requested", returns.request(had.order.id, back, freshKey())],
    ["returns.update", "return.updated", returns.update(comingBack.made.id, { status: "approved", reason: text })],
    [
      "orders.update",
      "order.updated",
      orders.update(plain.order.id, { contact, recipient: { name, phone }, note: text })
    ],
    [
      "checkout.place",
      "order.placed",
      Effect.andThen(bySystem(stores.update(store.id, { pickup: true })), checkout.place(buying, freshKey()))
    ],
    ["customers.create", "customer.created", customers.create({ name, email, phone })],
    ["customers.update", "customer.updated", customers.update(customer.id, { name: `${name} B`, phone })],
    ["customers.addAddress", "customer.updated", customers.addAddress(customer.id, address)],
    [
      "customers.updateAddress",
      "customer.updated",
      customers.updateAddress(customer.id, first?.id ?? "", { ...address, city: text })
    ],
    ["customers.removeAddress", "customer.updated", customers.removeAddress(customer.id, first?.id ?? "")],
    ["orders.join", "customer.orders-joined", orders.join(customer.id, { email })],
    ["orders.anonymise", "customer.orders-anonymised", orders.anonymise(customer.id)],
    ["carts.removeOf", "customer.carts-removed", carts.removeOf(customer.id)],
    ["draftOrders.removeOf", "customer.draft-orders-removed", draftOrders.removeOf(customer.id)],
    ["accounts.exportOf", "customer.exported", more.accounts.exportOf(customer.id)],
    ["customers.erase", "customer.erased", customers.erase(gone.id)],
    ["accounts.erase", "customer.erased", more.accounts.erase(customer.id)],
    ["apiKeys.create", "api-key.created", apiKeys.create({ name: "Scanner", permissions: [] })],
    ["apiKeys.revoke", "api-key.revoked", apiKeys.revoke(key.id)],
    ["roles.create", "role.created", roles.create({ name: "buyer", permissions: ["catalog:write"] })],
    ["roles.update", "role.updated", roles.update("support", { description: "Listens" })],
    ["roles.remove", "role.removed", roles.remove("clerk")],
    ["accounts.setStatus", "customer.suspended", more.accounts.setStatus(suspect.id, { status: "suspended" })],
    ["staff.invite", "staff.invited", team.invite({ name, email, phone, roles: ["support"] })],
    ["staff.update", "staff.updated", team.update(member.id, { status: "suspended" })],
    [
      "webhookEndpoints.create",
      "webhook-endpoint.created",
      webhookEndpoints.create({ url: "https://receiver.example/", events: ["order.placed"] })
    ],
    [
      "webhookEndpoints.update",
      "webhook-endpoint.updated",
      webhookEndpoints.update(hook?.id ?? "", { url: "https://other.example/" })
    ],
    ["webhookEndpoints.rotateSecret", "webhook-endpoint.secret-rotated", webhookEndpoints.rotateSecret(hook?.id ?? "")],
    ["webhookEndpoints.test", "webhook-endpoint.tested", webhookEndpoints.test(hook?.id ?? "")],
    ["webhookEndpoints.resend", "webhook-delivery.resent", webhookEndpoints.resend(ping.id)],
    ["webhookEndpoints.remove", "webhook-endpoint.removed", webhookEndpoints.remove(unheard?.id ?? "")]
  ]
  return table
})

/** Every entry, newest first. */
export const logged = Effect.gen(function* () {
  const { audit } = yield* rooms
  const all: Array<AuditEntry> = []
  let next: string | null = null
  do {
    const page: Page.Page<AuditEntry> = yield* as(owner)(audit.list({}, next === null ? {} : { cursor: next }))
    all.push(...page.items)
    next = "nextCursor" in page ? page.nextCursor : null
  } while (next !== null)
  return all
})
