/** Everything that makes a shop write to somebody, by way of carriers that complain and say of whom. */
import type { Effect } from "effect"
import { randomUUID } from "node:crypto"
import type postgres from "postgres"
import type { africasTalkingServer } from "../../packages/notify-africastalking/test/africasTalkingServer.ts"
import { type PostOffice, read } from "../../packages/notify-smtp/test/postOffice.ts"
import type { Answer } from "../environment/shopper.ts"
import { until } from "./mailingShop.ts"
import {
  address,
  cancelReason,
  colleague,
  guestEmail,
  orderNote,
  owner,
  person,
  reportSecret,
  strangerEmail
} from "./planted.ts"

type Headers = Readonly<Record<string, string>>

export interface Stand {
  readonly ask: (method: string, path: string, body?: unknown, headers?: Headers) => Promise<Answer>
  readonly office: PostOffice
  readonly carrier: Effect.Success<typeof africasTalkingServer>
  readonly sql: postgres.Sql
  readonly setupToken: string
}

/** What servers say when they take nothing: more than anybody should hear. */
const complaint = `<${person.email}> ${person.name} ${person.phone}, ${address.lines[0]}`

/** What was asked for has to have been done: otherwise nothing was tried. */
const done = ({ body, status }: Answer) => {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

const keyed = (headers: Headers = {}) => ({ ...headers, "idempotency-key": randomUUID() })

/** The token in the last letter to somebody that has one: in its link, or in the address to unsubscribe at. */
const tokenFor = async ({ letters }: PostOffice, email: string, pattern: RegExp): Promise<string> => {
  let token: string | undefined
  await until(
    async () => {
      for (const letter of letters) {
        if (letter.recipient === email) token = pattern.exec((await read(letter)).text ?? "")?.[1] ?? token
      }
      return token !== undefined
    },
    () => [email, String(pattern), letters.map(({ recipient }) => recipient)]
  )
  return token ?? ""
}

const signedIn = async ({ ask }: Stand, { email, password }: { readonly email: string; readonly password: string }) => {
  const { accessToken, refreshToken } = done(await ask("POST", "/v1/auth/login", { login: email, password }))
  return { tokens: [accessToken, refreshToken], headers: { authorization: `Bearer ${accessToken}` } }
}

const goodsOf = async ({ ask }: Stand, staff: Headers) => {
  const place = { lines: ["Woodvale Grove"], city: "Nairobi", country: "KE" }
  const store = done(await ask("POST", "/v1/stores", { name: "Branch", address: place }, staff))
  const product = done(
    await ask("POST", "/v1/products", { name: "Sugar", price: { amount: 10_000, currency: "KES" } }, staff)
  )
  const movement = { variantId: product.variants[0].id, storeId: store.id, kind: "receipt", quantity: 100 }
  done(await ask("POST", "/v1/inventory/movements", { movements: [movement] }, keyed(staff)))
  return { storeId: String(store.id), variantId: String(product.variants[0].id) }
}

/** Delivered to him, for nothing. */
const purchase = (variantId: string, email: string) => ({
  lines: [{ variantId, quantity: 1 }],
  delivery: { method: "local", address },
  contact: { name: person.name, phone: person.phone, email },
  payment: { method: "cash_on_delivery" },
  note: orderNote,
  expectedTotal: { amount: 10_000, currency: "KES" }
})

/** Somebody gets an account, shows that the email is his, and forgets his password. */
const accountMade = async (stand: Stand) => {
  const { ask, office } = stand
  const { email, name, nextPassword, password, phone } = person
  done(await ask("POST", "/v1/auth/register", { name, email, phone, password }))
  const first = await signedIn(stand, person)
  const verification = await tokenFor(office, email, /verify\?token=([\w-]+)/u)
  done(await ask("POST", "/v1/auth/email/verify", { token: verification }, first.headers))
  done(await ask("POST", "/v1/auth/register", { name, email, phone, password }))
  await ask("POST", "/v1/auth/login", { login: email, password: `${password}!` })
  done(await ask("POST", "/v1/me/addresses", address, first.headers))
  done(await ask("POST", "/v1/auth/password/forgot", { email }))
  const reset = await tokenFor(office, email, /reset\?token=([\w-]+)/u)
  done(await ask("POST", "/v1/auth/password/reset", { token: reset, password: nextPassword }))
  await ask("POST", "/v1/auth/password/reset", { token: reset, password: nextPassword })
  const second = await signedIn(stand, { email, password: nextPassword })
  return { tokens: [...first.tokens, ...second.tokens, verification, reset], headers: second.headers }
}

/** Somebody is to work here. */
const colleagueInvited = async ({ ask, office }: Stand, staff: Headers) => {
  const { email, name, password } = colleague
  done(await ask("POST", "/v1/staff/invitations", { name, email, roles: ["manager"] }, staff))
  const invitation = await tokenFor(office, email, /invitation\?token=([\w-]+)/u)
  done(await ask("POST", "/v1/auth/invitations/accept", { token: invitation, password }))
  const { key } = done(await ask("POST", "/v1/api-keys", { name: "The till", permissions: ["order:read"] }, staff))
  done(await ask("GET", "/v1/orders", undefined, { authorization: `Bearer ${key}` }))
  await ask("GET", "/v1/orders", undefined, { authorization: `Bearer ${key}x` })
  return [invitation, String(key)]
}

/** A guest buys while both carriers say no for a while, and follows his order. */
const guestServed = async (stand: Stand, staff: Headers, variantId: string) => {
  const { ask, carrier, office } = stand
  const before = office.refusals()
  office.habits.recipient = () => ({ code: 451, words: `4.7.1 ${complaint}: greylisted` })
  carrier.faults.push({ kind: "said", status: 500, body: `${complaint}: out of order` }, { kind: "closing" })
  const placed = done(await ask("POST", "/v1/orders", purchase(variantId, guestEmail), keyed()))
  await until(() => office.refusals() > before + 1)
  office.habits.recipient = () => null
  const tracking = await tokenFor(office, guestEmail, /order\?token=([\w-]+)/u)
  await until(() => carrier.taken.some(({ text }) => text.includes(tracking)))
  done(await ask("GET", `/v1/track/${tracking}`))
  await ask("GET", `/v1/track/${tracking}x`)
  done(await ask("GET", `/v1/orders/${placed.id}`, undefined, { "duka-order-token": placed.token }))
  const shipment = { carrier: "Sendy", note: orderNote }
  done(await ask("POST", `/v1/orders/${placed.id}/shipments`, shipment, keyed(staff)))
  const unsubscribing = await tokenFor(office, guestEmail, /v1\/unsubscribe\/([\w-]+)/u)
  done(await ask("POST", `/v1/unsubscribe/${unsubscribing}`))
  await ask("POST", `/v1/unsubscribe/${unsubscribing}x`)
  return [placed.token, placed.trackingToken, tracking, unsubscribing].map(String)
}

/** What the carrier of SMS tells later. */
const reported = async ({ ask, carrier }: Stand) => {
  const { reference = "", to = "" } = carrier.taken[0] ?? {}
  const form = new URLSearchParams({ id: reference, status: "Success", phoneNumber: to })
  done(await ask("POST", `/v1/webhooks/messages/${reportSecret}`, form))
}

/** Whoever is not known to the carriers: refused for good, first by his address and then by what was written. */
const strangersRefused = async ({ ask, carrier, office }: Stand, staff: Headers, variantId: string) => {
  carrier.refused.set(person.phone, 403)
  const failed = async (count: number) => {
    const messages = async () => done(await ask("GET", "/v1/messages?status=failed", undefined, staff)).items
    await until(async () => (await messages()).length >= count, messages)
  }
  office.habits.recipient = (email) =>
    email === strangerEmail ? { code: 550, words: `5.1.1 ${complaint}: not known here` } : null
  const first = done(await ask("POST", "/v1/orders", purchase(variantId, strangerEmail), keyed()))
  // The mail, and the SMS.
  await failed(2)
  office.habits.recipient = () => null
  office.habits.message = (email) =>
    email === strangerEmail ? { code: 554, words: `5.6.0 ${complaint}: not taken` } : "taken"
  const second = done(await ask("POST", "/v1/orders", purchase(variantId, strangerEmail), keyed()))
  await failed(4)
  office.habits.message = () => "taken"
  carrier.refused.clear()
  const { id, token } = first
  done(await ask("POST", `/v1/orders/${id}/cancel`, { reason: cancelReason }, { "duka-order-token": token }))
  return [first.token, first.trackingToken, second.token, second.trackingToken].map(String)
}

/** The database itself refuses rows, and says what is in them. */
const rowsRefused = async ({ ask, sql }: Stand, variantId: string) => {
  const answers: Array<Answer> = []
  await sql`ALTER TABLE message ADD CONSTRAINT planted CHECK (false) NOT VALID`
  const placed = done(await ask("POST", "/v1/orders", purchase(variantId, guestEmail), keyed()))
  await until(
    async () => (await sql`SELECT 1 FROM job WHERE queue_name = 'tell-events' AND last_failure IS NOT NULL`).length > 0
  )
  await sql`ALTER TABLE message DROP CONSTRAINT planted`
  await sql`ALTER TABLE orders ADD CONSTRAINT planted CHECK (false) NOT VALID`
  answers.push(await ask("POST", "/v1/orders", purchase(variantId, guestEmail), keyed()))
  await sql`ALTER TABLE orders DROP CONSTRAINT planted`
  if (answers.some(({ status }) => status < 500)) throw new Error("the rows were taken")
  return [placed.token, placed.trackingToken].map(String)
}

/** Requests that are wrong, and searches for people. */
const askedWrongly = async ({ ask }: Stand, staff: Headers, variantId: string) => {
  await ask("POST", "/v1/orders", { ...purchase(variantId, person.email), contact: person }, keyed())
  await ask("POST", "/v1/orders", { ...purchase(variantId, person.email), delivery: complaint }, keyed())
  const wanted = new URLSearchParams({ q: person.email })
  const [known] = done(await ask("GET", `/v1/customers?${wanted}`, undefined, staff)).items
  await ask("GET", `/v1/customers?${new URLSearchParams({ q: person.name, z: person.phone })}`, undefined, staff)
  return String(known.id)
}

/** Both carriers want nothing of the shop any more; the owner is told of it. */
const carriersPaused = async ({ ask, carrier, office }: Stand, staff: Headers, variantId: string) => {
  office.habits.recipient = () => ({ code: 550, words: `5.7.1 Relay access denied: ${complaint}` })
  carrier.faults.push({ kind: "said", status: 401, body: `${complaint}: wrong key` })
  const placed = done(await ask("POST", "/v1/orders", purchase(variantId, guestEmail), keyed()))
  const notes = "/v1/messages?kind=staff-channel-paused&channel=inbox&status=delivered"
  const told = async () => JSON.stringify(done(await ask("GET", notes, undefined, staff)))
  const senders = ["smtp: ", "africastalking: "]
  await until(async () => {
    const all = await told()
    return senders.every((sender) => all.includes(sender))
  }, told)
  return [placed.token, placed.trackingToken].map(String)
}

/** Goes all the way; answers the tokens that it has met. */
export const travelled = async (stand: Stand): Promise<ReadonlyArray<string>> => {
  const { ask, setupToken } = stand
  done(await ask("POST", "/v1/auth/setup", { token: setupToken, ...owner }))
  const boss = await signedIn(stand, owner)
  const { variantId } = await goodsOf(stand, boss.headers)
  const account = await accountMade(stand)
  const invited = await colleagueInvited(stand, boss.headers)
  const guests = await guestServed(stand, boss.headers, variantId)
  await reported(stand)
  const strangers = await strangersRefused(stand, boss.headers, variantId)
  const refused = await rowsRefused(stand, variantId)
  const id = await askedWrongly(stand, boss.headers, variantId)
  const paused = await carriersPaused(stand, boss.headers, variantId)
  done(await ask("DELETE", `/v1/customers/${id}`, undefined, { ...boss.headers, "if-match": "*" }))
  return [setupToken, ...boss.tokens, ...account.tokens, ...invited, ...guests, ...strangers, ...refused, ...paused]
}
