import { Context, Effect, Layer, Result } from "effect"
import { type Actor, asSystem, CurrentActor, holds, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { AmountTooLarge, CartNotFound } from "../cart/CartErrors.ts"
import { price } from "../cart/pricing.ts"
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
import { Jobs } from "../jobs/Jobs.ts"
import { Events } from "../notification/Events.ts"
import { happenings } from "../order/happenings.ts"
import { Orders } from "../order/Orders.ts"
import { type OrderView, type PlacedOrder, view } from "../order/OrderView.ts"
import type { Gone, StartFailure } from "../payment/asking.ts"
import { expireOrder } from "../payment/jobs.ts"
import { cashOnDelivery } from "../payment/methods.ts"
import { payerMissing } from "../payment/NewPayment.ts"
import { type Payment, PaymentId } from "../payment/Payment.ts"
import { PaymentWork } from "../payment/Payments.ts"
import { PaymentProviders } from "../payment/PaymentProviders.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { NotPlaceable, type QuoteChanged } from "./CheckoutErrors.ts"
import { CheckoutStore } from "./CheckoutStore.ts"
import { PlaceDraftOrder } from "./DraftOrder.ts"
import type { DraftOrderNotFound, DraftOrderPlaced } from "./DraftOrderErrors.ts"
import { expected, shortagesShown } from "./expected.ts"
import { type Placement, PlaceOrder } from "./Placement.ts"
import { placement } from "./placing.ts"
import { type Wanted, wanting } from "./wanting.ts"

const startedPayment = ({ decline, id, method, next, status }: Payment) => ({ decline, id, method, next, status })

/** How often a cart or a draft is read and priced again when it moved between reading and writing. */
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
  | StartFailure

export interface Placed {
  readonly order: PlacedOrder
  /** The key had been used before, by the same request: this is the first order. */
  readonly replayed: boolean
}

/** The workflow across rooms: from a cart, from lines in one request, or from a draft of staff, to an order. */
export class Checkout extends Context.Service<
  Checkout,
  {
    /**
     * Places an order once: the same key and request give the first order again. Nothing happens when the total is no
     * longer the expected one, when a line is short, or when anything else stands in the way. When the payment's provider
     * does not answer, the order is placed and waits: the same request goes on where this one was lost.
     */
    place(given: typeof PlaceOrder.Encoded, key: string): Effect.Effect<Placed, PlaceFailure, CurrentActor>
    /** For staff: makes a draft an order, as `place` does. With another key it is told which order it became. */
    placeDraft(
      id: string,
      given: typeof PlaceDraftOrder.Encoded,
      key: string
    ): Effect.Effect<
      Placed,
      Exclude<PlaceFailure, CartNotFound> | PermissionDenied | DraftOrderNotFound | DraftOrderPlaced,
      CurrentActor
    >
  }
>()("@duka/core/checkout/Checkout") {
  static readonly layer = Layer.effect(
    Checkout,
    Effect.gen(function* () {
      const store = yield* CheckoutStore
      const { drafted, ordered } = yield* wanting
      const orders = yield* Orders
      const ids = yield* Ids
      const keys = yield* Keys
      const settings = yield* Settings
      const providers = yield* PaymentProviders
      const tokens = yield* Tokens
      const work = yield* PaymentWork
      const jobs = yield* Jobs
      const events = yield* Events
      const { record, recorded } = yield* auditing

      const withTokens = Effect.fnUntraced(function* (order: OrderView, payment: Payment | null) {
        const placed: PlacedOrder = {
          ...order,
          token: yield* tokens.mint("order", order.id),
          trackingToken: yield* tokens.mint("tracking", order.id),
          payment: payment === null ? null : startedPayment(payment)
        }
        return placed
      })

      /** The order is there by now: what else could be missing is a bug. */
      const begun = <A>(starting: Effect.Effect<A, StartFailure | Gone>) =>
        Effect.catchTags(starting, {
          OrderNotFound: Effect.die,
          PaymentNotFound: Effect.die,
          VersionConflict: () => new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
        })

      /** Another room is asked as the system: the key has shown whose order it is. */
      const replay = Effect.fnUntraced(function* (orderId: OrderId) {
        // Where the first request was lost on its way to the provider, this one goes on.
        const payment = yield* begun(work.placed(orderId))
        const order = yield* orders.get(orderId).pipe(asSystem, Effect.orDie)
        return { order: yield* withTokens(order, payment), replayed: true }
      })

      const prepare = Effect.fnUntraced(function* (wanted: Wanted, actor: Actor, request: KeyedRequest) {
        const { asked, cart, customerId, draft, given } = wanted
        const priced = yield* Effect.fromResult(
          price(asked, { settings, providers, paymentMethod: given.payment.method })
        )
        yield* Effect.fromResult(expected(given, asked, priced, actor))
        const { delivery } = asked
        if (delivery === null || priced.store === null) return yield* new NotPlaceable({ obstacles: [] })
        const provider = providers.find(({ name }) => name === given.payment.method)
        const payer = { ...given.contact, ...given.payment.payer }
        const missing = provider === undefined ? undefined : payerMissing(provider, payer, "/payment/payer")
        if (missing !== undefined) return yield* missing
        const at = yield* now
        const prepared = placement(priced, {
          orderId: yield* ids.make(OrderId),
          request,
          given,
          cart,
          draft,
          customerId: actor._tag === "Customer" ? actor.id : customerId,
          delivery,
          storeId: priced.store.storeId,
          paymentId: yield* ids.make(PaymentId),
          provider,
          by: actor._tag === "System" ? "system" : holds(actor, "order:write") ? "staff" : "customer",
          at
        })
        if (prepared === undefined) return yield* new NotPlaceable({ obstacles: [{ kind: "empty" }] })
        const told = yield* events.encoded(...happenings(null, prepared.order))
        if (prepared.order.status !== "pending") return { ...prepared, jobs: told }
        const { id } = prepared.order
        const waits = { id: `expire:${id}`, delaySeconds: settings.payments.orderSeconds }
        return { ...prepared, jobs: [yield* jobs.encoded(expireOrder, { orderId: id }, waits), ...told] }
      })

      const write = Effect.fnUntraced(function* (prepared: Placement, actor: Actor) {
        const { draft, order, payment } = prepared
        const isOwn = draft === null && "id" in actor && actor.id === order.customerId
        const placing = Effect.tap(store.place(prepared), (outcome) =>
          outcome._tag === "placed" && !isOwn
            ? record({ action: "order.placed", subject: order.id, after: { ...order, number: outcome.number } })
            : Effect.void
        )
        const outcome = yield* Effect.mapError(recorded(placing), (error) =>
          error instanceof OutOfStock ? shortagesShown(error, actor) : error
        )
        switch (outcome._tag) {
          case "placed": {
            // Everything about a new order is known here: no second round trip to read back what was just written.
            const made = { ...order, number: outcome.number }
            if (payment === null || payment.method === cashOnDelivery) {
              return { order: yield* withTokens(view(made), payment), replayed: false }
            }
            const started = yield* begun(work.begin(payment, made))
            // An order follows its payment; one whose payment is only pending has not moved.
            if (started.status !== "pending") return { ...(yield* replay(order.id)), replayed: false }
            return { order: yield* withTokens(view(made), started), replayed: false }
          }
          case "replayed":
            return yield* replay(outcome.orderId)
          case "stale":
            return null
        }
      })

      /** What is wanted is read and priced again, as often as it moves between reading and writing. */
      const once = Effect.fnUntraced(function* <E>(
        wanted: Effect.Effect<Wanted, E, CurrentActor>,
        actor: Actor,
        request: KeyedRequest
      ) {
        // The first request may have closed the cart or sold the last unit: then this one is not refused but answered.
        const answered = Effect.flatMap(now, (at) => store.placed(request, at))
        const preparing = Effect.flatMap(wanted, (found) => prepare(found, actor, request))
        for (let attempt = 0; attempt < attempts; attempt++) {
          const prepared = yield* Effect.result(preparing)
          if (Result.isFailure(prepared)) {
            const first = yield* answered
            return first === null ? yield* Effect.fail(prepared.failure) : yield* replay(first)
          }
          const placed = yield* write(prepared.success, actor)
          if (placed !== null) return placed
        }
        return yield* new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
      })

      const place = Effect.fn("Checkout.place")(function* (given: typeof PlaceOrder.Encoded, key: string) {
        const actor = yield* CurrentActor
        const asked = yield* input(PlaceOrder)(given)
        const known = yield* input(IdempotencyKey)(key)
        const request = yield* keys.keyed(actor, "checkout.place", known, asked, asked.contact)
        return yield* once(ordered(asked), actor, request)
      })

      const placeDraft = Effect.fn("Checkout.placeDraft")(function* (
        id: string,
        given: typeof PlaceDraftOrder.Encoded,
        key: string
      ) {
        const actor = yield* requires("order:write")
        const asked = yield* input(PlaceDraftOrder)(given)
        const known = yield* input(IdempotencyKey)(key)
        const request = yield* keys.keyed(actor, "checkout.placeDraft", known, { id, ...asked })
        return yield* once(drafted(id, asked), actor, request)
      })

      return Checkout.of({ place, placeDraft })
    })
  )
}
