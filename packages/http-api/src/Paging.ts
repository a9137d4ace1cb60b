/** How every list is asked for, a page at a time, and what it answers. */
import { Page } from "@duka/core"
import { Schema, SchemaGetter } from "effect"

/** A whole number as a query writes it: digits alone, and no more of them than are counted exactly. */
export const whole = <A extends number, RD, RE>(number: Schema.Codec<A, number, RD, RE>) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => /^-?\d{1,16}$/.test(text), {
      expected: "a whole number",
      representation: { id: "duka/isWholeNumber", payload: null },
      toJsonSchema: () => [{ pattern: "^-?\\d{1,16}$" }, true]
    })
  ).pipe(
    Schema.decodeTo(number, {
      decode: SchemaGetter.transform(Number),
      encode: SchemaGetter.transform(String)
    })
  )

export const truth = Schema.Literals(["true", "false"]).pipe(
  Schema.decodeTo(Schema.Boolean, {
    decode: SchemaGetter.transform((text: "true" | "false") => text === "true"),
    encode: SchemaGetter.transform((value: boolean): "true" | "false" => (value ? "true" : "false"))
  })
)

/** `limit` and `cursor` go on from where a page ended; `page` and `size` number the pages and count a total. */
export const paging = {
  limit: Schema.optionalKey(whole(Page.PageLimit)),
  cursor: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(Page.pageLimits.cursorLengthMax))),
  page: Schema.optionalKey(whole(Page.PageNumber)),
  size: Schema.optionalKey(whole(Page.PageLimit))
}

export interface Paging {
  readonly limit?: number
  readonly cursor?: string
  readonly page?: number
  readonly size?: number
}

/** One way of paging at a time: the rule is `onePaging`. */
export const onePaging = Schema.makeFilter(
  ({ cursor, limit, page, size }: Paging) =>
    (page === undefined && size === undefined) || (limit === undefined && cursor === undefined)
      ? true
      : {
          path: [cursor === undefined ? "limit" : "cursor"],
          issue: "Expected either limit and cursor, or page and size, not both"
        },
  {
    expected: "either limit and cursor, or page and size",
    representation: { id: "duka/onePaging", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

export const pageRequest = ({ cursor, limit, page, size }: Paging): Page.PageRequest =>
  page === undefined && size === undefined
    ? { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
    : { page: page ?? 1, ...(size === undefined ? {} : { size }) }

/** What a list answers: with `nextCursor` (null at the end), or with `page`, `size` and `total` where those were asked for. */
export const pageOf = <S extends Schema.Constraint>(name: string, item: S) =>
  Schema.Union([
    Schema.Struct({ items: Schema.Array(item), nextCursor: Schema.NullOr(Schema.String) }).annotate({
      identifier: `${name}Page`
    }),
    Schema.Struct({
      items: Schema.Array(item),
      page: Schema.Int,
      size: Schema.Int,
      total: Schema.Int
    }).annotate({ identifier: `${name}NumberedPage` })
  ])
