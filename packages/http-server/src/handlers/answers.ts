/**
 * Answers that are ready for the wire. The compiler checks them against what the contract's schemas encode to, and tests
 * decode the bytes strictly; between the two nothing goes through Schema.
 */
import { type Document, Page } from "@duka/core"
import type { Schema } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import { hash } from "node:crypto"
import { accessOf } from "../identity/cookies.ts"
import { safeHeaders } from "../middleware/safeHeaders.ts"

/** The text of a value of the contract: a model of core is plain JSON already. */
export const text =
  <S extends Schema.Constraint>(_contract: S) =>
  (body: S["Encoded"]): string =>
    JSON.stringify(body)

const digest = (json: string) => hash("sha1", json, "base64url").slice(0, 16)

const versionName = '"version":'

/** A quotation mark inside a text is escaped: when the name stands only once, it is the product's own. */
const versionOf = (json: string): number => {
  const at = json.indexOf(versionName)
  return at === json.lastIndexOf(versionName)
    ? Number.parseInt(json.slice(at + versionName.length, at + versionName.length + 12), 10)
    : Number(JSON.parse(json).version)
}

/** Stock and prices in other currencies change the answer and not the version: the tag holds both. */
export const productTag = (json: string): string => `"${versionOf(json)}-${digest(json)}"`
export const versionTag = (version: number): string => `"${version}"`
export const listTag = (json: string): string => `"${digest(json)}"`

const isMatch = (asked: string | undefined, tag: string): boolean =>
  asked !== undefined &&
  (asked === tag || asked.trim() === "*" || asked.split(",").some((one) => one.trim().replace(/^W\//, "") === tag))

/**
 * A page may show a price or a stock that is up to 40 seconds old, and no older: placing asks for the total that was seen
 * and allocates by what is there, so that a stale page costs a second look and never a wrong sale.
 */
const publicly = "public, max-age=10, stale-while-revalidate=30"
const privately = safeHeaders["cache-control"]

const contentType = "application/json"

/** Whether nobody says who he is. Most requests have neither header. */
const isAnonymous = ({ headers }: HttpServerRequest.HttpServerRequest): boolean => {
  const { authorization, cookie } = headers
  return authorization === undefined && (cookie === undefined || accessOf(cookie) === undefined)
}

/** An answer of the public catalog: 304 when who asks has it already. Staff see more, and nobody keeps that. */
export const catalog = (
  request: HttpServerRequest.HttpServerRequest,
  body: string,
  etag: string
): HttpServerResponse.HttpServerResponse => {
  const headers = {
    ...safeHeaders,
    etag,
    "cache-control": isAnonymous(request) ? publicly : privately,
    vary: "Authorization, Cookie, Accept-Encoding"
  }
  return isMatch(request.headers["if-none-match"], etag)
    ? HttpServerResponse.empty({ status: 304, headers })
    : HttpServerResponse.text(body, { contentType, headers })
}

/** What belongs to somebody: nobody keeps it. */
export const own = (body: string, version?: number): HttpServerResponse.HttpServerResponse =>
  version === undefined
    ? HttpServerResponse.text(body, { contentType, headers: safeHeaders })
    : changed(body, versionTag(version))

/** What belongs to somebody, as a file. */
export const download = (
  body: string,
  filename: string,
  type: string = contentType
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(body, {
    contentType: type,
    headers: { ...safeHeaders, "content-disposition": `attachment; filename="${filename}"` }
  })

/** 201, and where it is from now on. */
export const created = (
  body: string,
  { etag, location }: { readonly etag: string; readonly location: string }
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(body, { status: 201, contentType, headers: { ...safeHeaders, etag, location } })

/** The answer of an earlier request with the same key says so. */
export const replayable = (
  answer: HttpServerResponse.HttpServerResponse,
  replayed: boolean
): HttpServerResponse.HttpServerResponse =>
  replayed ? HttpServerResponse.setHeader(answer, "idempotent-replayed", "true") : answer

export const changed = (body: string, etag: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(body, { contentType, headers: { ...safeHeaders, etag } })

/** A page of documents, put together from their texts. */
export const documents = <A>(page: Page.Page<Document.Document<A>>): string => {
  const items = page.items.map((item) => item.json).join(",")
  return "nextCursor" in page
    ? `{"items":[${items}],"nextCursor":${JSON.stringify(page.nextCursor)}}`
    : `{"items":[${items}],"page":${page.page},"size":${page.size},"total":${page.total}}`
}

/** The page that a request asks for when nothing can be found. */
export const nothing = (request: Page.PageRequest): Page.Page<never> =>
  "page" in request
    ? { items: [], page: request.page, size: request.size ?? Page.pageLimits.pageSizeDefault, total: 0 }
    : { items: [], nextCursor: null }
