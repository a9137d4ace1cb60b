/** The tree of categories, made from the list of them. Everything here is pure and works without recursion on depth. */
import { Schema } from "effect"
import { compare, sortKey } from "../Text.ts"
import { Category, type CategoryId } from "./Category.ts"

/** A category and what is below it. */
export interface CategoryNode extends Schema.Schema.Type<typeof Category> {
  readonly children: ReadonlyArray<CategoryNode>
}

export interface CategoryNodeEncoded extends Schema.Codec.Encoded<typeof Category> {
  readonly children: ReadonlyArray<CategoryNodeEncoded>
}

export const CategoryNode: Schema.Codec<CategoryNode, CategoryNodeEncoded> = Schema.Struct({
  ...Category.fields,
  children: Schema.Array(Schema.suspend((): Schema.Codec<CategoryNode, CategoryNodeEncoded> => CategoryNode))
}).annotate({ identifier: "CategoryNode" })

/** Siblings stand by position, then by name, then by id. */
export const bySiblingOrder = (a: Category, b: Category): number =>
  a.position - b.position || compare(sortKey(a.name), sortKey(b.name)) || compare(a.id, b.id)

/** Every category once, each under its parent. A category whose parent is not in the list stands at the root. */
export const tree = (categories: ReadonlyArray<Category>): ReadonlyArray<CategoryNode> => {
  const nodes = new Map<CategoryId, Category & { readonly children: Array<CategoryNode> }>(
    categories.toSorted(bySiblingOrder).map((category) => [category.id, { ...category, children: [] }])
  )
  const roots: Array<CategoryNode> = []
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
    ;(parent === undefined ? roots : parent.children).push(node)
  }
  return roots
}

/** The ids from the root down to the category itself; empty when it is not in the list. */
export const path = (categories: ReadonlyArray<Category>, id: CategoryId): ReadonlyArray<CategoryId> => {
  const byId = new Map(categories.map((category) => [category.id, category]))
  const found: Array<CategoryId> = []
  let current = byId.get(id)
  while (current !== undefined && !found.includes(current.id)) {
    found.push(current.id)
    current = current.parentId === null ? undefined : byId.get(current.parentId)
  }
  return found.toReversed()
}

/** The category and everything below it. */
export const subtree = (categories: ReadonlyArray<Category>, id: CategoryId): ReadonlySet<CategoryId> => {
  const children = Map.groupBy(categories, (category) => category.parentId)
  const found = new Set<CategoryId>([id])
  for (const current of found) {
    for (const child of children.get(current) ?? []) found.add(child.id)
  }
  return found
}
