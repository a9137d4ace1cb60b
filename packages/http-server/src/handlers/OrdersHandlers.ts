import { Checkout, Orders, OrderView, type Placed, PlacedOrder } from "@duka/core"
import { DukaApi, OrderPage, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, replayable, text, versionTag } from "./answers.ts"
import { mayRead, mustRead, staffMustRead } from "./reading.ts"

const one = text(OrderView)
const placed = text(PlacedOrder)
const page = text(OrderPage)

const shown = (order: OrderView) => own(one(order), order.version)

/** 201, also when the same request was answered before. */
export const placedAnswer = ({ order, replayed }: Placed) => {
  const answer = created(placed(order), { etag: versionTag(order.version), location: `/v1/orders/${order.id}` })
  return replayable(answer, replayed)
}

export const orders = HttpApiBuilder.group(
  DukaApi,
  "orders",
  Effect.fnUntraced(function* (handlers) {
    const orders = yield* Orders
    const checkout = yield* Checkout
    return handlers.handleAll({
      place: ({ headers, payload }) => Effect.map(checkout.place(payload, headers["idempotency-key"]), placedAnswer),
      list: Effect.fnUntraced(function* ({ query }) {
        const filter = {
          ...(query.status === undefined ? {} : { status: query.status }),
          ...(query.number === undefined ? {} : { number: query.number }),
          ...(query.customer === undefined ? {} : { customerId: query.customer })
        }
        return own(page(yield* orders.list(filter, Paging.pageRequest(query))))
      }),
      get: ({ params }) => Effect.map(orders.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* orders.update(params.id, payload, yield* staffMustRead(headers)))
      }),
      editLines: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* orders.editLines(params.id, payload, yield* mustRead(headers)))
      }),
      setStatus: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* orders.setStatus(params.id, payload, yield* mustRead(headers)))
      }),
      cancel: ({ headers, params, payload }) =>
        Effect.map(orders.cancel(params.id, payload ?? {}, mayRead(headers)), shown)
    })
  })
)
