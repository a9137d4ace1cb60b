/** By which letters an event is told, to whom and about what. Whether and where they go is the shop's and the person's say. */
import { Context, Effect, Layer } from "effect"
import { asSystem, type CustomerId, type Permission } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { customerOf } from "../identity/Account.ts"
import { Accounts } from "../identity/Accounts.ts"
import { Inventory } from "../inventory/Inventory.ts"
import type { DomainEvent, EventData, EventType } from "./Event.ts"
import { type Addressee, type Letter, letter, type LetterOf } from "./Mailroom.ts"
import type { MessageData, MessageKindName } from "./MessageKind.ts"
import { type AboutOrder, orderFacts } from "./orderFacts.ts"
import { paymentFacts } from "./paymentFacts.ts"
import { colleagues } from "./staffLetters.ts"

type Letters = Effect.Effect<ReadonlyArray<Letter>>

export class EventLetters extends Context.Service<
  EventLetters,
  {
    /** `together`: the types of all that happened in the same change. Of what is gone meanwhile nothing is told. */
    of(event: DomainEvent, together: ReadonlySet<EventType>): Letters
  }
>()("@duka/core/notification/EventLetters") {
  static readonly layer = Layer.effect(
    EventLetters,
    Effect.suspend(() => make)
  )
}

const none: Letters = Effect.succeed([])

