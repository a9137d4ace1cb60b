/** Ways of reading a whole list, which all have to tell the same. */
import type { Page } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"

export type List<A, R> = (slice: Page.Slice) => Effect.Effect<Page.Sliced<A>, never, R>

/** The most that one page may have. */
const whole = 100

/** Page after page by cursor. */
export const walked = Effect.fnUntraced(function* <A, R>(list: List<A, R>, limit: number = whole) {
  const items: Array<A> = []
  let position: Page.Position | null = null
  do {
    const page: Page.Sliced<A> = yield* list({ _tag: "After", limit, position })
    assert.isAtMost(page.items.length, limit)
    assert.isNull(page.total, "a total is counted for numbered pages alone")
    if (page.next !== null) assert.lengthOf(page.items, limit, "a page that more follows is full")
    items.push(...page.items)
    position = page.next
  } while (position !== null)
  return items
})

/** Page after page by number, until the total is reached. */
export const numbered = Effect.fnUntraced(function* <A, R>(list: List<A, R>, size: number = whole) {
  const items: Array<A> = []
  for (let page = 1; ; page++) {
    const { items: some, total } = yield* list({ _tag: "Numbered", page, size })
    assert(total !== null)
    items.push(...some)
    if (page * size >= total) {
      assert.lengthOf(items, total)
      const beyond = yield* list({ _tag: "Numbered", page: page + 1, size })
      assert.deepStrictEqual([beyond.items.length, beyond.total], [0, total])
      return items
    }
  }
})

/** Whatever the pages' size and kind, the list is the same; answers it. */
export const everyWay = Effect.fnUntraced(function* <A, R>(list: List<A, R>, sizes: ReadonlyArray<number> = [1, 2, 3]) {
  const all = yield* walked(list)
  for (const size of sizes) {
    assert.deepStrictEqual(yield* walked(list, size), all)
    assert.deepStrictEqual(yield* numbered(list, size), all)
  }
  return all
})
