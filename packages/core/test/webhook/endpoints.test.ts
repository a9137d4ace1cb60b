/** What staff does with endpoints. */
import {
  type CurrentActor,
  InvalidInput,
  isPublicAddress,
  Settings,
  TooManyWebhookEndpoints,
  VersionConflict,
  WebhookDeliveryNotFound,
  WebhookEndpointDisabled,
  webhookLimits,
  WebhookEndpointNotFound
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import { refusalOf } from "../../src/webhook/targets.ts"
import { asClerk, logged } from "../audit/acts.ts"
import { MemoryStorage } from "@duka/adapter-memory"
import { as, law, owner, rooms, shopOver } from "../opened.ts"
import { uuid } from "../samples.ts"

const url = "https://receiver.example/hooks/3f9c-secret"
const shop = shopOver(MemoryStorage.layer)
const Uint32 = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff_ffff }))
const room = Effect.map(rooms, ({ webhookEndpoints }) => webhookEndpoints)

const rulesOf = (given: string) =>
  Effect.gen(function* () {
    const refused = yield* Effect.flip(as(owner)((yield* room).create({ url: given })))
    expect(refused).toBeInstanceOf(InvalidInput)
    return refused instanceof InvalidInput ? refused.violations.map(({ pointer, rule }) => `${pointer} ${rule}`) : []
  })

describe("an endpoint", () => {
  law(
    "is made, changed and removed, and its secret is shown when it is made or rotated, and never again",
    Effect.gen(function* () {
      const endpoints = yield* room
      const { secret, ...made } = yield* as(owner)(
        endpoints.create({ url, description: "The books", events: ["stock.low"] })
      )
      expect(made).toMatchObject({ url, description: "The books", events: ["stock.low"], status: "active", version: 1 })
      expect(yield* as(owner)(endpoints.get(made.id))).toStrictEqual(made)
      const { secret: next, ...rotated } = yield* as(owner)(endpoints.rotateSecret(made.id))
      expect(rotated).toMatchObject({ id: made.id, secretVersion: 2, version: 2, secretRotatedAt: expect.any(String) })
      expect(next).not.toBe(secret)
      const late = yield* Effect.flip(as(owner)(endpoints.update(made.id, { events: "all" }, { version: 1 })))
      expect(late).toStrictEqual(new VersionConflict({ expected: 1, actual: 2 }))
      const changed = yield* as(owner)(endpoints.update(made.id, { events: "all" }, { version: 2 }))
      expect(changed).toMatchObject({ ...rotated, events: "all", version: 3, updatedAt: expect.any(String) })
      const all = JSON.stringify(yield* as(owner)(endpoints.list()))
      for (const shown of [secret, next]) expect(all).not.toContain(shown.slice("whsec_".length))
      expect(yield* Effect.flip(as(owner)(endpoints.remove(made.id, { version: 1 })))).toBeInstanceOf(VersionConflict)
      yield* as(owner)(endpoints.remove(made.id, { version: 3 }))
      expect(yield* Effect.flip(as(owner)(endpoints.remove(made.id)))).toBeInstanceOf(WebhookEndpointNotFound)
      expect(yield* as(owner)(endpoints.list())).toStrictEqual([])
    })
  )

  law(
    "that staff has disabled says so, and what had disabled it before goes on saying it",
    Effect.gen(function* () {
      const endpoints = yield* room
      const { id } = yield* as(owner)(endpoints.create({ url }))
      const disable = as(owner)(endpoints.update(id, { status: "disabled" }))
      expect(yield* disable).toMatchObject({ status: "disabled", disabledReason: "staff" })
      expect(yield* Effect.flip(as(owner)(endpoints.test(id)))).toBeInstanceOf(WebhookEndpointDisabled)
      expect(yield* as(owner)(endpoints.update(id, { description: "x" }))).toMatchObject({ status: "disabled" })
      const active = yield* as(owner)(endpoints.update(id, { status: "active" }))
      expect(active).toMatchObject({ status: "active", disabledReason: null })
      const { id: deliveryId } = yield* as(owner)(endpoints.test(id))
      yield* disable
      expect(yield* Effect.flip(as(owner)(endpoints.resend(deliveryId)))).toBeInstanceOf(WebhookEndpointDisabled)
    })
  )

  law(
    "that there is not is told so, whatever stands for its id",
    Effect.gen(function* () {
      const endpoints = yield* room
      for (const id of [uuid(9), "x", ""]) {
        const { deliveries, get, remove, rotateSecret, test, update } = endpoints
        const every: ReadonlyArray<Effect.Effect<unknown, unknown, CurrentActor>> = [
          get(id),
          update(id, {}),
          remove(id),
          rotateSecret(id),
          test(id),
          deliveries(id)
        ]
        for (const run of every) {
          expect(yield* Effect.flip(as(owner)(run))).toBeInstanceOf(WebhookEndpointNotFound)
        }
        for (const run of [endpoints.delivery(id), endpoints.resend(id)]) {
          expect(yield* Effect.flip(as(owner)(run))).toBeInstanceOf(WebhookDeliveryNotFound)
        }
      }
    })
  )

  law(
    "is one of so many and no more",
    Effect.gen(function* () {
      const endpoints = yield* room
      const { endpointsMax } = webhookLimits
      for (let index = 0; index < endpointsMax; index++) yield* as(owner)(endpoints.create({ url }))
      const refused = yield* Effect.flip(as(owner)(endpoints.create({ url })))
      expect(refused).toStrictEqual(new TooManyWebhookEndpoints({ endpointsMax }))
    })
  )

  law(
    "leaves no path and no secret in the log",
    Effect.gen(function* () {
      const endpoints = yield* room
      const { id, secret } = yield* asClerk(endpoints.create({ url }))
      yield* TestClock.adjust("1 second")
      yield* asClerk(endpoints.update(id, { url: "https://other.example/hooks/7d1e-secret" }))
      const { secret: next } = yield* asClerk(endpoints.rotateSecret(id))
      yield* asClerk(endpoints.remove(id))
      const entries = yield* logged
      const text = JSON.stringify(entries)
      for (const hidden of ["-secret", secret.slice(10), next.slice(10)]) expect(text).not.toContain(hidden)
      const updated = entries.find(({ action }) => action === "webhook-endpoint.updated")
      expect(updated).toMatchObject({
        before: { origin: "https://receiver.example" },
        after: { origin: "https://other.example" },
        changed: expect.arrayContaining(["url"])
      })
    })
  )
})

