/**
 * A value as the JSON text that its schema encodes to. Storages that can write the wire's text themselves hand it
 * through to the wire untouched; everybody else decodes it.
 */
import { Effect, Schema } from "effect"

export interface Document<A> {
  readonly json: string
  /** What the text holds; only there for the compiler. */
  readonly _A?: (_: never) => A
}

/** The reader of a kind of document. A document that does not decode is a bug of the storage: a defect. */
export const reader = <A, I>(schema: Schema.Codec<A, I>): ((document: Document<A>) => Effect.Effect<A>) => {
  const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.toCodecJson(schema)), {
    onExcessProperty: "error"
  })
  return (document) => Effect.orDie(decode(document.json))
}
