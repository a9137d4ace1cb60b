/** Who waited for a variant is told that it can be had again: a few people by a job, which has the next few told. */
import { Effect, Option, Schema } from "effect"
import { asSystem } from "../Actor.ts"
import { Baskets } from "../cart/Baskets.ts"
import { VariantId } from "../catalog/Product.ts"
import { Customers } from "../customer/Customers.ts"
import { jobKind } from "../jobs/Job.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { Settings } from "../Settings.ts"
import { StoreId } from "../store/Store.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type DomainEvent, EventId } from "./Event.ts"
import type { VariantFacts } from "./Facts.ts"
import { letter, Mailroom } from "./Mailroom.ts"
import type { StockAlert } from "./StockAlert.ts"
import { StockAlertStore } from "./StockAlertStore.ts"

/** What has come back, where, and how many people it was told to before: `part` of them, from 0. */
const ToldPart = Schema.Struct({ eventId: EventId, variantId: VariantId, storeId: StoreId, part: Schema.Int })
export type ToldPart = typeof ToldPart.Type

export const tellStockAlerts = jobKind({ name: "tell-stock-alerts", payload: ToldPart })

/** So many people are told in one unit: each may get a message on every channel. */
const atOnce = 50

export const stockAlertLetters = Effect.gen(function* () {
  const store = yield* StockAlertStore
  const baskets = yield* Baskets
  const customers = yield* Customers
  const jobs = yield* Jobs
  const mailroom = yield* Mailroom
  const units = yield* UnitOfWork
  const { currency } = yield* Settings

  const enqueue = (told: ToldPart) =>
    jobs.enqueue(tellStockAlerts, told, { id: `stock-alerts:${told.eventId}:${told.part}` })

  /** Null while the shop does not offer it. */
  const factsOf = Effect.fnUntraced(function* ({ storeId, variantId }: ToldPart) {
    const { offers, stores } = yield* baskets.supply([variantId], currency)
    const [offer] = offers
    if (offer === undefined) return null
    const { name, optionValues, sku, unitPrice } = offer
    const facts: VariantFacts = {
      name,
      sku,
      options: Object.values(optionValues).join(", "),
      price: unitPrice === null ? null : { amount: unitPrice, currency },
      store: stores.find((one) => one.storeId === storeId)?.name ?? ""
    }
    return facts
  })

  const letterTo = Effect.fnUntraced(function* (
    { askedAt, customerId }: StockAlert,
    eventId: EventId,
    variant: VariantFacts
  ) {
    const found = yield* Effect.option(asSystem(customers.get(customerId)))
    if (Option.isNone(found)) return []
    const { email, name, phone } = found.value
    // Whoever has asked again since is told again, if the same event finds him.
    const about = { key: `${eventId}:${askedAt}`, eventId }
    return [letter("back-in-stock", { customerId, name, email, phone }, { variant }, { about })]
  })

  return {
    /** Has everybody told who waits for what has come back. */
    begin: (event: DomainEvent): Effect.Effect<void> =>
      event.type === "product.back-in-stock" ? enqueue({ eventId: event.id, ...event.data, part: 0 }) : Effect.void,
    tell: Effect.fnUntraced(function* (told: ToldPart) {
      const facts = yield* factsOf(told)
      if (facts === null) return
      yield* Effect.gen(function* () {
        const alerts = yield* store.take(told.variantId, atOnce)
        const letters = yield* Effect.forEach(alerts, (alert) => letterTo(alert, told.eventId, facts))
        yield* mailroom.write(...letters.flat())
        if (alerts.length === atOnce) yield* enqueue({ ...told, part: told.part + 1 })
      }).pipe(units.commit)
    })
  }
})
