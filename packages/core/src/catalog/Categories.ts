import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Ids } from "../Ids.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import {
  type CategoryCycle,
  type CategoryNotEmpty,
  CategoryNotFound,
  type CategoryTooDeep,
  type SlugTaken,
  TooManyCategories
} from "./CatalogErrors.ts"
import { type Category, CategoryId, categoryLimits, CategoryPatch, NewCategory } from "./Category.ts"
import { type CategoryRef, CategoryStore } from "./CategoryStore.ts"
import { type CategoryNode, tree } from "./CategoryTree.ts"
import { isId, Slug, slugify } from "./Slug.ts"

type Failure = InvalidInput | PermissionDenied | CategoryNotFound | SlugTaken | CategoryTooDeep

export class Categories extends Context.Service<
  Categories,
  {
    /** Public, by name. `parentId` narrows to the children of a category; null to the roots. */
    list(
      filter?: { readonly parentId?: CategoryId | null },
      request?: PageRequest
    ): Effect.Effect<Page<Category>, InvalidCursor>
    /** Public: the whole tree, siblings in their order. */
    tree(): Effect.Effect<ReadonlyArray<CategoryNode>>
    /** Public. */
    get(idOrSlug: string): Effect.Effect<Category, CategoryNotFound>
    create(given: typeof NewCategory.Encoded): Effect.Effect<Category, Failure | TooManyCategories, CurrentActor>
    /** Another `parentId` moves the category with everything below it. */
    update(
      idOrSlug: string,
      given: typeof CategoryPatch.Encoded,
      read?: Read
    ): Effect.Effect<Category, Failure | VersionConflict | CategoryCycle, CurrentActor>
    /** Refused while it has subcategories; its products only lose it. */
    remove(
      idOrSlug: string,
      read?: Read
    ): Effect.Effect<void, PermissionDenied | CategoryNotFound | CategoryNotEmpty | VersionConflict, CurrentActor>
  }
>()("@duka/core/catalog/Categories") {
  static readonly layer = Layer.effect(
    Categories,
    Effect.gen(function* () {
      const store = yield* CategoryStore
      const ids = yield* Ids
      const { record, recorded } = yield* auditing

      const ref = (idOrSlug: string): Effect.Effect<CategoryRef, CategoryNotFound> =>
        isId(idOrSlug)
          ? Effect.succeed({ id: CategoryId.make(idOrSlug) })
          : Option.match(Slug.makeOption(idOrSlug), {
              onNone: () => Effect.fail(new CategoryNotFound({ category: idOrSlug })),
              onSome: (slug) => Effect.succeed({ slug })
            })

      const get = Effect.fn("Categories.get")((idOrSlug: string) => Effect.flatMap(ref(idOrSlug), store.get))

      const list = Effect.fn("Categories.list")(function* (
        filter: { readonly parentId?: CategoryId | null } = {},
        request: PageRequest = {}
      ) {
        const asked = yield* slice(request, "name")
        return page(asked, yield* store.list(filter, asked))
      })

      const create = Effect.fn("Categories.create")(function* (given: typeof NewCategory.Encoded) {
        yield* requires("catalog:write")
        const asked = yield* input(NewCategory)(given)
        // A bound for what the tree reads, not a guard: two that are made at once may both be the last one.
        const { total } = yield* store.list({}, { _tag: "Numbered", page: 1, size: 1 })
        const { categoriesMax } = categoryLimits
        if (total !== null && total >= categoriesMax) return yield* new TooManyCategories({ categoriesMax })
        const at = yield* now
        const made: Category = {
          id: yield* ids.make(CategoryId),
          slug: asked.slug ?? slugify(asked.name, "1"),
          name: asked.name,
          description: asked.description ?? "",
          parentId: asked.parentId ?? null,
          position: asked.position ?? 0,
          version: 1,
          createdAt: at,
          updatedAt: at
        }
        const insert = (category: Category) =>
          store
            .insert(category)
            .pipe(
              Effect.andThen(record({ action: "category.created", subject: category.id, after: category })),
              recorded,
              Effect.as(category)
            )
        if (asked.slug !== undefined) return yield* insert(made)
        // A slug that we made of the name gives way when it is taken; one that was asked for does not.
        return yield* Effect.catchTag(insert(made), "SlugTaken", () =>
          Effect.flatMap(ids.suffix, (suffix) => insert({ ...made, slug: Slug.make(`${made.slug}-${suffix}`) }))
        )
      })

      const update = Effect.fn("Categories.update")(function* (
        idOrSlug: string,
        given: typeof CategoryPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("catalog:write")
        const patch = yield* input(CategoryPatch)(given)
        const change = Effect.gen(function* () {
          const category = yield* get(idOrSlug)
          const updatedAt = yield* now
          const saved = yield* store.replace(
            { ...category, ...patch, updatedAt },
            { version: read.version ?? category.version }
          )
          yield* record({ action: "category.updated", subject: saved.id, before: category, after: saved })
          return saved
        }).pipe(recorded)
        return yield* retried(read)(change)
      })

      const remove = Effect.fn("Categories.remove")(function* (idOrSlug: string, read: Read = {}) {
        yield* requires("catalog:write")
        const category = yield* get(idOrSlug)
        const { id } = category
        const deed = record({ action: "category.removed", subject: id, before: category })
        yield* recorded(Effect.andThen(store.remove(id, read), deed))
      })

      return Categories.of({ list, tree: () => Effect.map(store.all(), tree), get, create, update, remove })
    })
  )
}
