import { Payments, PaymentView, RefundView } from "@duka/core"
import { DukaApi, Paging, PaymentPage, ProviderMessagePage, RefundPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, replayable, text, versionTag } from "./answers.ts"
import { mustRead } from "./reading.ts"

const one = text(PaymentView)
const oneRefund = text(RefundView)
const page = text(PaymentPage)
const refundPage = text(RefundPage)
const messagePage = text(ProviderMessagePage)

const shown = (payment: PaymentView) => own(one(payment), payment.version)

const madeRefund = (refund: RefundView) =>
  created(oneRefund(refund), { etag: versionTag(refund.version), location: `/v1/refunds?order=${refund.orderId}` })

export const payments = HttpApiBuilder.group(
  DukaApi,
  "payments",
  Effect.fnUntraced(function* (handlers) {
    const payments = yield* Payments
    return handlers.handleAll({
      start: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const { payment, replayed } = yield* payments.start(params.id, payload, headers["idempotency-key"])
        const where = { etag: versionTag(payment.version), location: `/v1/payments/${payment.id}` }
        return replayable(created(one(payment), where), replayed)
      }),
      list: Effect.fnUntraced(function* ({ query }) {
        const filter = {
          ...(query.order === undefined ? {} : { orderId: query.order }),
          ...(query.method === undefined ? {} : { method: query.method }),
          ...(query.status === undefined ? {} : { status: query.status })
        }
        return own(page(yield* payments.list(filter, Paging.pageRequest(query))))
      }),
      get: ({ params }) => Effect.map(payments.get(params.id), shown),
      capture: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* payments.capture(params.id, payload ?? {}, yield* mustRead(headers)))
      }),
      void: Effect.fnUntraced(function* ({ headers, params }) {
        return shown(yield* payments.void(params.id, yield* mustRead(headers)))
      }),
      refund: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const { refund, replayed } = yield* payments.refund(params.id, payload, headers["idempotency-key"])
        return replayable(madeRefund(refund), replayed)
      }),
      refunds: Effect.fnUntraced(function* ({ query }) {
        const filter = {
          ...(query.order === undefined ? {} : { orderId: query.order }),
          ...(query.status === undefined ? {} : { status: query.status })
        }
        return own(refundPage(yield* payments.refunds(filter, Paging.pageRequest(query))))
      }),
      recordRefund: Effect.fnUntraced(function* ({ params, payload }) {
        const refund = yield* payments.recordRefund(params.id, payload)
        return own(oneRefund(refund), refund.version)
      }),
      retryRefund: ({ params }) => Effect.map(payments.retryRefund(params.id), madeRefund),
      messages: Effect.fnUntraced(function* ({ query }) {
        const filter = query.outcome === undefined ? {} : { outcome: query.outcome }
        return own(messagePage(yield* payments.messages(filter, Paging.pageRequest(query))))
      })
    })
  })
)
