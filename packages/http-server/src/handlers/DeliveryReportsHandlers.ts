import { DeliveryReports } from "@duka/core"
import { DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { rawBody } from "./rawBody.ts"

/** A report is a few fields of a form. */
const bytesMax = 16_384

const heard = HttpServerResponse.empty({ status: 200, headers: safeHeaders })

export const deliveryReports = HttpApiBuilder.group(
  DukaApi,
  "deliveryReports",
  Effect.fnUntraced(function* (handlers) {
    const reports = yield* DeliveryReports
    return handlers.handleAll({
      receive: Effect.fnUntraced(function* ({ params }) {
        const { body } = yield* rawBody(bytesMax)
        yield* reports.receive(params.secret, new TextDecoder().decode(body))
        return heard
      })
    })
  })
)
