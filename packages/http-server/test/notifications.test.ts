/** What people were told, as they and as operators see it: inboxes and their streams, preferences, messages and their rules. */
import { MemoryStorage } from "@duka/adapter-memory"
import { AccountMessages, MessagePreferences, MessageTemplates, MessageView, StockAlertView } from "@duka/core"
import {
  MessagePage,
  MessageRuling,
  MessageRulings,
  NotificationPage,
  StockAlertPage,
  UnreadCount
} from "@duka/http-api"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { eventually } from "./eventually.ts"
import { plenty } from "./larder.ts"
import { signUp } from "./people.ts"
import { rightBodies } from "./rightBodies.ts"
import { newProduct, openStore, receive } from "./selling.ts"
import { codeOf, openOver, strictly } from "./shop.ts"

const templates = Layer.succeed(
  MessageTemplates,
  MessageTemplates.of({
    render: ({ channel, kind }) => {
      const text = `${kind} in words`
      const all = { email: { subject: kind, text, html: text }, sms: { text }, inbox: { title: kind, text } }
      return Effect.succeed(all[channel])
    }
  })
)

const { dispose, handler, send, staff } = openOver(
  MemoryStorage.layer,
  Layer.merge(AccountMessages.layerNone, templates),
  { works: true }
)
afterAll(dispose)

const goods = await plenty(staff)
const amina = await signUp(send)

const ordered = async () => {
  const headers = { "idempotency-key": randomUUID() }
  const { status } = await amina.send("POST", "/v1/orders", { headers, body: rightBodies(goods)["POST /v1/orders"] })
  assert.strictEqual(status, 201)
}

const inbox = async (query = "") =>
  strictly(NotificationPage)((await amina.send("GET", `/v1/me/notifications${query}`)).body).items

const unread = async () => strictly(UnreadCount)((await amina.send("GET", "/v1/me/notifications/unread")).body).unread

const confirmations = async () => (await inbox()).filter(({ kind }) => kind === "order-confirmation")

/** What comes over the stream until `isEnough` of it. */
const streamed = async (headers: Readonly<Record<string, string>>, isEnough: (text: string) => boolean) => {
  const abort = new AbortController()
  const { accessToken } = amina.tokens
  const request = new Request("http://duka.local/v1/me/notifications/stream", {
    headers: { authorization: `Bearer ${accessToken}`, ...headers },
    signal: abort.signal
  })
  const response = await handler(request)
  assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  while (!isEnough(text)) {
    const part = await reader?.read()
    if (part === undefined || part.done) break
    text += part.value
  }
  await reader?.cancel()
  abort.abort()
  return text
}

it("stand in one's inbox, unread until one has read them", async () => {
  await ordered()
  await eventually(async () => (await confirmations()).length === 1)
  const [first] = await confirmations()
  assert.include(first, { title: "order-confirmation", text: "order-confirmation in words", readAt: null })
  const before = await unread()
  const marked = await amina.send("POST", "/v1/me/notifications/read", { body: { ids: [first?.id] } })
  assert.strictEqual(strictly(UnreadCount)(marked.body).unread, before - 1)
  assert.isTrue((await inbox("?read=true")).some(({ id }) => id === first?.id))
  await amina.send("POST", "/v1/me/notifications/read", { body: {} })
  assert.deepStrictEqual([await unread(), (await inbox("?read=false")).length], [0, 0])
  assert.strictEqual(codeOf(await send("GET", "/v1/me/notifications")), "401 Unauthenticated")
})

it("come over the stream as they arrive, and go on after the last one that was seen", { timeout: 60_000 }, async () => {
  const [last] = await inbox()
  const live = streamed({}, (text) => text.includes("order-confirmation"))
  // The stream is open once it has said when to come again.
  await ordered()
  const text = await live
  assert.match(text, /^retry: 2000\n\n/)
  const [, id = "", data = ""] = /id: (\S+)\ndata: (.+)\n\n/.exec(text) ?? []
  const [newest] = await confirmations()
  assert.deepStrictEqual(JSON.parse(data), newest)
  assert.strictEqual(newest?.id, id)
  const missed = await streamed({ "last-event-id": last?.id ?? "" }, (all) => all.includes(id))
  assert.include(missed, id)
})

