import { Context, Effect, Layer, Result } from "effect"
import { type Actor, asSystem, CurrentActor, holds } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { AmountTooLarge, CartNotFound } from "../cart/CartErrors.ts"
import { Baskets } from "../cart/Baskets.ts"
import { type Priceable, price } from "../cart/pricing.ts"
import { priceable } from "../cart/showing.ts"
import type { CustomerNotFound } from "../customer/CustomerErrors.ts"
import {
  type IdempotencyConflict,
  idempotencyLimits,
  IdempotencyKey,
  type IdempotencyRunning,
  type KeyedRequest,
  Keys,
  StorageBusy
} from "../Idempotency.ts"
import { Ids } from "../Ids.ts"
import { input, type InvalidInput } from "../Input.ts"
import { OutOfStock } from "../inventory/InventoryErrors.ts"
import { OrderId } from "../order/Order.ts"
import { Orders } from "../order/Orders.ts"
import { type OrderView, type PlacedOrder, view } from "../order/OrderView.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { NotPlaceable, type QuoteChanged } from "./CheckoutErrors.ts"
import { CheckoutStore } from "./CheckoutStore.ts"
import { expected, shortagesShown } from "./expected.ts"
import { type Placement, PlaceOrder } from "./Placement.ts"
import { placement } from "./placing.ts"

/** How often a cart is read and priced again when it moved between reading and writing. */
const attempts = 5

export type PlaceFailure =
  | InvalidInput
  | CartNotFound
  | CustomerNotFound
  | AmountTooLarge
  | NotPlaceable
  | QuoteChanged
  | OutOfStock
  | IdempotencyConflict
  | IdempotencyRunning
  | StorageBusy

export interface Placed {
  readonly order: PlacedOrder
  /** The key had been used before, by the same request: this is the first order. */
  readonly replayed: boolean
}

/** The workflow across rooms: from a cart, or from lines in one request, to an order. */
export class Checkout extends Context.Service<
  Checkout,
  {
    /**
     * Places an order once: the same key and request give the first order again. Nothing happens when the total is no
     * longer the expected one, when a line is short, or when anything else stands in the way.
     */
    place(given: typeof PlaceOrder.Encoded, key: string): Effect.Effect<Placed, PlaceFailure, CurrentActor>
  }
>()("@duka/core/checkout/Checkout") {
  static readonly layer = Layer.effect(
    Checkout,
    Effect.gen(function* () {
      const store = yield* CheckoutStore
      const baskets = yield* Baskets
      const orders = yield* Orders
      const ids = yield* Ids
      const keys = yield* Keys
      const settings = yield* Settings
      const tokens = yield* Tokens
      const { record, recorded } = yield* auditing

      const withTokens = Effect.fnUntraced(function* (order: OrderView) {
        const placed: PlacedOrder = {
          ...order,
          token: yield* tokens.mint("order", order.id),
          trackingToken: yield* tokens.mint("tracking", order.id),
          payment: { method: order.paymentMethod, status: "pending", next: { kind: "none" } }
        }
        return placed
      })

      /** Another room is asked as the system: the key has shown whose order it is. */
      const replay = Effect.fnUntraced(function* (orderId: OrderId) {
        const order = yield* orders.get(orderId).pipe(asSystem, Effect.orDie)
        return { order: yield* withTokens(order), replayed: true }
      })

      /** What is asked for, as it stands right now. */
      const read = Effect.fnUntraced(function* (given: PlaceOrder) {
        if (given.cartId !== undefined) {
          const basket = yield* baskets.get(given.cartId)
          const { customerId, id, version } = basket.cart
          return { asked: priceable(basket), cart: { id, version }, customerId }
        }
        const { currency } = given.expectedTotal
        const lines = (given.lines ?? []).map(({ customisation = {}, quantity = 1, variantId }) => ({
          id: null,
          variantId,
          quantity,
          customisation,
          seenUnitPrice: null
        }))
        const supply = yield* baskets.supply(
          lines.map((line) => line.variantId),
          currency
        )
        const asked: Priceable = { currency, lines, delivery: given.delivery ?? null, ...supply }
        return { asked, cart: null, customerId: null }
      })

      const prepare = Effect.fnUntraced(function* (given: PlaceOrder, actor: Actor, request: KeyedRequest) {
        const { asked, cart, customerId } = yield* read(given)
        const priced = yield* Effect.fromResult(price(asked, { settings, paymentMethod: given.payment.method }))
        yield* Effect.fromResult(expected(given, asked, priced, actor))
        const { delivery } = asked
        if (delivery === null || priced.store === null) return yield* new NotPlaceable({ obstacles: [] })
        const at = yield* now
        const prepared = placement(priced, {
          orderId: yield* ids.make(OrderId),
          request,
          given,
          cart,
          customerId: actor._tag === "Customer" ? actor.id : customerId,
          delivery,
          storeId: priced.store.storeId,
          by: actor._tag === "System" ? "system" : holds(actor, "order:write") ? "staff" : "customer",
          at
        })
        return prepared ?? (yield* new NotPlaceable({ obstacles: [{ kind: "empty" }] }))
      })

      const write = Effect.fnUntraced(function* (prepared: Placement, actor: Actor) {
        const { order } = prepared
        const isOwn = "id" in actor && actor.id === order.customerId
        const placing = Effect.tap(store.place(prepared), (outcome) =>
          outcome._tag === "placed" && !isOwn
            ? record({ action: "order.placed", subject: order.id, after: { ...order, number: outcome.number } })
            : Effect.void
        )
        const outcome = yield* Effect.mapError(recorded(placing), (error) =>
          error instanceof OutOfStock ? shortagesShown(error, actor) : error
        )
        switch (outcome._tag) {
          case "placed":
            // Everything about a new order is known here: no second round trip to read back what was just written.
            return { order: yield* withTokens(view({ ...order, number: outcome.number })), replayed: false }
          case "replayed":
            return yield* replay(outcome.orderId)
          case "stale":
            return null
        }
      })

      const place = Effect.fn("Checkout.place")(function* (given: typeof PlaceOrder.Encoded, key: string) {
        const actor = yield* CurrentActor
        const asked = yield* input(PlaceOrder)(given)
        const request = yield* keys.keyed(
          actor,
          "checkout.place",
          yield* input(IdempotencyKey)(key),
          asked,
          asked.contact
        )
        // The first request may have closed the cart or sold the last unit: then this one is not refused but answered.
        const answered = Effect.flatMap(now, (at) => store.placed(request, at))
        for (let attempt = 0; attempt < attempts; attempt++) {
          const prepared = yield* Effect.result(prepare(asked, actor, request))
          if (Result.isFailure(prepared)) {
            const first = yield* answered
            return first === null ? yield* Effect.fail(prepared.failure) : yield* replay(first)
          }
          const placed = yield* write(prepared.success, actor)
          if (placed !== null) return placed
        }
        return yield* new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
      })

      return Checkout.of({ place })
    })
  )
}
