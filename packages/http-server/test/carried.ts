/** What takes webhooks to receivers on this machine, and what comes of it. */
import type { Carried, OutgoingWebhook } from "@duka/core"
import { isIPv4 } from "node:net"
import { carrier, type CarrierOptions } from "../src/webhooks/carrying.ts"
import type { Address, Resolve } from "../src/webhooks/resolving.ts"

export const at = (...addresses: ReadonlyArray<string>): ReadonlyArray<Address> =>
  addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }))

export const here: Resolve = () => Promise.resolve(at("127.0.0.1"))

export const webhook = (url: string, body = '{"type":"test"}'): OutgoingWebhook => ({
  url,
  headers: { "webhook-id": "one", "content-type": "application/json; charset=utf-8" },
  body
})

export const carried = (url: string, options: Partial<CarrierOptions> = {}) =>
  carrier({ privateAddresses: true, resolve: here, ...options }).carry(webhook(url))

export const answered = (status: number, retryAfterSeconds: number | null = null): Carried => ({
  _tag: "Answered",
  status,
  retryAfterSeconds
})

export const notAnswered = (why: "forbidden" | "timeout" | "unreachable", code: string | null = null): Carried => ({
  _tag: "NotAnswered",
  why,
  code
})
