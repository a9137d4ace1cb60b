/** How draft orders are read, filled and priced, by every use case of theirs. */
import { Effect, Option } from "effect"
import { Baskets } from "../cart/Baskets.ts"
import { adding } from "../cart/adding.ts"
import { withDelivery } from "../cart/edits.ts"
import { price } from "../cart/pricing.ts"
import type { Obstacle } from "../cart/Quote.ts"
import { quoted } from "../cart/quoting.ts"
import type { Contact } from "../customer/Customer.ts"
import { Ids } from "../Ids.ts"
import { cashOnDelivery } from "../payment/methods.ts"
import { missingOf } from "../payment/NewPayment.ts"
import type { PaymentProvider } from "../payment/PaymentProvider.ts"
import { PaymentProviders } from "../payment/PaymentProviders.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { type DraftOrder, DraftOrderId, type DraftOrderPatch } from "./DraftOrder.ts"
import { DraftOrderNotFound } from "./DraftOrderErrors.ts"
import { DraftOrderStore, type FoundDraftOrder } from "./DraftOrderStore.ts"

/** Whom the order will be for: somebody who is named, or the customer. */
export const contactOf = ({ customer, draft }: FoundDraftOrder): Contact | null => draft.contact ?? customer

/** What a draft lacks that a cart is not asked for. Pure. */
export const lacking = (found: FoundDraftOrder, providers: ReadonlyArray<PaymentProvider>): ReadonlyArray<Obstacle> => {
  const { payment } = found.draft
  const contact = contactOf(found)
  const provider = providers.find(({ name }) => name === payment?.method)
  const needed = provider === undefined ? undefined : missingOf(provider, { ...contact, ...payment?.payer })
  return [
    ...(contact === null ? [{ kind: "no_contact" } as const] : []),
    ...(payment === null ? [{ kind: "no_payment_chosen" } as const] : []),
    ...(contact === null || needed === undefined ? [] : [{ kind: "payer_unknown", needed } as const])
  ]
}

export const draftReader = Effect.gen(function* () {
  const store = yield* DraftOrderStore
  const baskets = yield* Baskets
  const settings = yield* Settings
  const providers = yield* PaymentProviders
  const ids = yield* Ids
  const add = yield* adding

  const idOf = (id: string) =>
    Option.match(DraftOrderId.makeOption(id), {
      onNone: () => Effect.fail(new DraftOrderNotFound({ draftOrderId: id })),
      onSome: Effect.succeed
    })

  const found = Effect.fnUntraced(function* (id: string) {
    return yield* store.get(yield* idOf(id), yield* now)
  })

  /** As long as no way to pay is chosen, for cash. */
  const quoteOf = Effect.fnUntraced(function* (kept: FoundDraftOrder) {
    const paymentMethod = kept.draft.payment?.method ?? cashOnDelivery
    const priced = yield* Effect.fromResult(
      price(yield* baskets.asked(kept.draft), { settings, providers, paymentMethod })
    )
    const quote = quoted(priced)
    return { ...quote, obstacles: [...quote.obstacles, ...lacking(kept, providers)] }
  })

  /** The draft with lines and delivery that are asked for, if the shop has what they name. Left out, they stay. */
  const filled = Effect.fnUntraced(function* (
    draft: DraftOrder,
    { delivery, lines }: Pick<DraftOrderPatch, "delivery" | "lines">
  ) {
    if (lines === undefined && delivery === undefined) return draft
    const variantIds = (lines ?? []).map(({ variantId }) => variantId)
    const { offers, stores } = yield* baskets.supply(variantIds, draft.currency)
    const next = lines === undefined ? draft : yield* add({ ...draft, lines: [] }, offers, lines)
    if (delivery === undefined) return next
    if (delivery === null) return { ...next, delivery }
    return yield* Effect.fromResult(withDelivery(next, stores, delivery))
  })

  return { filled, found, idOf, ids, quoteOf, providers, settings, store }
})
