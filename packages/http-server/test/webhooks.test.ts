/** From an endpoint that staff makes to an order that its receiver hears of, over HTTP all the way. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  AccountMessages,
  Duka,
  handler,
  SecretKey,
  Settings,
  tellEvents,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointSecret,
  work
} from "@duka/core"
import { WebhookDeliveryPage, WebhookEndpointList } from "@duka/http-api"
import { Effect, Exit, Layer, Option, Redacted, Scope } from "effect"
import { randomUUID } from "node:crypto"
import { Webhook } from "standardwebhooks"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Signing from "../src/identity/signing.ts"
import * as Server from "../src/Server.ts"
import * as Crypto from "../src/storage/crypto.ts"
import * as Carrying from "../src/webhooks/carrying.ts"
import { eventually } from "./eventually.ts"
import { signUp } from "./people.ts"
import { openStore, order, stocked } from "./selling.ts"
import { codeOf, ownerToken, rulesOf, secretKey, type Send, sending, strictly } from "./shop.ts"
import { receiver } from "./webhookReceiver.ts"

/** Whoever takes jobs tells endpoints. */
const worker = Layer.effectDiscard(
  Effect.gen(function* () {
    const { tellEndpoints } = yield* WebhookDeliveries
    const { handlers } = yield* Duka.works
    const telling = handler(tellEvents, ({ events }) => tellEndpoints(events))
    yield* Effect.forkScoped(work({ handlers: [...handlers, telling], timers: [] }, { takers: 2 }))
  })
)

const open = ({ privateAddresses }: { readonly privateAddresses: boolean }) => {
  const settings = { ...Settings.defaults, webhooks: { ...Settings.defaults.webhooks, privateAddresses } }
  const { dispose, handler: serve } = Server.handler(
    worker.pipe(
      Layer.provideMerge(Duka.layerWith),
      Layer.provide(Carrying.layer),
      Layer.provide(MemoryStorage.layer),
      Layer.provide([Signing.layer([]), AccountMessages.layerNone]),
      Layer.provide([Layer.succeed(Settings.Settings, settings), Layer.succeed(SecretKey, secretKey), Crypto.layer]),
      Layer.merge(Server.SetupToken.layerOf(Option.some(Redacted.make("let-the-owner-in"))))
    )
  )
  const send = sending(serve)
  let signingIn: Promise<string> | undefined
  const staff: Send = async (method, path, { body, headers } = {}) => {
    const authorization = `Bearer ${await (signingIn ??= ownerToken(send))}`
    return send(method, path, { ...(body === undefined ? {} : { body }), headers: { authorization, ...headers } })
  }
  return { dispose, send, staff }
}

const { dispose, send, staff } = open({ privateAddresses: true })
const scope = Effect.runSync(Scope.make())
const listening = (options: Parameters<typeof receiver>[0] = {}) =>
  Effect.runPromise(Scope.provide(receiver(options), scope))

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await dispose()
})

const path = "/v1/webhook-endpoints"
const made = async (body: object) => strictly(WebhookEndpointSecret)((await staff("POST", path, { body })).body)
const seen = async (id: string) => strictly(WebhookEndpoint)((await staff("GET", `${path}/${id}`)).body)
const deliveries = async (id: string, query = "") =>
  strictly(WebhookDeliveryPage)((await staff("GET", `${path}/${id}/deliveries${query}`)).body).items

/** Fails unless its receiver can believe it. */
const verified = (secret: string, { body, headers }: { readonly body: string; readonly headers: object }): unknown =>
  new Webhook(secret).verify(
    body,
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  )

let place: () => Promise<string>
beforeAll(async () => {
  const store = await openStore(staff)
  const product = await stocked(staff, store.id, 1_000)
  place = async () => {
    const headers = { "idempotency-key": randomUUID() }
    const { body } = await send("POST", "/v1/orders", { headers, body: order(product, store.id) })
    return String(Object(body).id)
  }
})

