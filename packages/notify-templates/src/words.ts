/** What layouts and partials say in a language: `<locale>/words.json`. A language says some of them, and takes the rest from another. */
import { Channel, DeclineCode, OrderStatus } from "@duka/core"
import { Result, Schema } from "effect"

export const Words = Schema.Struct({
  /** `Order`, before its number. */
  order: Schema.String,
  subtotal: Schema.String,
  discount: Schema.String,
  delivery: Schema.String,
  rounding: Schema.String,
  total: Schema.String,
  taxIncluded: Schema.String,
  /** What stands before an address, a store, a way to pay, what the buyer wrote, who they are. */
  deliverTo: Schema.String,
  fetchAt: Schema.String,
  payBy: Schema.String,
  note: Schema.String,
  contact: Schema.String,
  carrier: Schema.String,
  trackingNumber: Schema.String,
  inThisParcel: Schema.String,
  available: Schema.String,
  /** Where a shop has no page for what the reader should do. */
  enterCode: Schema.String,
  validUntil: Schema.String,
  questions: Schema.String,
  unsubscribe: Schema.String,
  statuses: Schema.Record(OrderStatus, Schema.String),
  declines: Schema.Record(DeclineCode, Schema.String),
  channels: Schema.Record(Channel, Schema.String),
  /** By the names of payment providers; one that is not here is called by its name. */
  methods: Schema.Record(Schema.String, Schema.String)
})
export type Words = typeof Words.Type

const Given = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const groups = ["statuses", "declines", "channels", "methods"] as const

const decodeGiven = Schema.decodeUnknownResult(Given)
const decodeWords = Schema.decodeUnknownResult(Words, { onExcessProperty: "error" })
const isGroup = Schema.is(Schema.Record(Schema.String, Schema.Unknown))

/** What the file says, over another language's words; fails with what is wrong with it. */
export const read = (json: string, over: Words | null): Result.Result<Words, string> =>
  Result.gen(function* () {
    const given = yield* decodeGiven(json)
    const grouped = groups.map((name) => {
      const said = given[name]
      return [name, said === undefined ? over?.[name] : isGroup(said) ? { ...over?.[name], ...said } : said] as const
    })
    return yield* decodeWords({ ...over, ...given, ...Object.fromEntries(grouped) })
  }).pipe(Result.mapError(({ message }) => message.replaceAll(/\s+/gu, " ")))
