import type { Payer } from "@duka/core"
import { Effect, Option, Schema } from "effect"

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Null for what is no JSON, or of another form. */
export const readJson = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  text: string | Uint8Array
): Effect.Effect<S["Type"] | null> =>
  Effect.try({
    try: (): unknown => JSON.parse(typeof text === "string" ? text : utf8.decode(text)),
    catch: () => null
  }).pipe(Effect.flatMap(Schema.decodeUnknownEffect(schema)), Effect.option, Effect.map(Option.getOrNull))

/** Whether a merchant's reference is one of ours: the id of a payment. Others belong to who shares the account. */
export const isOurs = Schema.is(Schema.String.check(Schema.isUUID()))

/** Null when there is none: some providers take no payment without it. */
export const emailOf = ({ email }: Payer): string | null => (email === undefined || email === "" ? null : email)
