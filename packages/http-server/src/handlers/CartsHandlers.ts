import { Carts, Quote, QuotedCart } from "@duka/core"
import { DeliveryOptions, DukaApi, PaymentOptions } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, text, versionTag } from "./answers.ts"
import { mayRead } from "./reading.ts"

const one = text(QuotedCart)
const quoted = text(Quote)
const delivery = text(DeliveryOptions)
const payment = text(PaymentOptions)

const shown = (cart: QuotedCart) => own(one(cart), cart.version)

export const carts = HttpApiBuilder.group(
  DukaApi,
  "carts",
  Effect.fnUntraced(function* (handlers) {
    const carts = yield* Carts
    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ payload }) {
        const cart = yield* carts.create(payload)
        return created(one(cart), { etag: versionTag(cart.version), location: `/v1/carts/${cart.id}` })
      }),
      get: ({ params }) => Effect.map(carts.get(params.id), shown),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* carts.remove(params.id, mayRead(headers))
        return HttpServerResponse.empty({ status: 204 })
      }),
      addLine: ({ headers, params, payload }) => Effect.map(carts.addLine(params.id, payload, mayRead(headers)), shown),
      clear: ({ headers, params }) => Effect.map(carts.clear(params.id, mayRead(headers)), shown),
      updateLine: ({ headers, params, payload }) =>
        Effect.map(carts.updateLine(params.id, params.lineId, payload, mayRead(headers)), shown),
      removeLine: ({ headers, params }) =>
        Effect.map(carts.removeLine(params.id, params.lineId, mayRead(headers)), shown),
      setDelivery: ({ headers, params, payload }) =>
        Effect.map(carts.setDelivery(params.id, payload, mayRead(headers)), shown),
      quote: ({ params, query }) => Effect.map(carts.quote(params.id, query.payment), (quote) => own(quoted(quote))),
      deliveryOptions: ({ params }) =>
        Effect.map(carts.deliveryOptions(params.id), (items) => own(delivery({ items }))),
      paymentMethods: ({ params }) => Effect.map(carts.paymentMethods(params.id), (items) => own(payment({ items })))
    })
  })
)
