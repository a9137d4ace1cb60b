/** From a purchase over HTTP to the letter in the buyer's mailbox, and back by the link in it. */
import { randomUUID } from "node:crypto"
import { describe, expect, it } from "vitest"
import { valueOf } from "../../packages/notify-smtp/test/received.ts"
import { addressesIn } from "../../packages/notify-smtp/test/smtpServer.ts"
import { type Letter, openPostOffice, type PostOffice, read } from "../../packages/notify-smtp/test/postOffice.ts"
import { postgresUrl } from "../environment/postgres.ts"
import { ask } from "../environment/shopper.ts"
import {
  database,
  mailFrom,
  opened,
  openShop,
  order,
  ownersEmail,
  publicUrl,
  until,
  variablesOf
} from "./mailingShop.ts"

const buyer = "amina@example.com"

type Shown = Readonly<Record<string, string | null>>

/** Waits for the letter whose subject begins so: of several the last. */
const letterTo = async (office: PostOffice, recipient: string, subject: string, count = 1): Promise<Letter> => {
  const found: Array<Letter> = []
  await until(async () => {
    found.length = 0
    for (const letter of office.letters) {
      if (letter.recipient !== recipient) continue
      if ((await read(letter)).subject?.startsWith(subject) === true) found.push(letter)
    }
    return found.length === count
  })
  const last = found.at(-1)
  if (last === undefined) throw new Error("no letter")
  return last
}

/** Amounts are not broken in two. */
const plain = (text: string) => text.replaceAll(/\u00a0|&nbsp;|&#160;/gu, " ")

/** What a mail program does by itself, when its user wants no more of these (RFC 8058, section 3.2). */
const oneClick = async (url: string, { raw }: Letter) => {
  const link = /^<(.*)>$/u.exec(valueOf(raw, "List-Unsubscribe") ?? "")?.[1] ?? ""
  expect(link.startsWith(`${publicUrl}/`), link).toBe(true)
  expect(valueOf(raw, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click")
  const response = await fetch(link.replace(publicUrl, url), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click"
  })
  const body: unknown = await response.json()
  return { status: response.status, body }
}

describe.skipIf(postgresUrl === null)("duka serve", { timeout: 240_000 }, () => {
  it("mails whoever buys and whoever sells, and takes back by one click what can be taken back", async () => {
    await using office = await openPostOffice()
    await using kept = await database()
    await using shop = await openShop(["serve"], variablesOf(kept.url, office))
    const { url } = shop
    const { goods, staff } = await opened(url)
    const messages = async (query: string): Promise<ReadonlyArray<Shown>> =>
      (await ask(url, "GET", `/v1/messages?${query}`, undefined, staff)).body.items

    const placed = await order(url, goods, buyer, 3)
    expect(placed.status).toBe(201)
    const { id, number } = placed.body

    // The buyer's.
    const confirmation = await letterTo(office, buyer, `We have your order ${number}`)
    const mail = await read(confirmation)
    expect(addressesIn(mail.to)).toStrictEqual([{ name: "Amina Njeri", address: buyer }])
    expect(addressesIn(mail.from)).toStrictEqual([{ name: "Mama Mboga", address: mailFrom }])
    for (const part of [mail.text ?? "", String(mail.html)]) {
      // Three at KES 100, of which 16 parts in 116 are tax.
      for (const amount of ["KES 300.00", "KES 41.38"]) expect(plain(part)).toContain(amount)
      expect(part).toContain(placed.body.trackingToken)
    }
    expect(valueOf(confirmation.raw, "List-Unsubscribe")).toBeNull()
    expect(valueOf(confirmation.raw, "List-Unsubscribe-Post")).toBeNull()

    // The owner's.
    const told = await letterTo(office, ownersEmail, `New order ${number}`)
    expect(plain((await read(told)).subject ?? "")).toContain("KES 300.00")
    expect((await read(told)).text).toContain(buyer)

    // What operators see of it.
    const ofKind = async (kind: string) => (await messages(`channel=email&kind=${kind}`))[0] ?? {}
    for (const [kind, { messageId, recipient }] of [
      ["order-confirmation", confirmation],
      ["staff-order-placed", told]
    ] as const) {
      await until(async () => (await ofKind(kind))["status"] === "sent")
      const shown = await ofKind(kind)
      expect(shown).toMatchObject({ address: recipient, sender: "smtp", reference: messageId, failure: null })
      expect(messageId).toBe(`<${shown["id"]}@duka.example>`)
    }

    // Sent again it is the same message.
    await ask(url, "POST", `/v1/messages/${(await ofKind("order-confirmation"))["id"]}/resend`, undefined, staff)
    const again = await letterTo(office, buyer, `We have your order ${number}`, 2)
    expect(again.messageId).toBe(confirmation.messageId)
    expect((await read(again)).text).toBe(mail.text)

    // What the buyer turns down comes no more; what is necessary does.
    const key = { ...staff, "idempotency-key": randomUUID() }
    const shipment = await ask(url, "POST", `/v1/orders/${id}/shipments`, {}, key)
    const shipped = await letterTo(office, buyer, `Your order ${number} is ready`)
    const unsubscribed = { status: 200, body: { kind: "order-shipped", channel: "email" } }
    expect(await oneClick(url, shipped)).toStrictEqual(unsubscribed)
    expect(await oneClick(url, shipped)).toStrictEqual(unsubscribed)
    const delivered = { status: "delivered", collection: { reason: "Paid at the counter" } }
    const patch = { ...staff, "if-match": "*" }
    await ask(url, "PATCH", `/v1/shipments/${shipment.body.id}`, delivered, patch)
    await until(async () => (await messages("kind=order-delivered")).length > 0)
    expect((await messages("kind=order-delivered")).map(({ channel }) => channel)).toStrictEqual(["sms"])

    // The owner wants no more mail of orders: they are in his inbox.
    expect((await oneClick(url, told)).status).toBe(200)
    const next = await order(url, goods, buyer)
    await letterTo(office, buyer, `We have your order ${next.body.number}`)
    const ofOrders = await messages("kind=staff-order-placed")
    expect(ofOrders.map(({ channel }) => channel).toSorted()).toStrictEqual(["email", "inbox", "inbox"])

    expect((await ask(url, "GET", "/v1/jobs?state=failed", undefined, staff)).body.items).toStrictEqual([])
    expect(office.refusals()).toBe(0)
  })
})
