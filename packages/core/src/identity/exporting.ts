import { Effect, Option, Schema } from "effect"
import { asSystem, CurrentActor, CustomerId, holds } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Cart } from "../cart/Cart.ts"
import { Carts } from "../cart/Carts.ts"
import { DraftOrderView } from "../checkout/DraftOrder.ts"
import { DraftOrders } from "../checkout/DraftOrders.ts"
import { Customer } from "../customer/Customer.ts"
import { CustomerNotFound } from "../customer/CustomerErrors.ts"
import { Customers } from "../customer/Customers.ts"
import { StockAlertView } from "../notification/StockAlert.ts"
import { StockAlerts } from "../notification/StockAlerts.ts"
import { Orders } from "../order/Orders.ts"
import { OrderView } from "../order/OrderView.ts"
import { Returns } from "../order/Returns.ts"
import { ReturnView } from "../order/returnView.ts"
import { Shipment } from "../order/Shipment.ts"
import { Shipments } from "../order/Shipments.ts"
import type { Page, PageRequest } from "../Page.ts"
import { Payments } from "../payment/Payments.ts"
import { PaymentView } from "../payment/PaymentView.ts"
import { now, Timestamp } from "../Time.ts"
import { Account, AccountId } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { colleagues } from "./colleagues.ts"
import { SignInNeeded } from "./IdentityErrors.ts"
import { Session } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import { whoAsks } from "./whoAsks.ts"

/** So many of a person's orders, and of what became of each: more than anybody has, and what an answer can hold. */
export const exportLimits = { itemsMax: 10_000 } as const

const itemsAtOnce = 100

export class PersonalData extends Schema.Opaque<PersonalData>()(
  Schema.Struct({
    exportedAt: Timestamp,
    /** Null: somebody who never signed up. */
    account: Schema.NullOr(Account),
    customer: Customer,
    sessions: Schema.Array(Session),
    /** Open ones, without their prices. */
    carts: Schema.Array(
      Schema.Struct({
        id: Cart.fields.id,
        currency: Cart.fields.currency,
        lines: Cart.fields.lines,
        delivery: Cart.fields.delivery,
        createdAt: Cart.fields.createdAt,
        updatedAt: Cart.fields.updatedAt,
        expiresAt: Cart.fields.expiresAt
      })
    ),
    /** What staff wrote down for him, newest first, without their prices. */
    draftOrders: Schema.Array(DraftOrderView),
    /** What he waits for, newest first. */
    stockAlerts: Schema.Array(StockAlertView),
    /** Newest first. */
    orders: Schema.Array(OrderView),
    /** Of those orders, as are shipments and returns. Newest first. */
    payments: Schema.Array(PaymentView),
    /** Oldest first. */
    shipments: Schema.Array(Shipment),
    /** Newest first. */
    returns: Schema.Array(ReturnView),
    /** False when of one of these lists there are more than `exportLimits.itemsMax`. */
    isWhole: Schema.Boolean
  }).annotate({ identifier: "PersonalData" })
) {}

const everyPage = Effect.fnUntraced(function* <A, E, R>(list: (request: PageRequest) => Effect.Effect<Page<A>, E, R>) {
  const items: Array<A> = []
  let request: PageRequest | null = { limit: itemsAtOnce }
  while (request !== null && items.length < exportLimits.itemsMax) {
    const found: Page<A> = yield* list(request)
    items.push(...found.items)
    const cursor: string | null = "nextCursor" in found ? found.nextCursor : null
    request = cursor === null ? null : { limit: itemsAtOnce, cursor }
  }
  return { items, isWhole: request === null }
})

/** Everything that the shop keeps of a person. */
export const exporting = Effect.gen(function* () {
  const accounts = yield* AccountStore
  const sessions = yield* SessionStore
  const customers = yield* Customers
  const carts = yield* Carts
  const drafts = yield* DraftOrders
  const stockAlerts = yield* StockAlerts
  const orders = yield* Orders
  const payments = yield* Payments
  const shipments = yield* Shipments
  const returns = yield* Returns
  const { touchable } = yield* colleagues
  const { record, recorded } = yield* auditing

  const bought = Effect.fnUntraced(function* (customerId: CustomerId) {
    const filter = { customerId }
    const [placed, paid, shipped, back] = yield* Effect.all([
      everyPage((request) => orders.list(filter, request)),
      everyPage((request) => payments.list(filter, request)),
      everyPage((request) => shipments.listAll(filter, request)),
      everyPage((request) => returns.listAll(filter, request))
    ])
    return {
      orders: placed.items,
      payments: paid.items,
      shipments: shipped.items,
      returns: back.items,
      isWhole: [placed, paid, shipped, back].every(({ isWhole }) => isWhole)
    }
  })

  const gathered = Effect.fnUntraced(
    function* (customerId: CustomerId) {
      const exportedAt = yield* now
      const accountId = AccountId.make(customerId)
      const customer = yield* customers.get(customerId)
      const account = Option.getOrNull(yield* Effect.option(accounts.get(accountId)))?.account ?? null
      const open = yield* carts.allOf(customerId)
      const data: PersonalData = {
        exportedAt,
        account,
        customer,
        sessions: yield* sessions.list(accountId, exportedAt),
        draftOrders: yield* drafts.allOf(customerId),
        stockAlerts: yield* stockAlerts.allOf(customerId),
        carts: open.map(({ customerId: _customer, version: _version, ...cart }) => cart),
        ...(yield* bought(customerId))
      }
      return data
    },
    asSystem,
    Effect.catchTags({ InvalidCursor: Effect.die, PermissionDenied: Effect.die })
  )

  const exportMine = Effect.fn("Accounts.exportMine")(function* () {
    const { accountId } = yield* whoAsks
    return yield* Effect.catchTag(gathered(CustomerId.make(accountId)), "CustomerNotFound", () =>
      Effect.fail(new SignInNeeded())
    )
  })

  const exportOf = Effect.fn("Accounts.exportOf")(function* (id: string) {
    const actor = yield* CurrentActor
    const customerId = Option.getOrUndefined(CustomerId.makeOption(id))
    const isOwn = (actor._tag === "Customer" || actor._tag === "Staff") && actor.id === id
    if (customerId === undefined || !(isOwn || holds(actor, "customer:read"))) {
      return yield* new CustomerNotFound({ customerId: id })
    }
    if (isOwn) return yield* gathered(customerId)
    const exported = Effect.gen(function* () {
      yield* touchable(customerId)
      const data = yield* gathered(customerId)
      yield* record({ action: "customer.exported", subject: id })
      return data
    })
    return yield* recorded(exported)
  })

  return { exportMine, exportOf }
})
