/** Lines that are added to what holds lines, each with an id of its own. */
import { Effect } from "effect"
import { Ids } from "../Ids.ts"
import { CartLineId, type NewCartLine } from "./Cart.ts"
import { type Lined, type Offers, withLines } from "./edits.ts"

export const adding = Effect.map(Ids, (ids) =>
  Effect.fnUntraced(function* <C extends Lined>(cart: C, offers: Offers, given: ReadonlyArray<NewCartLine>) {
    const lines = yield* Effect.forEach(given, (line) => Effect.map(ids.make(CartLineId), (id) => ({ ...line, id })))
    return yield* Effect.fromResult(withLines(cart, offers, lines))
  })
)
