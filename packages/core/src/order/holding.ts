/** Whose an order is, for every use case that is about one. */
import { Effect, Option } from "effect"
import { type Actor, buyerOf, CurrentActor, holds, requires } from "../Actor.ts"
import { Settings } from "../Settings.ts"
import { after, now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { type Read, VersionConflict } from "../Version.ts"
import { type Order, OrderId, type TimelineEntry } from "./Order.ts"
import { OrderNotFound } from "./OrderErrors.ts"
import { OrderStore } from "./OrderStore.ts"

/** In what capacity somebody acts. */
export const actingAs = (actor: Actor): TimelineEntry["by"] =>
  actor._tag === "System" ? "system" : holds(actor, "order:write") ? "staff" : "customer"

export const unmoved = ({ version: actual }: { readonly version: number }, { version }: Read) =>
  version === undefined || version === actual
    ? Effect.void
    : Effect.fail(new VersionConflict({ expected: version, actual }))

export const holding = Effect.gen(function* () {
  const store = yield* OrderStore
  const settings = yield* Settings
  const tokens = yield* Tokens

  /** An order's tokens end some time after its delivery. */
  const tokensLive = (order: Order) =>
    order.deliveredAt === null
      ? Effect.succeed(true)
      : Effect.map(
          now,
          (time) => order.deliveredAt !== null && time <= after(order.deliveredAt, settings.orderTokenSeconds)
        )

  const owns = Effect.fnUntraced(function* (actor: Actor, order: Order) {
    if (order.customerId !== null && buyerOf(actor) === order.customerId) return true
    if ((actor._tag !== "Customer" && actor._tag !== "Guest") || actor.orderToken === undefined) return false
    return (yield* tokens.read("order", actor.orderToken)) === order.id && (yield* tokensLive(order))
  })

  /** Who asks, whether it is his own, and the order if he may see it. */
  const seen = Effect.fnUntraced(function* (id: string) {
    const notFound = new OrderNotFound({ orderId: id })
    const orderId = Option.getOrUndefined(OrderId.makeOption(id))
    if (orderId === undefined) return yield* notFound
    const actor = yield* CurrentActor
    const order = yield* store.get(orderId)
    const own = yield* owns(actor, order)
    return own || holds(actor, "order:read") ? { actor, order, own } : yield* notFound
  })

  /** The same for a change: staff who may only look are refused. */
  const touched = Effect.fnUntraced(function* (id: string) {
    const found = yield* seen(id)
    if (!found.own) yield* requires("order:write")
    return found
  })

  return { seen, touched, tokensLive }
})
