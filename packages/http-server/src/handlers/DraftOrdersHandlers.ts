import { Checkout, DraftOrders, QuotedDraftOrder } from "@duka/core"
import { DraftOrderPage, DukaApi, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, text, versionTag } from "./answers.ts"
import { placedAnswer } from "./OrdersHandlers.ts"
import { mayRead, mustRead } from "./reading.ts"

const one = text(QuotedDraftOrder)
const page = text(DraftOrderPage)

const shown = (draft: QuotedDraftOrder) => own(one(draft), draft.version)

export const draftOrders = HttpApiBuilder.group(
  DukaApi,
  "draftOrders",
  Effect.fnUntraced(function* (handlers) {
    const draftOrders = yield* DraftOrders
    const checkout = yield* Checkout
    return handlers.handleAll({
      create: ({ payload }) =>
        Effect.map(draftOrders.create(payload), (made) =>
          created(one(made), { etag: versionTag(made.version), location: `/v1/orders/drafts/${made.id}` })
        ),
      list: ({ query: { customer, placed, ...asked } }) => {
        const filter = {
          ...(customer === undefined ? {} : { customerId: customer }),
          ...(placed === undefined ? {} : { placed })
        }
        return Effect.map(draftOrders.list(filter, Paging.pageRequest(asked)), (found) => own(page(found)))
      },
      get: ({ params }) => Effect.map(draftOrders.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* draftOrders.update(params.id, payload, yield* mustRead(headers)))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* draftOrders.remove(params.id, mayRead(headers))
        return HttpServerResponse.empty({ status: 204 })
      }),
      place: ({ headers, params, payload }) =>
        Effect.map(checkout.placeDraft(params.id, payload, headers["idempotency-key"]), placedAnswer)
    })
  })
)