const make = Effect.gen(function* () {
  const { aboutOrder, aboutShipment, storeName } = yield* orderFacts
  const aboutPayment = yield* paymentFacts
  const staffWith = yield* colleagues
  const accounts = yield* Accounts
  const customers = yield* Customers
  const inventory = yield* Inventory

  const ofOrder = (orderId: string, letters: (about: AboutOrder) => ReadonlyArray<Letter> | Letters): Letters =>
    Effect.flatMap(aboutOrder(orderId), (about) => {
      if (about === null) return none
      const made = letters(about)
      return Effect.isEffect(made) ? made : Effect.succeed(made)
    })

  /** To whom the order is, with the link that tracks it. */
  const toCustomer = <K extends MessageKindName>(kind: K, { order, to }: AboutOrder, data: MessageData<K>) =>
    letter(kind, to, data, { link: { kind: "tracking", id: order.id, expiresAt: null } })

  const toStaff = <K extends MessageKindName>(
    kind: K,
    permission: Permission,
    data: MessageData<K>,
    aboutId: CustomerId | null = null
  ): Effect.Effect<ReadonlyArray<LetterOf<K>>> =>
    Effect.map(staffWith(permission), (all) => all.map((to) => letter(kind, to, data, { aboutId })))

  const placed = ({ orderId }: EventData<"order.placed">): Letters =>
    ofOrder(orderId, (about) =>
      Effect.map(
        toStaff("staff-order-placed", "order:read", { order: about.facts }, about.order.customerId),
        (staff) => [toCustomer("order-confirmation", about, { order: about.facts }), ...staff]
      )
    )

  const cancelled = ({ orderId, reason }: EventData<"order.cancelled">): Letters =>
    ofOrder(orderId, (about) => {
      const data = { order: about.facts, reason }
      return Effect.map(toStaff("staff-order-cancelled", "order:read", data, about.order.customerId), (staff) => [
        toCustomer("order-cancelled", about, data),
        ...staff
      ])
    })

  const shipped = ({ orderId, shipmentId }: EventData<"order.shipped">): Letters =>
    ofOrder(orderId, (about) =>
      Effect.map(aboutShipment(about, shipmentId), (shipment) => [
        toCustomer("order-shipped", about, { order: about.facts, shipment })
      ])
    )

  const paid = (
    kind: "payment-received" | "payment-failed",
    { orderId, paymentId }: EventData<"payment.failed">,
    amount?: EventData<"payment.captured">["amount"]
  ): Letters =>
    ofOrder(orderId, (about) =>
      Effect.map(aboutPayment(paymentId, amount), (payment) =>
        payment === null ? [] : [toCustomer(kind, about, { order: about.facts, payment })]
      )
    )

  const refunded = ({ amount, orderId, paymentId }: EventData<"payment.refunded">): Letters =>
    ofOrder(orderId, (about) =>
      Effect.map(aboutPayment(paymentId), (payment) =>
        payment === null
          ? []
          : [toCustomer("order-refunded", about, { order: about.facts, refund: { method: payment.method, amount } })]
      )
    )

  const registered = Effect.fnUntraced(
    function* ({ accountId }: EventData<"account.registered">) {
      const { email, id, roles } = yield* accounts.get(accountId)
      // Who was invited hears of that.
      if (roles.length > 0) return []
      const { name, phone } = yield* customers.get(id)
      const to: Addressee = { customerId: customerOf(id), name, email, phone }
      return [
        letter("welcome", to, {}),
        ...(yield* toStaff("staff-account-registered", "customer:read", {}, to.customerId))
      ]
    },
    asSystem,
    Effect.orElseSucceed((): ReadonlyArray<Letter> => [])
  )

  const low = Effect.fnUntraced(
    function* (level: EventData<"stock.low">) {
      const { items } = yield* inventory.list(level)
      const [found] = items
      if (found === undefined || found.lowStockThreshold === null) return []
      const store = yield* storeName(level.storeId)
      const { available, lowStockThreshold: threshold, productName: product, sku } = found
      return yield* toStaff("staff-low-stock", "inventory:read", {
        stock: { product, sku, store, available, threshold }
      })
    },
    asSystem,
    Effect.orElseSucceed((): ReadonlyArray<Letter> => [])
  )

  const lettersOf = (event: DomainEvent, together: ReadonlySet<EventType>): Letters => {
    switch (event.type) {
      case "account.registered":
        return registered(event.data)
      case "order.placed":
        return placed(event.data)
      case "order.confirmed":
        // The confirmation of the order says so already.
        if (together.has("order.placed")) return none
        return ofOrder(event.data.orderId, (about) => [toCustomer("order-status", about, { order: about.facts })])
      case "order.processing":
        return ofOrder(event.data.orderId, (about) => [toCustomer("order-status", about, { order: about.facts })])
      case "order.shipped":
        return shipped(event.data)
      case "order.delivered":
        return ofOrder(event.data.orderId, (about) => [toCustomer("order-delivered", about, { order: about.facts })])
      case "order.cancelled":
        return cancelled(event.data)
      case "order.returned":
        return ofOrder(event.data.orderId, (about) => [toCustomer("order-returned", about, { order: about.facts })])
      case "order.updated":
        return ofOrder(event.data.orderId, ({ facts, order }) =>
          toStaff("staff-order-updated", "order:read", { order: facts }, order.customerId)
        )
      case "payment.captured":
        return paid("payment-received", event.data, event.data.amount)
      case "payment.failed":
        return paid("payment-failed", event.data)
      case "payment.refunded":
        return refunded(event.data)
      case "product.created":
        return toStaff("staff-product-created", "catalog:write", { product: event.data })
      case "product.deleted":
        return toStaff("staff-product-deleted", "catalog:write", { product: event.data })
      case "stock.low":
        return low(event.data)
      case "job.failed": {
        const { error, job, queue } = event.data
        return toStaff("staff-job-failed", "jobs:manage", { job: { id: job, queue, error } })
      }
      case "webhook.disabled": {
        const { error, url } = event.data
        return toStaff("staff-webhook-disabled", "webhook:manage", { endpoint: { url, error } })
      }
      case "account.verified":
      case "account.password-reset-requested":
      // Whoever waited for it is told by jobs of their own.
      case "product.back-in-stock":
        return none
    }
  }

  return EventLetters.of({
    of: (event, together) =>
      Effect.map(lettersOf(event, together), (letters) =>
        letters.map((each): Letter => ({ ...each, about: { key: event.id, eventId: event.id } }))
      )
  })
})
