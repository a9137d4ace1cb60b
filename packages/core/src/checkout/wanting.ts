/** What is to be placed, as it stands right now: a cart, lines in the request, or a draft order. */
import { Effect } from "effect"
import { Baskets } from "../cart/Baskets.ts"
import type { Priceable } from "../cart/pricing.ts"
import { priceable } from "../cart/showing.ts"
import { after, now } from "../Time.ts"
import { NotPlaceable } from "./CheckoutErrors.ts"
import type { PlaceDraftOrder } from "./DraftOrder.ts"
import { DraftOrderPlaced } from "./DraftOrderErrors.ts"
import { contactOf, draftReader, lacking } from "./drafting.ts"
import type { Placement, PlaceOrder, Terms } from "./Placement.ts"

export interface Wanted extends Pick<Placement, "cart" | "draft"> {
  readonly asked: Priceable
  readonly given: Terms
  readonly customerId: Placement["order"]["customerId"]
}

export const wanting = Effect.gen(function* () {
  const baskets = yield* Baskets
  const drafts = yield* draftReader

  const ordered = Effect.fnUntraced(function* (given: PlaceOrder) {
    if (given.cartId !== undefined) {
      const basket = yield* baskets.get(given.cartId)
      const { customerId, id, version } = basket.cart
      const wanted: Wanted = { asked: priceable(basket), given, cart: { id, version }, draft: null, customerId }
      return wanted
    }
    const { currency } = given.expectedTotal
    const lines = (given.lines ?? []).map(({ customisation = {}, quantity = 1, variantId }) => ({
      id: null,
      variantId,
      quantity,
      customisation,
      seenUnitPrice: null
    }))
    const asked = yield* baskets.asked({ currency, lines, delivery: given.delivery ?? null })
    const wanted: Wanted = { asked, given, cart: null, draft: null, customerId: null }
    return wanted
  })

  const drafted = Effect.fnUntraced(function* (id: string, { expectedTotal }: PlaceDraftOrder) {
    const found = yield* drafts.found(id)
    const { draft } = found
    if (draft.orderId !== null) return yield* new DraftOrderPlaced({ orderId: draft.orderId })
    const contact = contactOf(found)
    const { payment } = draft
    if (contact === null || payment === null || lacking(found, drafts.providers).length > 0) {
      return yield* new NotPlaceable({ obstacles: (yield* drafts.quoteOf(found)).obstacles })
    }
    const wanted: Wanted = {
      asked: yield* baskets.asked(draft),
      given: { contact, recipient: draft.recipient, note: draft.note, payment, expectedTotal },
      cart: null,
      draft: {
        id: draft.id,
        version: draft.version,
        expiresAt: after(yield* now, drafts.settings.draftOrderSeconds)
      },
      customerId: draft.customerId
    }
    return wanted
  })

  return { ordered, drafted }
})
