import { IdempotencyKey, Version } from "@duka/core"
import { Schema, SchemaGetter } from "effect"
import { HttpApiSchema } from "effect/http-api"

const tag = /^(?:W\/)?"(\d{1,10})(?:-[A-Za-z0-9_-]{1,64})?"$/

/**
 * The version that an entity tag names: `"7"` and `"7-Zk3…"` are both 7. `If-Match` compares the version alone. A tag that
 * a proxy has weakened is taken too: the version in it is still exact.
 */
export const EntityTag = Schema.String.check(Schema.isPattern(tag)).pipe(
  Schema.decodeTo(Version, {
    decode: SchemaGetter.transform((text: string) => Number(tag.exec(text)?.[1])),
    encode: SchemaGetter.transform((version: number) => `"${version}"`)
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
/** `*`: whatever version it has by now. */
export const ifMatch = { "if-match": Schema.optionalKey(Schema.Union([EntityTag, Schema.Literal("*")])) }
/** What a guest shows for his cart, and for his order. */
export const cartToken = { "duka-cart-token": Schema.optionalKey(Shown) }
export const orderToken = { "duka-order-token": Schema.optionalKey(Shown) }

/** 201. `pipe(HttpApiSchema.status(201))` alone would rebuild the schema and print the type's name field by field. */
export const created = <A, I, RD, RE>(schema: Schema.Codec<A, I, RD, RE>): Schema.Codec<A, I, RD, RE> =>
  schema.pipe(HttpApiSchema.status(201))
