/** A text that was put together once, with other values: what putting it together anew would have given. */
import { Money, type Page, ProductId, type ProductRef, Slug, StoreId } from "@duka/core"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import { type After, productList } from "../src/productList.ts"
import { productStatements, shownProduct } from "../src/productStatements.ts"

// Only its compiler is used: it never connects.
const sql = Effect.runSync(
  SqlClient.make({
    driver: "none",
    acquirer: Effect.die("nothing is asked here"),
    compiler: PgClient.makeCompiler(),
    spanAttributes: []
  }).pipe(Effect.provide(Reactivity.layer))
)

const statements = productStatements(sql)

const currencies = ["KES", "UGX"].map((code) => Money.Currency.make(code))
const stores = [undefined, ...[1, 2].map((n) => StoreId.make(`01234567-89ab-7cde-8f01-23456789abc${n}`))]
const statuses = [undefined, "active", "draft"] as const
const ids = ["0f234567-89ab-7cde-8f01-23456789abc1", "0f234567-89ab-7cde-8f01-23456789abc2"]

describe("a product", () => {
  const refs: ReadonlyArray<ProductRef> = [
    ...ids.map((id) => ({ id: ProductId.make(id) })),
    { slug: Slug.make("milk") },
    { slug: Slug.make("a-sample") }
  ]
  for (const storeId of stores)
    for (const status of statuses)
      it(`in status ${status}, in ${storeId ?? "any store"}`, () => {
        for (const currency of currencies)
          for (const ref of refs) {
            const view = {
              currency,
              ...(storeId === undefined ? {} : { storeId }),
              ...(status === undefined ? {} : { status })
            }
            assert.deepStrictEqual(statements.shown(ref, view).compile(), shownProduct(sql, ref, view).compile())
          }
      })
})

describe("a page", () => {
  const positions: Readonly<Record<string, ReadonlyArray<After["value"]>>> = {
    "-createdAt": [new Date(1), new Date(2)],
    name: ["milk", "tea"],
    price: [null, 0, 129_900]
  }
  for (const sort of ["-createdAt", "name", "price"] as const)
    it(`sorted by ${sort}`, () => {
      const places = [null, ...(positions[sort] ?? []).flatMap((value) => ids.map((id) => ({ value, id })))]
      for (const currency of currencies)
        for (const storeId of stores)
          for (const status of statuses)
            for (const after of places) {
              const slice: Page.Slice & { readonly _tag: "After" } = { _tag: "After", limit: 20, position: null }
              const search = {
                words: [],
                currency,
                sort,
                ...(storeId === undefined ? {} : { storeId }),
                ...(status === undefined ? {} : { status })
              }
              assert.deepStrictEqual(
                statements.page(search, slice, after).compile(),
                productList({ sql, search, slice, after }).compile()
              )
            }
    })
})
