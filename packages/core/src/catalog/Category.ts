import { Schema } from "effect"
import { line, paragraphs, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { Slug } from "./Slug.ts"

/** Depth is bounded only so that no answer can be nested beyond what readers of JSON take. */
export const categoryLimits = { categoryDepthMax: 100, categoriesMax: 10_000, positionMax: 1_000_000 } as const

export const CategoryId = Uuid.pipe(Schema.brand("CategoryId"))
export type CategoryId = typeof CategoryId.Type

const fields = {
  slug: Slug,
  name: line({ max: 120 }),
  description: paragraphs({ max: 2_000 }),
  parentId: Schema.NullOr(CategoryId),
  /** Among its siblings; equal positions are ordered by name. */
  position: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: categoryLimits.positionMax }))
}

export class Category extends Schema.Opaque<Category>()(
  Schema.Struct({ id: CategoryId, ...fields, version: Version, createdAt: Timestamp, updatedAt: Timestamp }).annotate({
    identifier: "Category"
  })
) {}

export class NewCategory extends Schema.Opaque<NewCategory>()(
  Schema.Struct({
    name: fields.name,
    slug: Schema.optionalKey(fields.slug),
    description: Schema.optionalKey(fields.description),
    parentId: Schema.optionalKey(fields.parentId),
    position: Schema.optionalKey(fields.position)
  }).annotate({ identifier: "NewCategory" })
) {}

/** What changes; what is left out stays. Another `parentId` moves the whole subtree. */
export class CategoryPatch extends Schema.Opaque<CategoryPatch>()(
  Schema.Struct({
    name: Schema.optionalKey(fields.name),
    slug: Schema.optionalKey(fields.slug),
    description: Schema.optionalKey(fields.description),
    parentId: Schema.optionalKey(fields.parentId),
    position: Schema.optionalKey(fields.position)
  }).annotate({ identifier: "CategoryPatch" })
) {}
