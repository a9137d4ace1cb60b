/** What the baselines answer with: the headers and the bytes that Duka sends. */
import { Time } from "@duka/core"
import { hash, randomBytes } from "node:crypto"
import type { Query } from "./reads.ts"

export type Rows = <Row extends object>(query: Query) => Promise<ReadonlyArray<Row>>

/** How a baseline talks to its database. `transaction` takes everything back when the work rejects. */
export interface Connector {
  readonly query: Rows
  readonly transaction: (work: (query: Rows) => Promise<number>) => Promise<number>
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export class Refused extends Error {
  readonly status: number
  constructor(status: number) {
    super(`refused: ${status}`)
    this.status = status
  }
}

export const sha256 = (text: string) => hash("sha256", text, "hex")

const unchecked = { disableChecks: true } as const

const digest = (text: string) => hash("sha1", text, "base64url").slice(0, 16)

const safe = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-type": "application/json"
}
const shared = {
  ...safe,
  "cache-control": "public, max-age=10, stale-while-revalidate=30",
  vary: "Authorization, Cookie, Accept-Encoding"
}
export const own = { ...safe, "cache-control": "private, no-store" }

/** A UUID of version 7 (RFC 9562). */
export const newId = (): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

export const timestamp = (millis: number) => Time.Timestamp.make(new Date(millis).toISOString(), unchecked)

export const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)])
  )
}

export interface ListRow {
  readonly json: string
  readonly value: string | number
  readonly id: string
  readonly total?: number
}

export const cached = (body: string, version = ""): Reply => ({
  status: 200,
  headers: { ...shared, etag: `"${version}${digest(body)}"` },
  body
})

export const pageOf = (rows: ReadonlyArray<ListRow>, limit: number, sort: string): Reply => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next =
    rows.length > limit && last !== undefined
      ? `"${Buffer.from(JSON.stringify({ sort, value: last.value, id: last.id })).toString("base64url")}"`
      : "null"
  return cached(`{"items":[${shown.map(({ json }) => json).join(",")}],"nextCursor":${next}}`)
}
