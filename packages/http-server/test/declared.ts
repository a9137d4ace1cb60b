/** What the server's own OpenAPI document says of its operations, and whether the headers of an answer keep to it. */
import { Asks } from "@duka/http-api"
import { Schema } from "effect"
import { assert } from "vitest"
import { type Send, sending } from "./shop.ts"

type Handler = (request: Request) => Promise<Response>

const Answered = Schema.Struct({
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.Struct({ required: Schema.Boolean })))
})
const Operation = Schema.Struct({
  responses: Schema.Record(Schema.String, Answered),
  requestBody: Schema.optionalKey(Schema.Unknown),
  "x-asks": Asks
})
const Spec = Schema.fromJsonString(
  Schema.Struct({
    paths: Schema.Record(Schema.String, Schema.Record(Schema.String, Operation)),
    components: Schema.Struct({ responses: Schema.Record(Schema.String, Answered) })
  })
)
const Problem = Schema.fromJsonString(Schema.Struct({ code: Schema.String }))

interface Declared {
  readonly name: string
  /** By their names in lower case, which is how answers bring them. */
  readonly headers: Readonly<Record<string, { readonly required: boolean }>>
}

const declared = (name: string, { headers = {} }: typeof Answered.Type): Declared => ({
  name,
  headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]))
})

/** What every answer may carry, whatever it answers: nothing that a caller must act on. */
const everywhere = [
  "content-length",
  "content-security-policy",
  "content-type",
  "ratelimit",
  "ratelimit-policy",
  "referrer-policy",
  "x-content-type-options"
]

const isEverywhere = (name: string, value: string) =>
  everywhere.includes(name) || (name === "cache-control" && /^(private, )?no-store$/.test(value))

/** It goes on until who asks goes away: a test of its own reads it. */
export const endless = "/v1/me/notifications/stream"

export const documentOf = async (handler: Handler) => {
  const { text } = await sending(handler)("GET", "/openapi.json")
  const { components, paths } = Schema.decodeUnknownSync(Spec)(text)

  const operations = Object.entries(paths)
    .filter(([path]) => path !== endless)
    // A word in a path goes before a parameter at its place.
    .toSorted(([a], [b]) => a.split("{").length - b.split("{").length)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, { requestBody, responses, "x-asks": asked }]) => ({
        method: method.toUpperCase(),
        path,
        asked,
        takesBody: requestBody !== undefined,
        pattern: new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`, "i"),
        answers: new Map(
          Object.entries(responses).map(([status, answer]) => [status, declared(`${method} ${path} ${status}`, answer)])
        )
      }))
    )
  const anywhere = new Map(Object.entries(components.responses).map(([code, answer]) => [code, declared(code, answer)]))

  /** Every header that an answer has carried, under the answer that declares it. */
  const seen = new Set<string>()

  const judge = async ({ method, url }: Request, response: Response) => {
    const asked = `${method} ${new URL(url).pathname}`
    const found =
      operations.find(({ pattern }) => pattern.test(asked))?.answers.get(String(response.status)) ??
      anywhere.get(Schema.decodeUnknownSync(Problem)(await response.clone().text()).code)
    assert(found !== undefined, `${asked} ${response.status} is not in the document`)
    const carried = [...response.headers].flatMap(([name, value]) =>
      isEverywhere(name, value) && !(name in found.headers) ? [] : [name]
    )
    const must = Object.entries(found.headers).flatMap(([name, { required }]) => (required ? [name] : []))
    assert.includeMembers(Object.keys(found.headers), carried, `declared for ${asked} ${response.status}`)
    assert.includeMembers([...response.headers.keys()], must, `carried by ${asked} ${response.status}`)
    for (const name of carried) seen.add(`${found.name} ${name}`)
  }

  return {
    operations,
    seen,
    /** Every header that the document promises. */
    promised: [...operations.flatMap(({ answers }) => [...answers.values()]), ...anywhere.values()].flatMap(
      ({ headers, name }) => Object.keys(headers).map((header) => `${name} ${header}`)
    ),
    /** Sends, and fails where an answer and the document differ. */
    judged: (handler: Handler): Send =>
      sending(async (request) => {
        const response = await handler(request)
        await judge(request, response)
        return response
      })
  }
}
