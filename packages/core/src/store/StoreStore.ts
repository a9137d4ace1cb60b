import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { VersionConflict } from "../Version.ts"
import type { Store, StoreId } from "./Store.ts"
import type { StoreInUse, StoreNotFound, StoreSlugTaken } from "./StoreErrors.ts"

/** Where stores (branches) are kept. */
export class StoreStore extends Context.Service<
  StoreStore,
  {
    insert(store: Store): Effect.Effect<void, StoreSlugTaken>
    get(id: StoreId): Effect.Effect<Store, StoreNotFound>
    /** By `sortKey` of the name, then id. `sort` of a position is "name". */
    list(slice: Slice): Effect.Effect<Sliced<Store>>
    /** Saves the store as `read.version + 1` unless it has changed since. */
    replace(
      store: Store,
      read: { readonly version: number }
    ): Effect.Effect<Store, StoreNotFound | StoreSlugTaken | VersionConflict>
    /** Removes a store that no order, movement or stock level names. Carts lose their choice of it. */
    remove(
      id: StoreId,
      options: { readonly version?: number }
    ): Effect.Effect<void, StoreNotFound | StoreInUse | VersionConflict>
  }
>()("@duka/core/store/StoreStore") {}
