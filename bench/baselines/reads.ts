/**
 * The statements that Duka reads with, as plain texts with the places of their parameters: both baselines send these very
 * texts, prepared where Duka prepares them. They are made once, at the start.
 */
import { type Page, type ProductSearch, Settings, VariantId } from "@duka/core"
import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type Statement } from "effect/sql"
import * as Carts from "../../packages/adapter-postgres/src/cartStatements.ts"
import { productText, shownJoin } from "../../packages/adapter-postgres/src/productDocuments.ts"
import { productList } from "../../packages/adapter-postgres/src/productList.ts"

type Value = string | number | Date | null

export interface Query {
  /** Under which the server keeps its plan; left out, it is planned each time. */
  readonly name?: string
  readonly text: string
  readonly values: ReadonlyArray<Value>
}

// Only its compiler is used: it never connects.
const sql = Effect.runSync(
  SqlClient.make({
    driver: "none",
    acquirer: Effect.die("the baselines have connections of their own"),
    compiler: PgClient.makeCompiler(),
    spanAttributes: []
  }).pipe(Effect.provide(Reactivity.layer))
)

const constant = (parameter: unknown): Value => {
  if (typeof parameter === "string" || typeof parameter === "number") return parameter
  throw new Error(`a parameter that is neither given nor plain: ${key(parameter)}`)
}

const key = (value: unknown) => JSON.stringify(value)

/** A statement that was made of samples, as a function of what stands in their places. */
const template = <Slot extends string>(
  statement: Statement.Statement<unknown>,
  samples: Readonly<Record<Slot, unknown>>,
  name?: string
) => {
  const [text, parameters] = statement.compile()
  const names = new Map(Object.entries(samples).map(([slot, sample]) => [key(sample), slot]))
  const slots = parameters.map((parameter) => {
    const slot = names.get(key(parameter))
    return slot === undefined ? { value: constant(parameter) } : { slot, value: null }
  })
  for (const slot of names.values()) {
    if (slots.every((one) => one.slot !== slot)) throw new Error(`no place for ${slot} in ${text}`)
  }
  return (given: Readonly<Record<Slot, Value>>): Query => {
    const bySlot: Readonly<Record<string, Value>> = given
    const values = slots.map(({ slot, value }) => (slot === undefined ? value : (bySlot[slot] ?? null)))
    return name === undefined ? { text, values } : { name, text, values }
  }
}

/** Every page of a baseline is cut from one more than this. */
export const pageSize = 20

const { currency } = Settings.defaults
const anyId = "01234567-89ab-7cde-8f01-23456789abcd"
const browsing: ProductSearch = { words: [], currency, sort: "-createdAt", status: "active" }
const first: Page.Slice = { _tag: "After", limit: pageSize, position: null }

export const bySlug = template(
  sql`SELECT ${sql.literal(productText)} AS json FROM product t ${shownJoin(sql, { currency })}
          WHERE t.slug = ${"a-slug"} AND t.status = ${"active"}`,
  { slug: "a-slug" },
  "product_by_slug"
)

export const list = template(productList({ sql, search: browsing, slice: first, after: null }), {}, "product_list")

const at = new Date(0)
export const listAfter = template(
  productList({ sql, search: browsing, slice: first, after: { value: at, id: anyId } }),
  { at, id: anyId },
  "product_list_after"
)

const numbered = new Map<number, Query>()

/** Where a page begins stands in the text: a statement for each page that is asked for. */
export const listPage = (page: number): Query => {
  const known = numbered.get(page)
  if (known !== undefined) return known
  const slice: Page.Slice = { _tag: "Numbered", page, size: pageSize }
  const statement = productList({ sql, search: browsing, slice, after: null })
  // Without a name: where it begins stands in the text, and Duka has it planned each time.
  const made = template(statement, {})({})
  numbered.set(page, made)
  return made
}

const [minPrice, maxPrice] = [1_111_111, 2_222_222]
export const search = template(
  productList({
    sql,
    search: { ...browsing, words: ["word"], inStock: true, minPrice, maxPrice, sort: "price" },
    slice: first,
    after: null
  }),
  { words: "'word':*", minPrice, maxPrice }
)

const also = [VariantId.make(anyId)]
const now = "1970-01-01T00:00:00.000Z"
export const basket = template(Carts.basket(sql, anyId, now, also), { id: anyId, now, also }, "basket")

export const supply = template(Carts.supply(sql, also, currency), { variantIds: also }, "supply")
