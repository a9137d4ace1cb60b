/** Receivers of webhooks, as a carrier finds them, and a shop that tells them. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  AccountMessages,
  type Carried,
  type DomainEvent,
  Duka,
  EventId,
  type OutgoingWebhook,
  OrderId,
  PasswordHasher,
  ProductId,
  SecretKey,
  Settings,
  StoreId,
  type StoragePorts,
  type Tokens,
  TokenSigner,
  VariantId,
  type WebhookCarrier as Carrier,
  WebhookCarrier,
  WebhookDeliveries,
  work
} from "@duka/core"
import { it } from "@effect/vitest"
import { Clock, type Duration, Effect, Layer } from "effect"
import { Digest, Mac, SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import { createHmac, randomUUID } from "node:crypto"
import { as, owner, rooms } from "../opened.ts"
import { at, uuid } from "../samples.ts"

/** What came in, and when. */
export interface Received extends OutgoingWebhook {
  readonly seconds: number
}

const answered = (status: number, retryAfterSeconds: number | null = null): Carried => ({
  _tag: "Answered",
  status,
  retryAfterSeconds
})

export const ok: Effect.Effect<Carried> = Effect.succeed(answered(204))
export const says = (status: number, retryAfterSeconds?: number): Effect.Effect<Carried> =>
  Effect.succeed(answered(status, retryAfterSeconds))

/** It takes as long as anything is waited for. */
export const silent: Effect.Effect<Carried> = Effect.as(Effect.sleep("15 seconds"), {
  _tag: "NotAnswered",
  why: "timeout",
  code: null
})

/** Answers as it is told, by the address. What nothing is said of is well received. */
export const receivers = () => {
  const received: Array<Received> = []
  const answers = new Map<string, Effect.Effect<Carried>>()
  const carrier: Carrier = {
    carry: (webhook) =>
      Effect.gen(function* () {
        const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
        received.push({ ...webhook, seconds })
        return yield* answers.get(webhook.url) ?? ok
      })
  }
  return {
    carrier,
    received,
    at: (url: string) => received.filter((one) => one.url === url),
    answer: (url: string, answer: Effect.Effect<Carried>) => void answers.set(url, answer)
  }
}

export type Receivers = ReturnType<typeof receivers>

type Shop = Duka.Background | Duka.UseCases | Tokens | StoragePorts

/** Signatures that are there at once: the clock of tests waits for nothing that takes real time. */
const crypto = Layer.mergeAll(
  Mac.layerWebCryptoWith({
    hmac: (_, key, text) => Uint8Array.from(createHmac("sha256", key).update(text).digest())
  }),
  Digest.layerWebCrypto
).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))

/** Without a carrier it sends nothing. */
export const shop = (carrier: Carrier | null, settings: Partial<Settings.ShopSettings> = {}): Layer.Layer<Shop> =>
  Duka.layerWith.pipe(
    Layer.provideMerge(MemoryStorage.layer),
    Layer.provide([AccountMessages.layerNone, PasswordHasher.layerMissing, TokenSigner.layerMissing, crypto]),
    Layer.provide([
      SecretKey.layerOf(new Uint8Array(32).fill(7)),
      Layer.succeed(Settings.Settings, { ...Settings.defaults, ...settings }),
      Layer.succeed(WebhookCarrier, carrier)
    ])
  )

/** A law of a shop that tells receivers of its own. */
export const law = <A, E>(
  name: string,
  run: (receivers: Receivers) => Effect.Effect<A, E, Shop>,
  settings: Partial<Settings.ShopSettings> = {}
) => it.effect(name, () => Effect.suspend(() => told(receivers(), run, settings)))

export const told = <A, E>(
  to: Receivers,
  run: (receivers: Receivers) => Effect.Effect<A, E, Shop>,
  settings: Partial<Settings.ShopSettings> = {}
): Effect.Effect<A, E> => Effect.provide(run(to), shop(to.carrier, settings))

/** Tells endpoints of what is published, and sends what is to be sent; ends with the fiber that began it. */
export const working = (takers = 8) =>
  Effect.gen(function* () {
    const { handlers } = yield* Duka.works
    return yield* Effect.forkChild(work({ handlers, timers: [] }, { takers }))
  })

const orderId = OrderId.make(uuid(41))
const level = { variantId: VariantId.make(uuid(42)), storeId: StoreId.make(uuid(43)) }
const product = { productId: ProductId.make(uuid(44)), slug: "tea", name: "Chai “½”" }

/** Some events of each kind of data. */
export const happenings = {
  "order.placed": { type: "order.placed", data: { orderId } },
  "order.cancelled": { type: "order.cancelled", data: { orderId, reason: null } },
  "product.created": { type: "product.created", data: product },
  "stock.low": { type: "stock.low", data: level }
} as const

export type Happening = keyof typeof happenings

export const event = (type: Happening) =>
  ({ ...happenings[type], id: EventId.make(randomUUID()), at: at(0) }) satisfies DomainEvent

type Wanted = "all" | readonly [Happening, ...Array<Happening>]

export const endpoint = Effect.fnUntraced(function* (url: string, events: Wanted = "all") {
  const { webhookEndpoints } = yield* rooms
  return yield* as(owner)(webhookEndpoints.create({ url, events }))
})

export const deliveriesOf = Effect.fnUntraced(function* (id: string) {
  const { webhookEndpoints } = yield* rooms
  return (yield* as(owner)(webhookEndpoints.deliveries(id, {}, { limit: 100 }))).items
})

export const seen = (id: string) => Effect.flatMap(rooms, ({ webhookEndpoints }) => as(owner)(webhookEndpoints.get(id)))

export const idOf = ({ headers }: OutgoingWebhook): string => headers["webhook-id"] ?? ""

/** Whoever can go on has, until he waits for the time. */
const settled = Effect.repeat(Effect.yieldNow, { times: 500 })

/** The clock goes on, and everybody with it. */
export const pass = (time: Duration.Input) =>
  settled.pipe(Effect.andThen(TestClock.adjust(time)), Effect.andThen(settled))

/** So many orders are placed. */
export const tell = (count = 1) =>
  Effect.flatMap(WebhookDeliveries, ({ tellEndpoints }) =>
    tellEndpoints(Array.from({ length: count }, () => event("order.placed")))
  )
