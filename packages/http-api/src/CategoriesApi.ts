import {
  Category,
  CategoryCycle,
  CategoryId,
  CategoryNotEmpty,
  CategoryNotFound,
  CategoryPatch,
  CategoryTooDeep,
  CategoryTree,
  NewCategory,
  Page,
  SlugTaken,
  TooManyCategories,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { created, ifMatch, PreconditionRequired } from "./headers.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const CategoryPage = pageOf("Category", Category)

export const CategoryForest = Schema.Struct({ items: Schema.Array(CategoryTree.CategoryNode) }).annotate({
  identifier: "CategoryForest"
})

/** The children of a category, or the roots. */
const Parent = Schema.Union([CategoryId, Schema.Literal("root")])

const params = { idOrSlug: Schema.String }
const notFound = problem(CategoryNotFound)

export class CategoriesApi extends HttpApiGroup.make("categories")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({ parent: Schema.optionalKey(Parent), ...paging }).check(onePaging),
      success: CategoryPage,
      error: problem(Page.InvalidCursor)
    })
      .annotateMerge(asks.everybody)
      .annotateMerge(
        summary("Categories by name", "`parent` narrows to the children of a category by its id; `root` to the roots.")
      ),
    HttpApiEndpoint.get("tree", "/tree", { success: CategoryForest })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("The whole tree, siblings in their order")),
    HttpApiEndpoint.get("get", "/:idOrSlug", { params, success: Category, error: notFound })
      .annotateMerge(asks.everybody)
      .annotateMerge(summary("A category by its id or slug")),
    HttpApiEndpoint.post("create", "/", {
      payload: NewCategory,
      success: created(Category),
      error: [notFound, problem(SlugTaken), problem(CategoryTooDeep), problem(TooManyCategories)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Create a category", "Without a slug one is made of the name.")),
    HttpApiEndpoint.patch("update", "/:idOrSlug", {
      params,
      headers: ifMatch,
      payload: CategoryPatch,
      success: Category,
      error: [
        notFound,
        problem(SlugTaken),
        problem(CategoryCycle),
        problem(CategoryTooDeep),
        problem(VersionConflict),
        problem(PreconditionRequired)
      ]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Change a category", "Another `parentId` moves it with everything below it.")),
    HttpApiEndpoint.delete("remove", "/:idOrSlug", {
      params,
      headers: ifMatch,
      error: [notFound, problem(CategoryNotEmpty), problem(VersionConflict)]
    })
      .annotateMerge(asks.permission("catalog:write"))
      .annotateMerge(summary("Delete a category without subcategories", "Its products only lose it."))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/categories")
  .annotateMerge(room("Categories", "A tree; a product may be in several of them.")) {}
