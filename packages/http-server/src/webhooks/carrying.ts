/** What takes webhooks to their receivers: `node:http` and `node:https`, to addresses that the shop may call. */
import { type Carried, Settings, type WebhookCarrier as Carrier, WebhookCarrier } from "@duka/core"
import { Effect, Layer } from "effect"
import { post } from "./posting.ts"
import { addressesOf, type Allowed, everywhere, hostOf, onlyPublic, type Resolve, systemResolve } from "./resolving.ts"

export interface CarrierOptions {
  /** Whether networks of one's own may be called, and plain http be spoken: false unless given. */
  readonly privateAddresses?: boolean
  /** 15 unless given. */
  readonly answerSeconds?: number
  /** Which addresses may be called, in place of what that says. */
  readonly allowed?: Allowed
  /** How names become addresses: the system's way unless given. */
  readonly resolve?: Resolve
}

const notAnswered = (why: "forbidden" | "timeout"): Carried => ({ _tag: "NotAnswered", why, code: null })

/** Names are looked up once, and what is called are those of their addresses that are allowed. */
export const carrier = ({
  answerSeconds = Settings.defaults.webhooks.answerSeconds,
  privateAddresses = Settings.defaults.webhooks.privateAddresses,
  allowed = privateAddresses ? everywhere : onlyPublic,
  resolve = systemResolve
}: CarrierOptions = {}): Carrier => ({
  carry: Effect.fn("WebhookCarrier.carry")(function* (webhook) {
    const url = new URL(webhook.url)
    if (url.protocol !== "https:" && !privateAddresses) return notAnswered("forbidden")
    return yield* addressesOf(hostOf(url), resolve).pipe(
      Effect.flatMap((found) => {
        const addresses = found.filter(({ address }) => allowed(address))
        return addresses.length === 0 ? Effect.succeed(notAnswered("forbidden")) : post(webhook, addresses)
      }),
      Effect.catch(Effect.succeed),
      Effect.timeoutOrElse({
        duration: `${answerSeconds} seconds`,
        orElse: () => Effect.succeed(notAnswered("timeout"))
      })
    )
  })
})

/** As the shop's settings say. */
export const layer: Layer.Layer<never> = Layer.effect(
  WebhookCarrier,
  Effect.map(Settings.Settings, ({ webhooks }) => carrier(webhooks))
)
