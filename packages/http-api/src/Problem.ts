/**
 * RFC 9457: a tagged error goes out as `application/problem+json` and comes back as the same class.
 */
import { Schema, SchemaTransformation, Struct } from "effect"
import { HttpApiSchema } from "effect/http-api"
import { type Code, type Row, statuses } from "./statuses.ts"

export const contentType = "application/problem+json"

/** The members of the envelope. An error whose data has a field of one of these names does not compile here. */
type Unreserved = { readonly [Member in "type" | "title" | "status" | "detail" | "instance" | "code"]?: never }

interface Fields extends Schema.Struct.Fields {
  readonly _tag: Schema.tag<Code>
}

/** `OrderNotFound` is `urn:duka:problem:order-not-found`. */
export const typeOf = (code: string): string =>
  `urn:duka:problem:${code.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}`

/** Of which status, and in which words. */
export const row = (code: Code): Row => statuses[code]

const envelope = (code: Code, detail: string) => ({
  type: typeOf(code),
  title: row(code).title,
  status: row(code).status,
  code,
  ...(detail === "" ? {} : { detail })
})

const made = new WeakMap<object, unknown>()

/**
 * `OrderNotFound` becomes `{ type, title, status, code: "OrderNotFound", detail, orderId }`; `detail` is the error's own
 * message. Every member but the data is fixed by the class, so a client's decode tells classes of one status apart by `code`.
 * A class has one codec, and so one name in the OpenAPI document.
 */
export const problem = <
  Self extends Error & { readonly _tag: Code },
  S extends Schema.Constraint & { readonly fields: Fields },
  Inherited
>(
  error: Schema.Class<Self, S, Inherited> & { readonly fields: Unreserved }
): Schema.Codec<Self, unknown, S["DecodingServices"], S["EncodingServices"]> => {
  const known = made.get(error)
  if (known !== undefined) return known as never
  const fields: Fields = error.fields
  const tag = fields._tag.schema.literal
  const { meaning, status } = row(tag)
  const wire = Schema.Struct({
    type: Schema.tag(typeOf(tag)),
    title: Schema.String,
    status: Schema.tag(status),
    code: Schema.tag(tag),
    detail: Schema.optionalKey(Schema.String),
    ...Struct.omit(fields, ["_tag"])
  }).annotate({ identifier: `${tag}Problem`, description: meaning })
  const names = Object.keys(fields).filter((name) => name !== "_tag")
  const Class: new (data: object) => Self = error as never
  const data = (from: object) => Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
  const codec = wire.pipe(
    Schema.decodeTo(
      Schema.toType(error),
      SchemaTransformation.transform({
        decode: (body: object) => new Class(data(body)),
        encode: (self: Self) => ({ ...envelope(tag, self.message), ...data(self) })
      }) as never
    ),
    HttpApiSchema.asJson({ contentType }),
    HttpApiSchema.status(status)
  )
  made.set(error, codec)
  return codec as never
}
