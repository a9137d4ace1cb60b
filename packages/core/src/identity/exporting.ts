import { Effect, Option, Schema } from "effect"
import { asSystem, CurrentActor, CustomerId, holds } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Cart } from "../cart/Cart.ts"
import { Carts } from "../cart/Carts.ts"
import { Customer } from "../customer/Customer.ts"
import { CustomerNotFound } from "../customer/CustomerErrors.ts"
import { Customers } from "../customer/Customers.ts"
import { Orders } from "../order/Orders.ts"
import { OrderView } from "../order/OrderView.ts"
import type { PageRequest } from "../Page.ts"
import { now, Timestamp } from "../Time.ts"
import { Account, AccountId } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { colleagues } from "./colleagues.ts"
import { SignInNeeded } from "./IdentityErrors.ts"
import { Session } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import { whoAsks } from "./whoAsks.ts"

/** The newest so many orders of a person are exported: more than anybody places, and what one answer can hold. */
export const exportLimits = { ordersMax: 10_000 } as const

const ordersAtOnce = 100

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
    /** Newest first. */
    orders: Schema.Array(OrderView),
    /** Whether there are more than `exportLimits.ordersMax`. */
    hasMoreOrders: Schema.Boolean
  }).annotate({ identifier: "PersonalData" })
) {}

/** Everything that the shop keeps of a person. */
export const exporting = Effect.gen(function* () {
  const accounts = yield* AccountStore
  const sessions = yield* SessionStore
  const customers = yield* Customers
  const carts = yield* Carts
  const orders = yield* Orders
  const { touchable } = yield* colleagues
  const { record, recorded } = yield* auditing

  const ordersOf = Effect.fnUntraced(function* (customerId: CustomerId) {
    const all: Array<OrderView> = []
    let request: PageRequest | null = { limit: ordersAtOnce }
    while (request !== null && all.length < exportLimits.ordersMax) {
      const found: Effect.Success<ReturnType<typeof orders.list>> = yield* orders.list({ customerId }, request)
      all.push(...found.items)
      const cursor: string | null = "nextCursor" in found ? found.nextCursor : null
      request = cursor === null ? null : { limit: ordersAtOnce, cursor }
    }
    return { orders: all, hasMoreOrders: request !== null }
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
        carts: open.map(({ customerId: _customer, version: _version, ...cart }) => cart),
        ...(yield* ordersOf(customerId))
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
