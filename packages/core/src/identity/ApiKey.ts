/** Keys for machines: each has permissions of its own, and is shown once. */
import { DateTime, Option, Schema } from "effect"
import { Permission } from "../Actor.ts"
import { isUniqueBy } from "../Lists.ts"
import { line, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"

export const apiKeyLimits = { keysMax: 200, lengthMax: 200 } as const

export const ApiKeyId = Uuid.pipe(Schema.brand("ApiKeyId"))
export type ApiKeyId = typeof ApiKeyId.Type

const fields = {
  name: line({ max: 120 }),
  permissions: Schema.Array(Permission).check(isUniqueBy("permission", (permission) => permission))
}

export class ApiKey extends Schema.Opaque<ApiKey>()(
  Schema.Struct({
    id: ApiKeyId,
    ...fields,
    /** How the key begins, to recognise it by. */
    prefix: Schema.String,
    /** Null: it does not. */
    expiresAt: Schema.NullOr(Timestamp),
    /** To the minute; null: never. */
    lastUsedAt: Schema.NullOr(Timestamp),
    revokedAt: Schema.NullOr(Timestamp),
    createdAt: Timestamp
  }).annotate({ identifier: "ApiKey" })
) {}

const isTime = Schema.makeFilter((text: Timestamp) => Option.isSome(DateTime.make(text)), {
  expected: "a time that there is",
  representation: { id: "duka/isTime", payload: null },
  toJsonSchema: () => [{}, true]
})

export class NewApiKey extends Schema.Opaque<NewApiKey>()(
  Schema.Struct({ ...fields, expiresAt: Schema.optionalKey(Timestamp.check(isTime)) }).annotate({
    identifier: "NewApiKey"
  })
) {}

/** The only time that the key itself is shown. */
export class CreatedApiKey extends Schema.Opaque<CreatedApiKey>()(
  Schema.Struct({ ...ApiKey.fields, key: Schema.String }).annotate({ identifier: "CreatedApiKey" })
) {}

/** Every key begins with it, so that whoever finds one knows what it is, and an access token is never taken for one. */
export const apiKeyMark = "duka_"

/** Whether a text is a key, or what is left of one, and no access token. */
export const isApiKey = (text: string): boolean => text.startsWith(apiKeyMark)

const shownLength = 6

export const prefixOf = (key: string): string => key.slice(0, apiKeyMark.length + shownLength)
