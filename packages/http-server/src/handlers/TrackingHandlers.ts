import { Orders, Tracking } from "@duka/core"
import { DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const shown = text(Tracking)

export const tracking = HttpApiBuilder.group(
  DukaApi,
  "tracking",
  Effect.fnUntraced(function* (handlers) {
    const orders = yield* Orders
    return handlers.handleAll({
      track: ({ params }) => Effect.map(orders.track(params.token), (tracking) => own(shown(tracking)))
    })
  })
)
