import { Context, type Effect } from "effect"
import type { Document } from "../Document.ts"
import type { Currency } from "../Money.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { StoreId } from "../store/Store.ts"
import type { VersionConflict } from "../Version.ts"
import type { CategoryNotFound, ProductAllocated, ProductNotFound, SkuTaken, SlugTaken } from "./CatalogErrors.ts"
import type { Product, ProductEntry, ProductId } from "./Product.ts"
import type { ProductSearch } from "./ProductQuery.ts"
import type { Slug } from "./Slug.ts"

/** One way of naming a product. */
export type ProductRef = { readonly id: ProductId } | { readonly slug: Slug }

export type InsertFailure = SlugTaken | SkuTaken | CategoryNotFound

/** How a product is read: in which currency, and whose stock. */
export interface ProductView {
  readonly currency: Currency
  readonly storeId?: StoreId
  /** Only this status is found; any when left out. */
  readonly status?: Product["status"]
}

/**
 * A product's price is the lowest of its variants' prices in the currency of the view; it is in stock when some variant
 * is untracked, sold on backorder, or has `onHand > allocated` in some store (or in the view's store); `available` of a
 * tracked variant is the most that one store has, at most `productLimits.availableShownMax` and never negative, and null otherwise.
 */
export class ProductStore extends Context.Service<
  ProductStore,
  {
    /**
     * Saves new products, each or not at all, and tells of each, in the order given, why it was not saved. Within one call
     * the earlier one wins. Entries come with version 1.
     */
    insert(entries: ReadonlyArray<ProductEntry>): Effect.Effect<ReadonlyArray<InsertFailure | null>>
    /** The entry, whatever its status. */
    entry(ref: ProductRef): Effect.Effect<ProductEntry, ProductNotFound>
    /**
     * Saves the entry as `read.version + 1`, with `entry.version` left aside, unless it has changed since `read.version`.
     * A variant that is no longer in it goes with its cart lines and stock levels; one with movements or orders is kept
     * unseen for the books, and its SKU stays taken; one with allocated units refuses.
     */
    replace(
      entry: ProductEntry,
      read: { readonly version: number }
    ): Effect.Effect<ProductEntry, ProductNotFound | VersionConflict | InsertFailure | ProductAllocated>
    /**
     * Removes the product with its prices, images and cart lines; archives it instead (version + 1, at `at`) when it was
     * ever ordered; refuses while units are allocated.
     */
    remove(
      id: ProductId,
      options: { readonly version?: number; readonly at: ProductEntry["updatedAt"] }
    ): Effect.Effect<"removed" | "archived", ProductNotFound | VersionConflict | ProductAllocated>
    get(ref: ProductRef, view: ProductView): Effect.Effect<Document<Product>, ProductNotFound>
    /**
     * In the order of `sort`, then by id (ascending, or descending when `sort` is). Products without a price in the
     * currency stand last when sorted by price, in either direction. Names are compared by `sortKey` and code points. The
     * `value` of a position is the price, the sort key or the time. `status` left out means any.
     */
    list(search: ProductSearch, slice: Slice): Effect.Effect<Sliced<Document<Product>>>
  }
>()("@duka/core/catalog/ProductStore") {}
