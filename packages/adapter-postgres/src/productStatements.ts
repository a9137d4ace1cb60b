/** The statements of the busiest reads: their texts are put together once. */
import { Money, type Page, ProductId, type ProductRef, type ProductView, Slug, StoreId } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { compiled } from "./compiled.ts"
import { productText, shownJoin } from "./productDocuments.ts"
import type { Search } from "./productFilters.ts"
import { type After, productList } from "./productList.ts"

export const refText = (ref: ProductRef): string => ("id" in ref ? ref.id : ref.slug)

export const named = (sql: SqlClient.SqlClient, ref: ProductRef): Statement.Fragment =>
  "id" in ref ? sql`t.id = ${ref.id}::uuid` : sql`t.slug = ${ref.slug}`

/** A row of `{ json }` when the product is there, in the view's status. */
export const shownProduct = (
  sql: SqlClient.SqlClient,
  ref: ProductRef,
  view: ProductView
): Statement.Statement<unknown> => {
  const status = view.status === undefined ? sql.literal("") : sql`AND t.status = ${view.status}`
  return sql`SELECT ${sql.literal(productText)} AS json FROM product t ${shownJoin(sql, view)}
          WHERE ${named(sql, ref)} ${status}`
}

/** They occur in no statement of ours. `XTS` is what ISO 4217 keeps for tests: no shop sells in it. */
const samples = {
  id: ProductId.make("5a5a5a5a-0001-7000-8000-000000000000"),
  slug: Slug.make("a-sample-of-a-slug"),
  storeId: StoreId.make("5a5a5a5a-0002-7000-8000-000000000000"),
  currency: Money.Currency.make("XTS", { disableChecks: true }),
  position: "5a5a5a5a-0003-7000-8000-000000000000",
  at: new Date(0),
  text: "a sample of a name",
  number: -1_234_567_890_123
}

const sampleOf = (value: After["value"]): After["value"] =>
  value === null
    ? null
    : typeof value === "number"
      ? samples.number
      : typeof value === "string"
        ? samples.text
        : samples.at

export const productStatements = (sql: SqlClient.SqlClient) => {
  const once = compiled(sql)

  /** The product as everybody reads it. */
  const shown = (ref: ProductRef, view: ProductView) => {
    const { currency, status, storeId } = view
    const values = { ref: refText(ref), currency, storeId }
    const shape = `${"id" in ref ? "id" : "slug"} ${status} ${storeId !== undefined}`
    return once(shape, values, () => ({
      samples: {
        ref: "id" in ref ? samples.id : samples.slug,
        currency: samples.currency,
        storeId: samples.storeId
      },
      statement: shownProduct(sql, "id" in ref ? { id: samples.id } : { slug: samples.slug }, {
        ...view,
        currency: samples.currency,
        ...(storeId === undefined ? {} : { storeId: samples.storeId })
      })
    }))
  }

  /** A page of a list that nothing narrows but the status. */
  const page = (search: Search, slice: Page.Slice & { readonly _tag: "After" }, after: After | null) => {
    const { currency, sort, status, storeId } = search
    const values = { currency, storeId, value: after?.value, position: after?.id }
    const from = after === null ? "first" : after.value === null ? "unpriced" : "after"
    return once(`page ${sort} ${slice.limit} ${status} ${storeId !== undefined} ${from}`, values, () => {
      const value = sampleOf(after?.value ?? null)
      return {
        samples: { currency: samples.currency, storeId: samples.storeId, value, position: samples.position },
        statement: productList({
          sql,
          search: {
            ...search,
            currency: samples.currency,
            ...(storeId === undefined ? {} : { storeId: samples.storeId })
          },
          slice,
          after: after === null ? null : { value, id: samples.position }
        })
      }
    })
  }

  return { shown, page }
}
