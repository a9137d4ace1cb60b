/** Products for the tests: what callers hand in, and entries as they are kept. */
import { type ProductEntry, ProductId, Sku, Slug, type VariantEntry, VariantId } from "@duka/core"
import type { NewIds } from "../../src/catalog/entries.ts"
import { at, KES, uuid } from "../samples.ts"

export const variantId = (number: number) => VariantId.make(uuid(1_000 + number))

/** Ids for so many variants, as the use case would make them. */
export const newIds = (variants: number, changes: Partial<NewIds> = {}): NewIds => ({
  id: ProductId.make(uuid(1)),
  slug: Slug.make("cake"),
  variantIds: Array.from({ length: variants }, (_, index) => variantId(index)),
  createdAt: at(0),
  updatedAt: at(1),
  version: 1,
  ...changes
})

export const variant = (number: number, changes: Partial<VariantEntry> = {}): VariantEntry => ({
  id: variantId(number),
  sku: Sku.make(`SKU-${number}`),
  optionValues: {},
  prices: [{ currency: KES, amount: 100_000 }],
  taxClass: "standard",
  stockPolicy: "tracked",
  weightGrams: null,
  ...changes
})

export const product = (changes: Partial<ProductEntry> = {}): ProductEntry => ({
  id: ProductId.make(uuid(1)),
  slug: Slug.make("cake"),
  name: "Cake",
  description: "",
  status: "active",
  categoryIds: [],
  tags: [],
  featured: false,
  images: [],
  attributes: {},
  options: [],
  customisations: [],
  leadTimeHours: 0,
  metadata: {},
  variants: [variant(0)],
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...changes
})