describe("an address", () => {
  it.effect.each([
    ["of the network of a cloud's metadata", "https://169.254.169.254/latest", "isPublicAddress"],
    ["of this machine", "https://127.0.0.1/", "isPublicAddress"],
    ["of this machine, in one number", "https://2130706433/", "isPublicAddress"],
    ["of this machine, in octal", "https://0177.0.0.1/", "isPublicAddress"],
    ["of this machine, in hexadecimal", "https://0x7f.1/", "isPublicAddress"],
    ["of this machine, in IPv6", "https://[::1]/", "isPublicAddress"],
    ["of this machine, as IPv6 has it", "https://[::ffff:127.0.0.1]/", "isPublicAddress"],
    ["of a public one, as IPv6 has it", "https://[::ffff:8.8.8.8]/", "isPublicAddress"],
    ["of a public one, translated", "https://[64:ff9b::808:808]/", "isPublicAddress"],
    ["of nowhere", "https://0.0.0.0/", "isPublicAddress"],
    ["in the clear", "http://receiver.example/", "isHttps"],
    ["of another service", "https://receiver.example:25/", "isWebPort"],
    ["with a password", "https://user:password@receiver.example/", "isReceiver"],
    ["with a fragment", "https://receiver.example/#here", "isReceiver"],
    ["of another scheme", "ftp://receiver.example/", "isReceiver"],
    ["of a file", "file:///etc/passwd", "isReceiver"],
    ["with a line break", "https://receiver.example/\r\nx", "isReceiver"],
    ["with a space", "https://receiver.example/a b", "isReceiver"],
    ["without a host", "https://", "isReceiver"],
    ["with a slash too many", "https:///receiver.example/", "isReceiver"],
    ["with a backslash", "https://receiver.example\\@127.0.0.1/", "isReceiver"],
    ["that is none", "receiver", "isReceiver"],
    ["without an end", `https://receiver.example/${"a".repeat(2_000)}`, "isMaxLength"]
  ] as const)("%s is refused: %s", ([, given, rule]) =>
    Effect.provide(
      Effect.gen(function* () {
        expect(yield* rulesOf(given)).toContain(`/url ${rule}`)
      }),
      shop
    )
  )

  it.prop("of any number is refused unless it is public, however it is written", { number: Uint32 }, ({ number }) => {
    const dotted = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".")
    const forms = [dotted, String(number), `0x${number.toString(16)}`]
    const refused = forms.map((host) => refusalOf(`https://${host}/`, Settings.defaults.webhooks) !== null)
    expect(refused).toStrictEqual(forms.map(() => !isPublicAddress(dotted)))
  })

  it("of one's own network is taken where that is allowed, in the clear too", () => {
    for (const one of ["http://127.0.0.1:8080/", "http://receiver:25/", "https://[fd00::1]/"]) {
      expect(refusalOf(one, { privateAddresses: true })).toBeNull()
      expect(refusalOf(one, { privateAddresses: false })).not.toBeNull()
    }
    for (const one of ["https://receiver.example/", "https://receiver.example:8443/x", "https://8.8.8.8/"]) {
      expect(refusalOf(one, { privateAddresses: false })).toBeNull()
    }
  })
})
