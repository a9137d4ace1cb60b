import {
  type CustomerId,
  CustomerNotFound,
  type StockAlert,
  stockAlertLimits,
  StockAlertStore,
  Text,
  TooManyStockAlerts,
  type VariantId,
  VariantNotFound
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { sliced, type Sorting } from "./sliced.ts"
import { row, type Tables, variantOf } from "./Tables.ts"

const keyOf = ({ customerId, variantId }: Pick<StockAlert, "customerId" | "variantId">) => `${customerId} ${variantId}`

const newestFirst: Sorting<StockAlert> = {
  sort: "-at",
  descending: true,
  value: ({ askedAt }) => askedAt,
  id: ({ variantId }) => variantId
}

const ofCustomer = (tables: Tables, id: CustomerId): ReadonlyArray<StockAlert> =>
  HashMap.toValues(tables.stockAlerts).filter(({ customerId }) => customerId === id)

const without = (tables: Tables, alerts: ReadonlyArray<Pick<StockAlert, "customerId" | "variantId">>): Tables => ({
  ...tables,
  stockAlerts: HashMap.removeMany(tables.stockAlerts, alerts.map(keyOf))
})

const add = (
  tables: Tables,
  alert: StockAlert
): Change<
  { readonly alert: StockAlert; readonly isNew: boolean },
  CustomerNotFound | VariantNotFound | TooManyStockAlerts
> => {
  const { customerId, variantId } = alert
  if (!HashMap.has(tables.customers, customerId)) return Result.fail(new CustomerNotFound({ customerId }))
  if (variantOf(tables, variantId) === undefined) return Result.fail(new VariantNotFound({ variantId }))
  const before = row(tables.stockAlerts, keyOf(alert))
  if (before !== undefined) return Result.succeed([{ alert: before, isNew: false }, tables])
  if (ofCustomer(tables, customerId).length >= stockAlertLimits.alertsMax) {
    return Result.fail(new TooManyStockAlerts(stockAlertLimits))
  }
  return Result.succeed([
    { alert, isNew: true },
    { ...tables, stockAlerts: HashMap.set(tables.stockAlerts, keyOf(alert), alert) }
  ])
}

const take = (tables: Tables, id: VariantId, limit: number): readonly [ReadonlyArray<StockAlert>, Tables] => {
  const taken = HashMap.toValues(tables.stockAlerts)
    .filter(({ variantId }) => variantId === id)
    .toSorted((a, b) => Text.compare(a.askedAt, b.askedAt) || Text.compare(a.customerId, b.customerId))
    .slice(0, limit)
  return [taken, without(tables, taken)]
}

export const layer: Layer.Layer<StockAlertStore, never, MemoryTables> = Layer.effect(
  StockAlertStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return StockAlertStore.of({
      add: (alert) => change((tables) => add(tables, alert)),
      remove: (alert) => change((tables) => Result.succeed([undefined, without(tables, [alert])])),
      list: (customerId, slice) => read((tables) => sliced(ofCustomer(tables, customerId), newestFirst, slice)),
      take: (variantId, limit) => change((tables) => Result.succeed(take(tables, variantId, limit))),
      forget: (customerId) =>
        change((tables) => Result.succeed([undefined, without(tables, ofCustomer(tables, customerId))]))
    })
  })
)
