/**
 * Secrets and signatures by Standard Webhooks. A secret is an HMAC-SHA256 (RFC 2104), under the shop's key, of whose it is and
 * the how manyth: none is kept anywhere, and every process has the same.
 */
import { DateTime, Effect, Redacted } from "effect"
import { Mac } from "effect/crypto"
import { Base64 } from "effect/encoding"
import { Settings } from "../Settings.ts"
import { after, type Timestamp } from "../Time.ts"
import { SecretKey } from "../Tokens.ts"
import type { WebhookEndpoint } from "./WebhookEndpoint.ts"

const secretMark = "whsec_"
const encoder = new TextEncoder()

type Owner = Pick<WebhookEndpoint, "id" | "secretRotatedAt" | "secretVersion">

export interface Signed {
  /** `webhook-id`. */
  readonly id: string
  /** When it is sent. */
  readonly at: Timestamp
  readonly body: string
}

const unixSeconds = (at: Timestamp): number => Math.floor(DateTime.toEpochMillis(DateTime.makeUnsafe(at)) / 1_000)

export const signing = Effect.gen(function* () {
  const mac = yield* Mac.Mac
  const { previousSecretSeconds } = (yield* Settings).webhooks
  const shopKey = yield* Effect.orDie(Mac.key(Mac.hmacSha256, Redacted.value(yield* SecretKey)))

  /** 32 bytes. */
  const bytesOf = (id: string, version: number) =>
    Effect.orDie(mac.sign(shopKey, encoder.encode(`webhook:${id}:${version}`)))

  /** As it is shown. */
  const secretOf = ({ id, secretVersion }: Owner): Effect.Effect<string> =>
    Effect.map(bytesOf(id, secretVersion), (bytes) => `${secretMark}${Base64.encode(bytes)}`)

  const signature = Effect.fnUntraced(function* (id: string, version: number, signed: string) {
    const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, yield* bytesOf(id, version)))
    return `v1,${Base64.encode(yield* Effect.orDie(mac.sign(key, encoder.encode(signed))))}`
  })

  /** The headers of the standard. For a while after a rotation they say it twice, by the secret before too. */
  const headersOf = Effect.fnUntraced(function* (
    { id: endpointId, secretRotatedAt, secretVersion }: Owner,
    { at, body, id }: Signed
  ) {
    const timestamp = unixSeconds(at)
    const isRotating = secretRotatedAt !== null && at < after(secretRotatedAt, previousSecretSeconds)
    const versions = isRotating ? [secretVersion, secretVersion - 1] : [secretVersion]
    const signatures = yield* Effect.forEach(versions, (version) =>
      signature(endpointId, version, `${id}.${timestamp}.${body}`)
    )
    return {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signatures.join(" ")
    }
  })

  return { headersOf, secretOf }
})
