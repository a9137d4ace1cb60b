/** The columns in which a spreadsheet keeps products, and the product that a row makes. One row is one product. */
import { Money, type Violation } from "@duka/core"
import { Option, Result } from "effect"
import type { Cells, Columns } from "./csv.ts"
import type { Given } from "./Line.ts"

export interface Column {
  readonly name: string
  readonly meaning: string
}

/** What `docs/seeding.md` shows. */
export const productColumns: ReadonlyArray<Column> = [
  { name: "name", meaning: "Required." },
  { name: "price", meaning: "Required. In whole units of the currency, tax included: `95` or `95.50`." },
  { name: "slug", meaning: "Made of the name when empty. A product whose slug exists is passed over." },
  { name: "description", meaning: "May have line breaks, in quotes." },
  { name: "status", meaning: "`draft`, `active` (when empty) or `archived`." },
  { name: "categories", meaning: "Slugs of categories that exist, separated by `;`." },
  { name: "tags", meaning: "Separated by `;`." },
  { name: "images", meaning: "Addresses, separated by `;`." },
  { name: "featured", meaning: "`true` or `false`." },
  { name: "sku", meaning: "Made of the slug when empty." },
  { name: "currency", meaning: "The shop's when empty." },
  { name: "compareAtPrice", meaning: "The price it is shown beside, written like `price`." },
  { name: "taxClass", meaning: "`standard` (when empty), `zero` or `exempt`." },
  { name: "stockPolicy", meaning: "`tracked` (when empty), `untracked` or `backorder`." },
  { name: "weightGrams", meaning: "A whole number." },
  { name: "leadTimeHours", meaning: "A whole number." },
  { name: "brand", meaning: "The attribute `brand`." },
  { name: "attributes.<name>", meaning: "An attribute; as many of these columns as you like." }
]

const names: ReadonlySet<string> = new Set(productColumns.map(({ name }) => name))
const attribute = /^attributes\.([a-z][a-zA-Z0-9_-]{0,39})$/

export const columns: Columns = {
  required: ["name", "price"],
  isKnown: (column) => (names.has(column) && !column.includes("<")) || attribute.test(column)
}

/** The column that a place in the product comes from. */
export const columnOf = (pointer: string): string => {
  const place = pointer.replace(/^\/variants\/0/, "").replace(/^\/prices\/0/, "")
  const [first = "", second = ""] = place.slice(1).split("/")
  if (first === "amount") return "price"
  if (first === "compareAt") return "compareAtPrice"
  return first === "attributes" ? `attributes.${second}` : first
}

const several = (cell: string) =>
  cell
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")

/** What a schema will take or refuse: a number when it is written like one. */
const number = (cell: string) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell)
const boolean = (cell: string) => (cell === "true" ? true : cell === "false" ? false : cell)

/** Minor units of a price as people write it, exactly. */
const minorUnits = (cell: string, currency: string): Option.Option<number> => {
  const digits = Option.match(Money.Currency.makeOption(currency), { onNone: () => 2, onSome: Money.exponent })
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(cell) ?? []
  return whole === undefined || fraction.length > digits
    ? Option.none()
    : Option.some(Number(`${whole}${fraction.padEnd(digits, "0")}`))
}

/** The same as `read` would make of it, under another name when there is something. */
const cell = <A>(cells: Cells, column: string, name: string, read: (cell: string) => A) => {
  const found = cells[column]
  return found === undefined ? {} : { [name]: read(found) }
}

const same = (text: string) => text

/** The product that a row describes, for the schema of new products to check. */
export const productOf = (cells: Cells, shopCurrency: string): Result.Result<Given, ReadonlyArray<Violation>> => {
  const currency = cells["currency"] ?? shopCurrency
  const wrong: Array<Violation> = []
  const amount = (column: "price" | "compareAtPrice", name: string) => {
    const given = cells[column]
    if (given === undefined) return {}
    const units = minorUnits(given, currency)
    if (Option.isSome(units)) return { [name]: units.value }
    wrong.push({
      pointer: column === "price" ? "/variants/0/prices/0/amount" : "/variants/0/prices/0/compareAt",
      rule: "decimal",
      message: `Expected a price in ${currency} with no more digits than it has, as 95 or 95.50`
    })
    return {}
  }
  const attributes = Object.fromEntries(
    Object.entries(cells).flatMap(([column, text]) => {
      const name = column === "brand" ? "brand" : attribute.exec(column)?.[1]
      return name === undefined ? [] : [[name, text]]
    })
  )
  const product: Given = {
    ...cell(cells, "name", "name", same),
    ...cell(cells, "slug", "slug", same),
    ...cell(cells, "description", "description", same),
    ...cell(cells, "status", "status", same),
    ...cell(cells, "categories", "categories", several),
    ...cell(cells, "tags", "tags", several),
    ...cell(cells, "images", "images", (text) => several(text).map((url) => ({ url }))),
    ...cell(cells, "featured", "featured", boolean),
    ...cell(cells, "leadTimeHours", "leadTimeHours", number),
    attributes,
    variants: [
      {
        ...cell(cells, "sku", "sku", same),
        ...cell(cells, "taxClass", "taxClass", same),
        ...cell(cells, "stockPolicy", "stockPolicy", same),
        ...cell(cells, "weightGrams", "weightGrams", number),
        prices: [{ currency, ...amount("price", "amount"), ...amount("compareAtPrice", "compareAt") }]
      }
    ]
  }
  return wrong.length === 0 ? Result.succeed(product) : Result.fail(wrong)
}
