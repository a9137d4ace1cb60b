import {
  type Category,
  CategoryId,
  categoryLimits,
  CategoryStore,
  CategoryTree,
  ProductStore,
  type StoragePorts,
  Text
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** A chain of categories, each below the one before. */
const chain = Effect.fnUntraced(function* (length: number) {
  const made: Array<Category> = []
  for (const _ of times(length)) made.push(yield* Saved.category({ parentId: made.at(-1)?.id ?? null }))
  return made
})

/** The laws of `CategoryStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`CategoryStore (${adapter})`, (it) => {
    it.effect("what was saved is read again as it was, by id, by slug, and among all", () =>
      Effect.gen(function* () {
        const { all, get } = yield* CategoryStore
        const root = yield* Saved.category({ name: "Keki & ½ ☕", description: "Two\nlines", position: 7 })
        const child = yield* Saved.category({ parentId: root.id, createdAt: Samples.at(3), updatedAt: Samples.at(4) })
        for (const saved of [root, child]) {
          assert.deepStrictEqual(yield* get({ id: saved.id }), saved)
          assert.deepStrictEqual(yield* get({ slug: saved.slug }), saved)
          assert.deepStrictEqual(
            (yield* all()).filter(({ id }) => id === saved.id),
            [saved]
          )
        }
        const unknown = Samples.category()
        assert.deepStrictEqual(told(yield* Effect.flip(get({ id: unknown.id }))), {
          _tag: "CategoryNotFound",
          category: unknown.id
        })
        assert.include(yield* Effect.flip(get({ slug: unknown.slug })), { category: unknown.slug })
      })
    )

    it.effect("inserting refuses a slug that is taken and a parent that does not exist", () =>
      Effect.gen(function* () {
        const { get, insert } = yield* CategoryStore
        const { slug } = yield* Saved.category()
        const twin = Samples.category({ slug })
        assert.deepStrictEqual(told(yield* Effect.flip(insert(twin))), { _tag: "SlugTaken", slug })
        const orphan = Samples.category({ parentId: CategoryId.make(Samples.uuid()) })
        const missing = yield* Effect.flip(insert(orphan))
        assert.deepStrictEqual(told(missing), { _tag: "CategoryNotFound", category: orphan.parentId })
        for (const { id } of [twin, orphan]) assert.strictEqual(yield* refusal(get({ id })), "CategoryNotFound")
      })
    )

    it.effect("lists stand by sort key and id, under a parent, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* CategoryStore
        const parent = yield* Saved.category()
        const names = ["Éclairs", "eclairs", "Zebra", "apple", "ÉCLAIRS", "𝒜", "ﬁn", "zebra", "Ω", "Apple pie"]
        const children = yield* Effect.forEach(names, (name) => Saved.category({ name, parentId: parent.id }))
        yield* Saved.category({ parentId: children[0]?.id ?? null })
        const expected = children.toSorted(
          (a, b) => Text.compare(Text.sortKey(a.name), Text.sortKey(b.name)) || Text.compare(a.id, b.id)
        )
        assert.deepStrictEqual(yield* everyWay((slice) => list({ parentId: parent.id }, slice)), expected)
        const { next } = yield* list({ parentId: parent.id }, { _tag: "After", limit: 4, position: null })
        const last = expected[3]
        assert(last !== undefined)
        assert.deepStrictEqual(next, { sort: "name", value: Text.sortKey(last.name), id: last.id })
        const ids = new Set(children.map(({ id }) => id).concat(parent.id))
        const roots = yield* everyWay((slice) => list({ parentId: null }, slice), [50])
        assert.deepStrictEqual(
          roots.filter(({ id }) => ids.has(id)),
          [parent]
        )
        const all = yield* everyWay((slice) => list({}, slice), [50])
        assert.deepStrictEqual(
          all.filter(({ parentId }) => parentId === parent.id),
          expected
        )
      })
    )

    it.effect("replacing saves the next version, unless it has changed since", () =>
      Effect.gen(function* () {
        const { get, replace } = yield* CategoryStore
        const [before, other] = [yield* Saved.category(), yield* Saved.category()]
        const fresh = Samples.category({
          id: before.id,
          name: "Another",
          description: "d",
          position: 3,
          parentId: other.id
        })
        const next: Category = { ...fresh, slug: Samples.category().slug, updatedAt: Samples.at(9), version: 50 }
        const saved = yield* replace(next, before)
        assert.deepStrictEqual(saved, { ...next, version: 2 })
        assert.deepStrictEqual(yield* get({ slug: next.slug }), saved)
        assert.strictEqual(yield* refusal(get({ slug: before.slug })), "CategoryNotFound")
        const stale = yield* Effect.flip(replace(before, before))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
        assert.strictEqual(yield* refusal(replace({ ...saved, slug: other.slug }, saved)), "SlugTaken")
        const orphaned = { ...saved, parentId: CategoryId.make(Samples.uuid()) }
        assert.include(yield* Effect.flip(replace(orphaned, saved)), {
          _tag: "CategoryNotFound",
          category: orphaned.parentId
        })
        assert.strictEqual(yield* refusal(replace(Samples.category(), { version: 1 })), "CategoryNotFound")
        assert.deepStrictEqual(yield* get({ id: before.id }), saved)
      })
    )

    it.effect("of many who replace one version at once, one does", () =>
      Effect.gen(function* () {
        const { get, replace } = yield* CategoryStore
        const before = yield* Saved.category()
        const one = (index: number) => Effect.result(replace({ ...before, name: `Name ${index}` }, before))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get({ id: before.id })]
        )
      })
    )

    it.effect("a category never stands below itself, and refusing changes nothing", () =>
      Effect.gen(function* () {
        const { get, replace } = yield* CategoryStore
        const [root, middle, leaf] = yield* chain(3)
        assert(root !== undefined && middle !== undefined && leaf !== undefined)
        for (const { id } of [root, middle, leaf]) {
          const refused = yield* Effect.flip(replace({ ...root, parentId: id }, root))
          assert.deepStrictEqual(told(refused), { _tag: "CategoryCycle", categoryId: root.id, parentId: id })
        }
        assert.deepStrictEqual(yield* get({ id: root.id }), root)
        // The other way round it is only a shorter way.
        assert.include(yield* Saved.moved(leaf, root.id), { parentId: root.id, version: 2 })
      })
    )

    it.effect("categories nest so deep and no deeper, inserted or moved", () =>
      Effect.gen(function* () {
        const { insert, replace } = yield* CategoryStore
        const { categoryDepthMax } = categoryLimits
        const deep = yield* chain(categoryDepthMax)
        const [deepest, above] = [deep.at(-1), deep.at(-2)]
        assert(deepest !== undefined && above !== undefined)
        const refused = yield* Effect.flip(insert(Samples.category({ parentId: deepest.id })))
        assert.deepStrictEqual(told(refused), { _tag: "CategoryTooDeep", depthMax: categoryDepthMax })
        const [top, below] = yield* chain(2)
        assert(top !== undefined && below !== undefined)
        assert.strictEqual(yield* refusal(replace({ ...top, parentId: above.id }, top)), "CategoryTooDeep")
        assert.include(yield* Saved.moved(below, above.id), { version: 2 })
        assert.include(yield* Saved.moved(top, above.id), { version: 2 })
      })
    )

    it.effect("random moves, many at once, never close a circle nor lose a category", () =>
      Effect.gen(function* () {
        const { all, get, replace } = yield* CategoryStore
        const own = yield* Effect.forEach(times(8), () => Saved.category())
        const ids = new Set(own.map(({ id }) => id))
        const move = Effect.fnUntraced(function* (index: number) {
          const [from, to] = [own[(index * 5 + (index >> 3)) % 8], own[(index * 3 + 1 + (index >> 2)) % 8]]
          assert(from !== undefined && to !== undefined)
          const read = yield* get({ id: from.id })
          return yield* replace({ ...read, parentId: index % 7 === 0 ? null : to.id }, read)
        })
        for (const round of times(12)) {
          yield* Effect.forEach(times(6), (index) => Effect.result(move(round * 6 + index)), {
            concurrency: "unbounded"
          })
          const tree = (yield* all()).filter(({ id }) => ids.has(id))
          assert.lengthOf(tree, 8)
          for (const { id } of tree) {
            const [root] = CategoryTree.path(tree, id)
            assert.isNull(tree.find((category) => category.id === root)?.parentId, "every path begins at a root")
          }
        }
      })
    )

    it.effect("two moves that together close a circle: one of them is refused", () =>
      Effect.gen(function* () {
        const { replace } = yield* CategoryStore
        for (const _ of times(10)) {
          const [a, b] = [yield* Saved.category(), yield* Saved.category()]
          const moves = [replace({ ...a, parentId: b.id }, a), replace({ ...b, parentId: a.id }, b)]
          const answers = yield* Effect.all(moves.map(Effect.result), { concurrency: 2 })
          const tags = answers.map((answer) => (Result.isSuccess(answer) ? "moved" : answer.failure._tag))
          assert.deepStrictEqual(tags.toSorted(), ["CategoryCycle", "moved"])
        }
      })
    )

    it.effect("a category without subcategories is removed; its products lose it and keep their versions", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* CategoryStore
        const [parent, child] = yield* chain(2)
        assert(parent !== undefined && child !== undefined)
        const product = yield* Saved.product({ categoryIds: [child.id, parent.id] })
        const full = yield* Effect.flip(remove(parent.id, {}))
        assert.deepStrictEqual(told(full), { _tag: "CategoryNotEmpty", categoryId: parent.id, subcategories: 1 })
        // Who has read another version learns that first.
        assert.strictEqual(yield* refusal(remove(parent.id, { version: 8 })), "VersionConflict")
        const stale = yield* Effect.flip(remove(child.id, { version: 2 }))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 2, actual: 1 })
        yield* remove(child.id, { version: 1 })
        assert.strictEqual(yield* refusal(get({ id: child.id })), "CategoryNotFound")
        assert.strictEqual(yield* refusal(remove(child.id, {})), "CategoryNotFound")
        const entry = yield* (yield* ProductStore).entry({ id: product.id })
        assert.deepStrictEqual(entry, { ...product, categoryIds: [parent.id] })
        yield* remove(parent.id, {})
        assert.strictEqual((yield* Saved.category({ slug: child.slug })).slug, child.slug)
      })
    )
  })