it("are chosen by whoever gets them", async () => {
  const choose = async (body: object) => amina.send("PATCH", "/v1/me/preferences", { body })
  assert.deepStrictEqual(strictly(MessagePreferences)((await amina.send("GET", "/v1/me/preferences")).body), {
    locale: null,
    topics: {},
    digest: null
  })
  const chosen = { locale: "sw", topics: { orders: ["inbox"], stockAlerts: ["email", "inbox"] }, digest: "weekly" }
  assert.deepStrictEqual((await choose(chosen)).body, chosen)
  assert.strictEqual(codeOf(await choose({ topics: { orders: ["pigeon"] } })), "400 InvalidRequest")
  assert.strictEqual(codeOf(await choose({ topics: { necessary: [] } })), "400 InvalidRequest")
})

it("tell whoever has asked, once, of what can be had again", async () => {
  const path = "/v1/me/notifications/stock-alerts"
  const waiting = async (query = "") =>
    strictly(StockAlertPage)((await amina.send("GET", `${path}${query}`)).body).items
  const { id: storeId } = await openStore(staff)
  const products = [await newProduct(staff), await newProduct(staff)]
  for (const { id, name, variants } of products) {
    const { body, status } = await amina.send("PUT", `${path}/${variants[0].id}`)
    assert.strictEqual(status, 200)
    assert.deepInclude(strictly(StockAlertView)(body).product, { id, name, sku: variants[0].sku })
    assert.deepStrictEqual((await amina.send("PUT", `${path}/${variants[0].id}`)).body, body)
  }
  const [first, second] = products.map(({ variants }) => variants[0].id)
  assert(first !== undefined && second !== undefined)
  const ids = async (query?: string) => (await waiting(query)).map(({ variantId }) => variantId)
  assert.sameMembers(await ids(), [first, second])
  assert.lengthOf(await ids("?limit=1"), 1)
  await receive(staff, first, storeId, 5)
  const tellings = async () => (await inbox()).filter(({ kind }) => kind === "back-in-stock")
  await eventually(async () => (await tellings()).length === 1)
  assert.deepStrictEqual(await ids(), [second])
  assert.strictEqual(codeOf(await amina.send("PUT", `${path}/${first}`)), "409 VariantInStock")
  for (const _ of ["once", "again"]) {
    const { status, text } = await amina.send("DELETE", `${path}/${second}`)
    assert.deepStrictEqual([status, text], [204, ""])
  }
  await receive(staff, second, storeId, 5)
  assert.deepStrictEqual(await ids(), [])
  const unknown = [randomUUID(), "none", (await newProduct(staff, { status: "draft" })).variants[0].id]
  for (const id of unknown) assert.strictEqual(codeOf(await amina.send("PUT", `${path}/${id}`)), "404 VariantNotFound")
  for (const method of ["PUT", "DELETE"] as const) {
    assert.strictEqual(codeOf(await send(method, `${path}/${first}`)), "401 Unauthenticated")
  }
  assert.lengthOf(await tellings(), 1)
})

it("are what operators look at, send again and send elsewhere", async () => {
  const bySms = strictly(MessagePage)((await staff("GET", "/v1/messages?status=sent&channel=sms")).body).items
  assert.isAbove(bySms.length, 1)
  assert.include(bySms[0], { kind: "order-confirmation", sender: "radio", segments: 1, content: null })
  const again = strictly(MessageView)((await staff("POST", `/v1/messages/${bySms[0]?.id}/resend`)).body)
  assert.include(again, { status: "pending", sender: null })
  const [inboxed] = strictly(MessagePage)((await staff("GET", "/v1/messages?channel=inbox&limit=1")).body).items
  const one = strictly(MessageView)((await staff("GET", `/v1/messages/${inboxed?.id}`)).body)
  assert.deepStrictEqual(one, inboxed)
  assert.strictEqual(codeOf(await staff("POST", `/v1/messages/${one.id}/resend`)), "409 MessageNotResendable")
  assert.strictEqual(codeOf(await staff("GET", `/v1/messages/${randomUUID()}`)), "404 MessageNotFound")
  const rules = strictly(MessageRulings)((await staff("GET", "/v1/message-rules")).body).items
  assert.isAbove(rules.length, 20)
  const put = await staff("PUT", "/v1/message-rules/order-confirmation", { body: { channels: [] } })
  assert.deepInclude(strictly(MessageRuling)(put.body), { kind: "order-confirmation", channels: [], changed: true })
  const reset = await staff("DELETE", "/v1/message-rules/order-confirmation")
  assert.deepInclude(strictly(MessageRuling)(reset.body), { channels: ["email", "sms", "inbox"], changed: false })
  assert.strictEqual(
    codeOf(await staff("PUT", "/v1/message-rules/nothing", { body: { channels: [] } })),
    "400 InvalidRequest"
  )
})
