import * as fc from "fast-check"
import { assert, it } from "vitest"
import { extentOf } from "../src/middleware/extent.ts"

const unbounded = { depth: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY }

const walked = (value: unknown): { readonly depth: number; readonly values: number } => {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 1 }
  const inner = Object.values(value).map(walked)
  const keys = Array.isArray(value) ? 0 : inner.length
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + keys + inner.reduce((sum, { values }) => sum + values, 0)
  }
}

it("counts what a walk through the parsed text counts, however it is spaced", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      assert.deepStrictEqual(extentOf(JSON.stringify(value, null, space), unbounded), walked(value))
    })
  )
})

it("stops one beyond either bound", () => {
  assert.deepStrictEqual(extentOf("[".repeat(1_000), { depth: 64, values: 100 }), { depth: 65, values: 65 })
  assert.deepStrictEqual(extentOf(`[${"0,".repeat(1_000)}0]`, { depth: 64, values: 100 }), { depth: 1, values: 101 })
})
