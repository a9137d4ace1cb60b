import { Shipment, Shipments } from "@duka/core"
import { DukaApi, Paging, ShipmentPage } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { created, own, replayable, text, versionTag } from "./answers.ts"
import { mustRead } from "./reading.ts"

const one = text(Shipment)
const page = text(ShipmentPage)

const shown = (shipment: Shipment) => own(one(shipment), shipment.version)

export const shipments = HttpApiBuilder.group(
  DukaApi,
  "shipments",
  Effect.fnUntraced(function* (handlers) {
    const shipments = yield* Shipments
    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const { replayed, shipment } = yield* shipments.create(params.id, payload, headers["idempotency-key"])
        const { id, version } = shipment
        const answer = created(one(shipment), { etag: versionTag(version), location: `/v1/shipments/${id}` })
        return replayable(answer, replayed)
      }),
      list: ({ params, query }) =>
        Effect.map(shipments.list(params.id, Paging.pageRequest(query)), (found) => own(page(found))),
      get: ({ params }) => Effect.map(shipments.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* shipments.update(params.id, payload, yield* mustRead(headers)))
      })
    })
  })
)
