/**
 * Lists are read a page at a time: by cursor, where a page costs the same at any depth, or by number with a total.
 */
import { DateTime, Effect, Option, Schema, SchemaGetter } from "effect"
import { Base64Url } from "effect/encoding"
import { line, Uuid } from "./Text.ts"
import { Timestamp } from "./Time.ts"

export const pageLimits = {
  pageSizeMax: 100,
  pageSizeDefault: 20,
  pageNumberMax: 100_000,
  cursorLengthMax: 1_000
} as const

/** Where a page ended: what its last item was sorted by, and its id. */
export const Position = Schema.Struct({
  sort: Schema.String.check(Schema.isMaxLength(40)),
  value: Schema.Union([
    Schema.String.check(Schema.isMaxLength(400)),
    Schema.Int.check(Schema.isBetween({ minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991 })),
    Schema.Null
  ]),
  id: Uuid
})
export interface Position extends Schema.Schema.Type<typeof Position> {}

/** Opaque to callers: hand back the `nextCursor` of the page before. */
export const Cursor = Schema.String.check(Schema.isMaxLength(pageLimits.cursorLengthMax)).pipe(
  Schema.decodeTo(Schema.StringFromBase64Url),
  Schema.decodeTo(Schema.fromJsonString(Position), {
    decode: SchemaGetter.passthrough(),
    encode: SchemaGetter.passthrough()
  })
)

export const PageLimit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: pageLimits.pageSizeMax }))
export const PageNumber = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: pageLimits.pageNumberMax }))

/** The cursor belongs to a list that was sorted or filtered otherwise. */
export class InvalidCursor extends Schema.TaggedError<InvalidCursor>()("InvalidCursor", {
  reason: Schema.String
}) {
  override get message() {
    return `The cursor cannot be used here: ${this.reason}. Begin again without a cursor.`
  }
}

/** Which part of a list: so many items after a position, or a numbered page. */
export type PageRequest =
  | { readonly limit?: number; readonly cursor?: string }
  | { readonly page: number; readonly size?: number }

/** The same for a store: decoded, bounded, with every default filled in. */
export type Slice =
  | { readonly _tag: "After"; readonly limit: number; readonly position: Position | null }
  | { readonly _tag: "Numbered"; readonly page: number; readonly size: number }

/** What a store answers. `next` is where the page ended when more follows; `total` is counted for numbered pages alone. */
export interface Sliced<A> {
  readonly items: ReadonlyArray<A>
  readonly next: Position | null
  readonly total: number | null
}

export interface CursorPage<A> {
  readonly items: ReadonlyArray<A>
  readonly nextCursor: string | null
}

export interface NumberedPage<A> {
  readonly items: ReadonlyArray<A>
  readonly page: number
  readonly size: number
  readonly total: number
}

export type Page<A> = CursorPage<A> | NumberedPage<A>

const isTime = Schema.is(Timestamp)

/** What a list is sorted by tells what its positions hold: a price may be missing, a time is one of ours. */
const fits = {
  price: Schema.is(Schema.NullOr(Schema.Int)),
  // A cursor that names the 99th of a month has the right pattern and is no time.
  time: (value: unknown): boolean => isTime(value) && Option.isSome(DateTime.make(value)),
  text: Schema.is(line({ max: 400, min: 0 }))
} as const

const kindOf = (sort: string): keyof typeof fits => {
  const by = sort.replace(/^-/u, "")
  return by === "price" ? "price" : by === "createdAt" || by === "at" ? "time" : "text"
}

const decodeCursor = Schema.decodeUnknownEffect(Cursor)
/** What `Cursor` encodes to, without its way back through the schema: every page of a list pays for it. */
const encodeCursor = ({ id, sort, value }: Position): string => Base64Url.encode(JSON.stringify({ sort, value, id }))

const bounded = (given: number | undefined, most: number, otherwise: number) =>
  given === undefined || Number.isNaN(given) ? otherwise : Math.min(Math.max(Math.trunc(given), 1), most)

/** The slice that a request asks for in a list sorted by `sort`. */
export const slice = (request: PageRequest, sort: string): Effect.Effect<Slice, InvalidCursor> => {
  if ("page" in request) {
    return Effect.succeed({
      _tag: "Numbered",
      page: bounded(request.page, pageLimits.pageNumberMax, 1),
      size: bounded(request.size, pageLimits.pageSizeMax, pageLimits.pageSizeDefault)
    })
  }
  const limit = bounded(request.limit, pageLimits.pageSizeMax, pageLimits.pageSizeDefault)
  if (request.cursor === undefined) return Effect.succeed({ _tag: "After", limit, position: null })
  return decodeCursor(request.cursor).pipe(
    Effect.mapError(() => new InvalidCursor({ reason: "it is not one of ours" })),
    Effect.filterOrFail(
      (position) => position.sort === sort,
      (position) => new InvalidCursor({ reason: `it was made by a list sorted by ${position.sort}, not by ${sort}` })
    ),
    Effect.filterOrFail(
      (position) => fits[kindOf(sort)](position.value),
      () => new InvalidCursor({ reason: "it is not one of ours" })
    ),
    Effect.map((position) => ({ _tag: "After", limit, position }) as const)
  )
}

/** The page that callers see. */
export const page = <A>(asked: Slice, { items, next, total }: Sliced<A>): Page<A> =>
  asked._tag === "Numbered"
    ? { items, page: asked.page, size: asked.size, total: total ?? items.length }
    : { items, nextCursor: next === null ? null : encodeCursor(next) }