describe("a receiver", () => {
  it("hears of an order that was placed, and can tell that it is the shop who says so", async () => {
    const { port, received } = await listening()
    const { id, secret } = await made({ url: `http://127.0.0.1:${port}/hooks`, events: ["order.placed"] })
    const orderId = await place()
    await eventually(async () => received.length > 0)
    const [one] = received
    assert.isDefined(one)
    assert.deepInclude(verified(secret, one), { type: "order.placed", data: { orderId } })
    assert.deepInclude(one, { method: "POST", path: "/hooks" })
    await eventually(async () => (await deliveries(id, "?status=delivered")).length === 1)
    const [delivery] = await deliveries(id)
    assert.deepInclude(delivery, { attempts: 1, lastStatus: 204 })
    assert.strictEqual(delivery?.id, one.headers["webhook-id"])
    assert.throws(() => verified(secret, { ...one, body: one.body.replace(orderId, randomUUID()) }))
  })

  it("that holds the secret before believes what it is sent as long as it is rotated", async () => {
    const { port, received } = await listening()
    const { id, secret } = await made({ url: `http://127.0.0.1:${port}/`, events: ["stock.low"] })
    const rotated = strictly(WebhookEndpointSecret)((await staff("POST", `${path}/${id}/secret`)).body)
    assert.deepStrictEqual([rotated.secretVersion, rotated.version], [2, 2])
    await staff("POST", `${path}/${id}/test`)
    await eventually(async () => received.length > 0)
    const [one] = received
    assert.isDefined(one)
    for (const known of [secret, rotated.secret]) assert.deepInclude(verified(known, one), { type: "test" })
    const { secret: next } = strictly(WebhookEndpointSecret)((await staff("POST", `${path}/${id}/secret`)).body)
    await staff("POST", `${path}/${id}/test`)
    await eventually(async () => received.length > 1)
    const two = received[1]
    assert.isDefined(two)
    for (const known of [rotated.secret, next]) verified(known, two)
    assert.throws(() => verified(secret, two))
  })

  it("that was away has it when it is back, and again when staff wants it", async () => {
    let status = 503
    const { port, received } = await listening({ answer: () => (_, outgoing) => outgoing.writeHead(status).end() })
    const { id, secret } = await made({ url: `http://127.0.0.1:${port}/`, events: ["order.placed"] })
    await place()
    await eventually(async () => (await seen(id)).failure === "The receiver answered 503.")
    status = 200
    const [pending] = await deliveries(id)
    const again = await staff("POST", `/v1/webhook-deliveries/${pending?.id}/resend`)
    assert.strictEqual(strictly(WebhookDelivery)(again.body).resends, 1)
    const delivered = async () =>
      strictly(WebhookDelivery)((await staff("GET", `/v1/webhook-deliveries/${pending?.id}`)).body).status
    await eventually(async () => (await delivered()) === "delivered")
    assert.deepStrictEqual([...new Set(received.map(({ headers }) => headers["webhook-id"]))], [pending?.id])
    for (const one of received) verified(secret, one)
    assert.isNull((await seen(id)).failure)
  })

  it("that is gone is sent nothing more, and the log says who has made it and not where", async () => {
    const { port, received } = await listening({ answer: () => (_, outgoing) => outgoing.writeHead(410).end() })
    const { id } = await made({ url: `http://127.0.0.1:${port}/its-secret`, events: ["order.placed"] })
    await place()
    await eventually(async () => (await seen(id)).status === "disabled")
    await place()
    assert.strictEqual(codeOf(await staff("POST", `${path}/${id}/test`)), "409 WebhookEndpointDisabled")
    assert.lengthOf(received, 1)
    const log = (await staff("GET", `/v1/audit?subject=${id}`)).text
    assert.include(log, "webhook-endpoint.created")
    assert.notInclude(log, "its-secret")
  })
})

describe("endpoints", () => {
  it("are made, read, changed by who has read them, and removed", async () => {
    const answer = await staff("POST", path, { body: { url: "https://receiver.example/", description: "The books" } })
    const { secret, ...endpoint } = strictly(WebhookEndpointSecret)(answer.body)
    assert.deepStrictEqual(
      [answer.status, answer.headers.get("location"), answer.headers.get("etag")],
      [201, `${path}/${endpoint.id}`, '"1"']
    )
    assert.match(secret, /^whsec_/)
    assert.strictEqual(endpoint.events, "all")
    assert.deepStrictEqual(await seen(endpoint.id), endpoint)
    const list = strictly(WebhookEndpointList)((await staff("GET", path)).body)
    assert.deepInclude(list.items, endpoint)
    const patch = (headers: Readonly<Record<string, string>>) =>
      staff("PATCH", `${path}/${endpoint.id}`, { headers, body: { events: ["stock.low"], status: "disabled" } })
    assert.strictEqual(codeOf(await patch({})), "428 PreconditionRequired")
    assert.strictEqual(codeOf(await patch({ "if-match": '"7"' })), "412 VersionConflict")
    const changed = await patch({ "if-match": '"1"' })
    assert.strictEqual(changed.headers.get("etag"), '"2"')
    assert.deepInclude(strictly(WebhookEndpoint)(changed.body), { status: "disabled", disabledReason: "staff" })
    assert.strictEqual((await staff("DELETE", `${path}/${endpoint.id}`)).status, 204)
    assert.strictEqual(codeOf(await staff("GET", `${path}/${endpoint.id}`)), "404 WebhookEndpointNotFound")
    assert.strictEqual(codeOf(await staff("GET", `${path}/${endpoint.id}/deliveries`)), "404 WebhookEndpointNotFound")
    assert.strictEqual(codeOf(await staff("GET", "/v1/webhook-deliveries/x")), "404 WebhookDeliveryNotFound")
  })

  it("are for who holds `webhook:manage`", async () => {
    const amina = await signUp(send)
    assert.strictEqual(codeOf(await send("GET", path)), "401 Unauthenticated")
    assert.strictEqual(codeOf(await amina.send("GET", path)), "403 PermissionDenied")
  })

  it("in networks of one's own are refused where nobody has allowed them", async () => {
    const closed = open({ privateAddresses: false })
    for (const [url, rule] of [
      ["http://receiver.example/", "isHttps"],
      ["https://127.0.0.1/", "isPublicAddress"],
      ["https://[::1]/", "isPublicAddress"],
      ["https://169.254.169.254/latest/meta-data", "isPublicAddress"],
      ["https://receiver.example:22/", "isWebPort"]
    ]) {
      const answer = await closed.staff("POST", path, { body: { url } })
      assert.deepStrictEqual([codeOf(answer), ...rulesOf(answer)], ["400 InvalidInput", `/url ${rule}`], url)
    }
    // A name says nothing of where it leads: that is found out when it is called.
    const { id } = strictly(WebhookEndpointSecret)(
      (await closed.staff("POST", path, { body: { url: "https://localhost:8443/" } })).body
    )
    await closed.staff("POST", `${path}/${id}/test`)
    const failure = async () => strictly(WebhookEndpoint)((await closed.staff("GET", `${path}/${id}`)).body).failure
    await eventually(async () => (await failure()) !== null)
    assert.strictEqual(
      await failure(),
      "The host's address is none that the shop may call: it is not on the public internet."
    )
    await closed.dispose()
  })
})
