import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { type Category, CategoryId, CategoryTree, Slug } from "@duka/core"
import { at, uuid } from "../samples.ts"

const { bySiblingOrder, path, subtree, tree } = CategoryTree

const idOf = (number: number) => CategoryId.make(uuid(number))

const category = (number: number, parent: number | null, changes: Partial<Category> = {}): Category => ({
  id: idOf(number),
  slug: Slug.make(`category-${number}`),
  name: "Teas",
  description: "",
  parentId: parent === null ? null : idOf(parent),
  position: 0,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...changes
})

const Planted = Schema.Struct({
  /** Above which of the ones before it this one stands; a root when there is none. */
  parent: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 }))),
  position: Schema.Literals([0, 1, 2]),
  name: Schema.Literals(["Teas", "teas", "Été", "Cakes"])
})

/** Any forest, in any order: a category stands below one that was planted before it, or nowhere. */
const Forest = Arbitrary.map(
  Arbitrary.all({ planted: Arbitrary.schema(Schema.Array(Planted)), turned: Arbitrary.schema(Schema.Boolean) }),
  ({ planted, turned }) => {
    const made = planted.map(({ name, parent, position }, index) =>
      category(index, parent === null || index === 0 ? null : parent % index, { name, position })
    )
    return turned ? made.toReversed() : made
  }
)

const flat = (nodes: ReadonlyArray<CategoryTree.CategoryNode>): ReadonlyArray<CategoryTree.CategoryNode> =>
  nodes.flatMap((node) => [node, ...flat(node.children)])

describe("the tree", () => {
  it.prop("holds every category once, each under its parent", { forest: Forest }, ({ forest }) => {
    const roots = tree(forest)
    const nodes = flat(roots)
    expect(nodes.map((node) => node.id).toSorted()).toStrictEqual(forest.map(({ id }) => id).toSorted())
    expect(roots.every((root) => root.parentId === null)).toBe(true)
    for (const node of nodes) expect(node.children.every((child) => child.parentId === node.id)).toBe(true)
  })

  it.prop("changes nothing of a category", { forest: Forest }, ({ forest }) => {
    const shown = new Map(flat(tree(forest)).map((node) => [node.id, node]))
    for (const one of forest) expect({ ...one, children: shown.get(one.id)?.children }).toStrictEqual(shown.get(one.id))
  })

  it.prop("orders siblings by position, name and id, whatever order they come in", { forest: Forest }, ({ forest }) => {
    expect(tree(forest.toReversed())).toStrictEqual(tree(forest))
    const ordered = (siblings: ReadonlyArray<CategoryTree.CategoryNode>) =>
      siblings.every(
        (node, index) => index === 0 || siblings.slice(0, index).every((before) => bySiblingOrder(before, node) < 0)
      )
    expect([tree(forest), ...flat(tree(forest)).map((node) => node.children)].every(ordered)).toBe(true)
  })

  it("puts what has lost its parent at the root", () => {
    expect(tree([category(2, 1), category(3, 2)])).toMatchObject([{ id: idOf(2), children: [{ id: idOf(3) }] }])
  })

  it.each([
    [{ position: 1 }, { position: 2 }],
    [{ position: 2 }, { position: 10 }],
    [{ name: "cakes" }, { name: "Teas" }],
    [{ name: "Éclairs" }, { name: "Fudge" }],
    [
      { position: 0, name: "Z" },
      { position: 1, name: "A" }
    ]
  ])("%o stands before %o", (first, second) => {
    expect(bySiblingOrder(category(9, null, first), category(1, null, second))).toBeLessThan(0)
    expect(bySiblingOrder(category(1, null, second), category(9, null, first))).toBeGreaterThan(0)
  })
})

describe("a path", () => {
  it.prop("leads from a root to the category, each below the one before", { forest: Forest }, ({ forest }) => {
    const byId = new Map(forest.map((one) => [one.id, one]))
    for (const { id } of forest) {
      const ids = path(forest, id)
      expect(ids.at(-1)).toBe(id)
      expect(ids.map((each) => byId.get(each)?.parentId)).toStrictEqual([null, ...ids.slice(0, -1)])
    }
  })

  it("of what is not in the list is empty", () => {
    expect(path([category(1, null)], idOf(2))).toStrictEqual([])
  })

  it("ends, even in a circle", () => {
    expect(path([category(1, 2), category(2, 1)], idOf(1))).toHaveLength(2)
  })
})

describe("a subtree", () => {
  it.prop("holds what has the category in its path, and nothing else", { forest: Forest }, ({ forest }) => {
    for (const { id } of forest) {
      const below = forest.filter((other) => path(forest, other.id).includes(id)).map((other) => other.id)
      expect([...subtree(forest, id)].toSorted()).toStrictEqual(below.toSorted())
    }
  })

  it("ends, even in a circle", () => {
    expect(subtree([category(1, 2), category(2, 1)], idOf(1)).size).toBe(2)
  })
})

describe("a chain of 5,000", () => {
  const depth = 5_000
  const chain = Array.from({ length: depth }, (_, index) =>
    category(index, index === 0 ? null : index - 1)
  ).toReversed()

  it("does not overflow", () => {
    let [node] = tree(chain)
    let levels = 0
    for (; node !== undefined; [node] = node.children) levels++
    expect(levels).toBe(depth)
    expect(path(chain, idOf(depth - 1))).toHaveLength(depth)
    expect(subtree(chain, idOf(0)).size).toBe(depth)
  })
})
