import { Context, Effect, Layer, Option } from "effect"
import { buyerOf, CurrentActor, CustomerId, type PermissionDenied, requires } from "../Actor.ts"
import type { Offer, Supply } from "../cart/Basket.ts"
import { Baskets } from "../cart/Baskets.ts"
import { VariantNotFound } from "../catalog/CatalogErrors.ts"
import { VariantId } from "../catalog/Product.ts"
import { SignInNeeded } from "../identity/IdentityErrors.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { type StockAlert, stockAlertLimits, type StockAlertView } from "./StockAlert.ts"
import { type TooManyStockAlerts, VariantInStock } from "./StockAlertErrors.ts"
import { StockAlertStore } from "./StockAlertStore.ts"

/** The variants that a customer wants to be told of, once each, when they can be had again. Everybody has his own. */
export class StockAlerts extends Context.Service<
  StockAlerts,
  {
    /** Newest first. */
    list(request?: PageRequest): Effect.Effect<Page<StockAlertView>, InvalidCursor | SignInNeeded, CurrentActor>
    /**
     * Of a variant that the shop offers and that no store has. Who asks again is answered with what he asked before. An
     * alert ends with the message that tells of it, also where its channels were turned down.
     */
    add(
      variantId: string
    ): Effect.Effect<StockAlertView, SignInNeeded | VariantNotFound | VariantInStock | TooManyStockAlerts, CurrentActor>
    /** Once or often, it is the same. */
    remove(variantId: string): Effect.Effect<void, SignInNeeded, CurrentActor>
    /** For staff: all of a customer's, newest first. */
    allOf(customerId: CustomerId): Effect.Effect<ReadonlyArray<StockAlertView>, PermissionDenied, CurrentActor>
  }
>()("@duka/core/notification/StockAlerts") {
  static readonly layer = Layer.effect(
    StockAlerts,
    Effect.suspend(() => make)
  )
}

/** What is not counted can always be had, and so can what is sold before it is there. */
const isSoldOut = ({ stockPolicy, variantId }: Offer, { stores }: Supply): boolean =>
  stockPolicy === "tracked" &&
  !stores.some(({ levels }) => levels.some((level) => level.variantId === variantId && level.available > 0))

const view = ({ askedAt, variantId }: StockAlert, offer: Offer | undefined): StockAlertView => ({
  variantId,
  product:
    offer === undefined
      ? null
      : { id: offer.productId, name: offer.name, sku: offer.sku, optionValues: offer.optionValues },
  askedAt
})

const make = Effect.gen(function* () {
  const store = yield* StockAlertStore
  const baskets = yield* Baskets
  const { currency } = yield* Settings

  const mine = Effect.flatMap(CurrentActor, (actor) => {
    const owner = buyerOf(actor)
    return owner === null ? Effect.fail(new SignInNeeded()) : Effect.succeed(owner)
  })

  const shown = Effect.fnUntraced(function* (alerts: ReadonlyArray<StockAlert>) {
    if (alerts.length === 0) return []
    const variantIds = alerts.map(({ variantId }) => variantId)
    const { offers } = yield* baskets.supply(variantIds, currency)
    const known = new Map(offers.map((offer) => [offer.variantId, offer]))
    return alerts.map((alert) => view(alert, known.get(alert.variantId)))
  })

  const list = Effect.fn("StockAlerts.list")(function* (request: PageRequest = {}) {
    const customerId = yield* mine
    const asked = yield* slice(request, "-at")
    const all = yield* store.list(customerId, asked)
    return page(asked, { ...all, items: yield* shown(all.items) })
  })

  const soldOut = Effect.fnUntraced(function* (variantId: VariantId) {
    const supply = yield* baskets.supply([variantId], currency)
    const [offer] = supply.offers
    if (offer === undefined) return yield* new VariantNotFound({ variantId })
    return isSoldOut(offer, supply) ? offer : yield* new VariantInStock({ variantId })
  })

  const add = Effect.fn("StockAlerts.add")(function* (given: string) {
    const customerId = yield* mine
    const variantId = Option.getOrUndefined(VariantId.makeOption(given))
    if (variantId === undefined) return yield* new VariantNotFound({ variantId: given })
    yield* soldOut(variantId)
    const { alert, isNew } = yield* Effect.catchTag(
      store.add({ customerId, variantId, askedAt: yield* now }),
      "CustomerNotFound",
      () => new SignInNeeded()
    )
    // What came back while nobody waited yet was told to nobody: whoever looks after he has asked misses nothing.
    const offer = yield* Effect.tapError(soldOut(variantId), () => (isNew ? store.remove(alert) : Effect.void))
    return view(alert, offer)
  })

  const remove = Effect.fn("StockAlerts.remove")(function* (given: string) {
    const customerId = yield* mine
    const variantId = Option.getOrUndefined(VariantId.makeOption(given))
    if (variantId !== undefined) yield* store.remove({ customerId, variantId })
  })

  const allOf = Effect.fn("StockAlerts.allOf")(function* (customerId: CustomerId) {
    yield* requires("customer:read")
    const all = yield* store.list(customerId, { _tag: "After", limit: stockAlertLimits.alertsMax, position: null })
    return yield* shown(all.items)
  })

  return StockAlerts.of({ list, add, remove, allOf })
})
