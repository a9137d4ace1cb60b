import { IdempotencyKey, Version } from "@duka/core"
import { Schema, SchemaGetter } from "effect"
import { HttpApiSchema } from "effect/http-api"

const tag = /^(?:W\/)?"([1-9]\d{0,9})(?:-[A-Za-z0-9_-]{1,64})?"$/

/** RFC 9110 allows a list; a change is based on one version here, and a client has read one. */
const oneTag = Schema.makeFilter((text: string) => !/"\s*,\s*(?:W\/)?"/.test(text), {
  expected: "one entity tag, not a list of them",
  representation: { id: "duka/isOneTag", payload: null },
  toJsonSchema: () => [{}, true]
})

const entityTag = Schema.makeFilter((text: string) => text === "*" || tag.test(text), {
  expected: 'the entity tag that was read, in its quotation marks ("7"), or *',
  representation: { id: "duka/isEntityTag", payload: null },
  toJsonSchema: () => [{ pattern: `^\\*$|${tag.source}` }, true]
})

/**
 * The version that an entity tag names: `"7"` and `"7-Zk3…"` are both 7. `If-Match` compares the version alone. A tag that
 * a proxy has weakened is taken too: the version in it is still exact. `*`: whatever version it has by now.
 */
export const EntityTag = Schema.String.check(oneTag, entityTag).pipe(
  Schema.decodeTo(Schema.Union([Version, Schema.Literal("*")]), {
    decode: SchemaGetter.transform((text: string) => (text === "*" ? text : Number(tag.exec(text)?.[1]))),
    encode: SchemaGetter.transform((version: number | "*") => (version === "*" ? version : `"${version}"`))
  })
)

/** An update by staff came without the version that it is based on. */
export class PreconditionRequired extends Schema.TaggedError<PreconditionRequired>()("PreconditionRequired", {}) {
  override get message() {
    return "Send If-Match with the ETag that was read."
  }
}

const Shown = Schema.String.check(Schema.isMaxLength(200))

// Header names are lower case in the contract, whatever the client sends.
export const idempotent = { "idempotency-key": IdempotencyKey }
export const ifMatch = { "if-match": Schema.optionalKey(EntityTag) }
/** What a guest shows for his cart, and for his order. */
export const cartToken = { "duka-cart-token": Schema.optionalKey(Shown) }
export const orderToken = { "duka-order-token": Schema.optionalKey(Shown) }

/** 201. `pipe(HttpApiSchema.status(201))` alone would rebuild the schema and print the type's name field by field. */
export const created = <A, I, RD, RE>(schema: Schema.Codec<A, I, RD, RE>): Schema.Codec<A, I, RD, RE> =>
  schema.pipe(HttpApiSchema.status(201))
