import { OrderId, OrderNotFound, OutOfStock, VariantId } from "@duka/core"
import { Schema } from "effect"
import * as fc from "fast-check"
import { assert, expect, it } from "vitest"
import { Problem, statuses, type Row } from "../src/index.ts"
import { all, tagOf } from "./errors.ts"
import { problemsDocument } from "./problemsDocument.ts"

it("every tagged error has a row in the table, and every row an error", () => {
  assert.deepStrictEqual(all.map(tagOf), Object.keys(statuses).toSorted())
})

it("every row has a status of its kind, a title and a meaning", () => {
  const rows: ReadonlyArray<readonly [string, Row]> = Object.entries(statuses)
  for (const [code, { meaning, status, title }] of rows) {
    assert.isTrue(status >= 400 && status < 600, code)
    assert.match(title, /^[A-Z].*[^.]$/, code)
    assert.match(meaning, /^[A-Z`].*[.…]$/, code)
    assert.strictEqual(code.endsWith("NotFound"), status === 404, code)
  }
})

it("docs/problems.md is what the table says", async () => {
  await expect(problemsDocument()).toMatchFileSnapshot("../../../docs/problems.md")
})

it("an error goes out as RFC 9457 says and comes back as its class", () => {
  const codec = Problem.problem(OutOfStock)
  const error = new OutOfStock({
    shortages: [{ variantId: VariantId.make("0190a7c0-0000-7000-8000-000000000001"), requested: 3, available: 2 }]
  })
  const body = Schema.encodeSync(codec)(error)
  assert.deepStrictEqual(body, {
    type: "urn:duka:problem:out-of-stock",
    title: "Out of stock",
    status: 409,
    code: "OutOfStock",
    detail: "3 of 0190a7c0-0000-7000-8000-000000000001 asked for, 2 available",
    shortages: [{ variantId: "0190a7c0-0000-7000-8000-000000000001", requested: 3, available: 2 }]
  })
  const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(body)))
  assert.instanceOf(back, OutOfStock)
  assert.deepStrictEqual({ ...back }, { ...error })
})

it("a problem of another code does not decode as this one", () => {
  const body = Schema.encodeSync(Problem.problem(OrderNotFound))(
    new OrderNotFound({ orderId: OrderId.make("0190a7c0-0000-7000-8000-000000000001") })
  )
  assert.throws(() => Schema.decodeUnknownSync(Problem.problem(OutOfStock))(body))
})

it("any order's id survives the way out and back", () => {
  const codec = Problem.problem(OrderNotFound)
  fc.assert(
    fc.property(fc.string(), (orderId) => {
      const body: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(codec)(new OrderNotFound({ orderId }))))
      assert.strictEqual(Schema.decodeUnknownSync(codec)(body).orderId, orderId)
    })
  )
})

it("an error with a field of the envelope does not compile", () => {
  class Clash extends Schema.TaggedError<Clash>()("OrderNotFound", { status: Schema.Int }) {}
  // @ts-expect-error status is the envelope's
  Problem.problem(Clash)
  class Unknown extends Schema.TaggedError<Unknown>()("NobodyKnows", {}) {}
  // @ts-expect-error an error without a row in the table
  assert.throws(() => Problem.problem(Unknown))
})
