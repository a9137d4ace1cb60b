import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { VersionConflict } from "../Version.ts"
import type { CategoryCycle, CategoryNotEmpty, CategoryNotFound, CategoryTooDeep, SlugTaken } from "./CatalogErrors.ts"
import type { Category, CategoryId } from "./Category.ts"
import type { Slug } from "./Slug.ts"

export type CategoryRef = { readonly id: CategoryId } | { readonly slug: Slug }

export class CategoryStore extends Context.Service<
  CategoryStore,
  {
    /** Fails with `CategoryNotFound` when the parent does not exist. */
    insert(category: Category): Effect.Effect<void, SlugTaken | CategoryNotFound | CategoryTooDeep>
    get(ref: CategoryRef): Effect.Effect<Category, CategoryNotFound>
    /** All of them, in no order that callers may rely on. */
    all(): Effect.Effect<ReadonlyArray<Category>>
    /** By `sortKey` of the name, then id. `sort` of a position is "name". */
    list(filter: { readonly parentId?: CategoryId | null }, slice: Slice): Effect.Effect<Sliced<Category>>
    /**
     * Saves the category as `read.version + 1` unless it has changed since; another parent moves the whole subtree. Moves
     * are made one at a time, so that two of them never close a circle together.
     */
    replace(
      category: Category,
      read: { readonly version: number }
    ): Effect.Effect<Category, CategoryNotFound | VersionConflict | SlugTaken | CategoryCycle | CategoryTooDeep>
    /** Removes a category without subcategories; its products lose it, and keep their versions. */
    remove(
      id: CategoryId,
      options: { readonly version?: number }
    ): Effect.Effect<void, CategoryNotFound | CategoryNotEmpty | VersionConflict>
  }
>()("@duka/core/catalog/CategoryStore") {}
