/** Where another system hears of what happens in the shop, by Standard Webhooks (https://www.standardwebhooks.com). */
import { Schema } from "effect"
import { isUniqueBy } from "../Lists.ts"
import { EventType } from "../notification/Event.ts"
import { line, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"

export const webhookLimits = {
  endpointsMax: 50,
  urlLengthMax: 2_000,
  /** A receiver that fails is left alone for as long as it has failed already, within these. */
  pauseMinSeconds: 1,
  pauseMaxSeconds: 300,
  /** A `Retry-After` that says more is taken for this. */
  retryAfterMaxSeconds: 3_600,
  /** After so long without a failure the next one is a first one. */
  failuresApartMaxSeconds: 24 * 3_600
} as const

export const WebhookEndpointId = Uuid.pipe(Schema.brand("WebhookEndpointId"))
export type WebhookEndpointId = typeof WebhookEndpointId.Type

const isReceiver = Schema.makeFilter(
  (text: string) => {
    // Parsers take more slashes, backslashes, spaces and line breaks for what they are not.
    if (!/^https?:\/\/(?!\/)[\x21-\x5b\x5d-\x7e]+$/u.test(text) || !URL.canParse(text)) return false
    const { hash, hostname, password, username } = new URL(text)
    return hostname !== "" && username === "" && password === "" && hash === ""
  },
  {
    expected: "an http or https address without a user, a password or a fragment, such as https://shop.example/hooks",
    representation: { id: "duka/isReceiver", payload: null },
    toJsonSchema: () => [{ format: "uri" }, true]
  }
)

/** Which of them the shop calls is told by its settings: `refusalOf` of targets.ts. */
const Receiver = Schema.String.check(Schema.isMaxLength(webhookLimits.urlLengthMax), isReceiver)

/** `all`: those too that there will be in later versions. */
const Wanted = Schema.Union([
  Schema.Literal("all"),
  Schema.NonEmptyArray(EventType).check(isUniqueBy("type", (type) => type))
])

const fields = {
  url: Receiver,
  description: line({ min: 0, max: 200 }),
  events: Wanted
}

const status = Schema.Literals(["active", "disabled"]).annotate({ identifier: "WebhookEndpointStatus" })

/** `staff`: by somebody who works here. `gone`: it has answered 410. `failing`: it did nothing but fail. */
const DisabledReason = Schema.Literals(["staff", "gone", "failing"])
export type DisabledReason = typeof DisabledReason.Type

export class WebhookEndpoint extends Schema.Opaque<WebhookEndpoint>()(
  Schema.Struct({
    id: WebhookEndpointId,
    ...fields,
    /** A disabled one is sent nothing: what happens meanwhile it never hears of. */
    status,
    disabledReason: Schema.NullOr(DisabledReason),
    /** Why it failed the last time, if it has not been well since. */
    failure: Schema.NullOr(Schema.String),
    failingSince: Schema.NullOr(Timestamp),
    /** It is left alone until then: it fails, or has asked for it. */
    pausedUntil: Schema.NullOr(Timestamp),
    /** Counts its secrets, from 1. */
    secretVersion: Version,
    secretRotatedAt: Schema.NullOr(Timestamp),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "WebhookEndpoint" })
) {}

/** Left out: no description, all events. */
export class NewWebhookEndpoint extends Schema.Opaque<NewWebhookEndpoint>()(
  Schema.Struct({
    url: fields.url,
    description: Schema.optionalKey(fields.description),
    events: Schema.optionalKey(fields.events)
  }).annotate({ identifier: "NewWebhookEndpoint" })
) {}

/** To be made active is to be given another chance: that it has failed is forgotten. */
export class WebhookEndpointPatch extends Schema.Opaque<WebhookEndpointPatch>()(
  Schema.Struct({
    url: Schema.optionalKey(fields.url),
    description: Schema.optionalKey(fields.description),
    events: Schema.optionalKey(fields.events),
    status: Schema.optionalKey(status)
  }).annotate({ identifier: "WebhookEndpointPatch" })
) {}

/** The only time that the secret is shown: when it is made, or rotated. */
export class WebhookEndpointSecret extends Schema.Opaque<WebhookEndpointSecret>()(
  Schema.Struct({
    ...WebhookEndpoint.fields,
    /** `whsec_` and 32 bytes in base64, as libraries of Standard Webhooks take it. */
    secret: Schema.String
  }).annotate({ identifier: "WebhookEndpointSecret" })
) {}

/** Whether it is to be told of events of a type now. */
export const hears = ({ events, status }: WebhookEndpoint, type: EventType): boolean =>
  status === "active" && (events === "all" || events.includes(type))

/** Where it stands, without what may be a secret in its path. */
export const originOf = ({ url }: Pick<WebhookEndpoint, "url">): string => new URL(url).origin
