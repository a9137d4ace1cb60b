import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { VariantNotFound } from "../catalog/CatalogErrors.ts"
import type { VariantId } from "../catalog/Product.ts"
import type { CustomerNotFound } from "../customer/CustomerErrors.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { StockAlert } from "./StockAlert.ts"
import type { TooManyStockAlerts } from "./StockAlertErrors.ts"

/**
 * Of a customer and a variant there is one alert. Its customer has a profile; its variant belongs to its product, and takes
 * its alerts along when it leaves it.
 */
export class StockAlertStore extends Context.Service<
  StockAlertStore,
  {
    /** Answers the alert that is kept: this one, or the one from before, which is never one too many. */
    add(
      alert: StockAlert
    ): Effect.Effect<
      { readonly alert: StockAlert; readonly isNew: boolean },
      CustomerNotFound | VariantNotFound | TooManyStockAlerts
    >
    remove(alert: Pick<StockAlert, "customerId" | "variantId">): Effect.Effect<void>
    /** Newest first, by time and variant. `sort` of a position is "-at", its `id` the variant's. */
    list(customerId: CustomerId, slice: Slice): Effect.Effect<Sliced<StockAlert>>
    /**
     * Takes away so many alerts of a variant, and answers them: those that have waited longest. Whoever takes at the same
     * time gets others.
     */
    take(variantId: VariantId, limit: number): Effect.Effect<ReadonlyArray<StockAlert>>
    /** They all go, when the person is erased. */
    forget(customerId: CustomerId): Effect.Effect<void>
  }
>()("@duka/core/notification/StockAlertStore") {}
