/** A provider on this machine, and the faults of a network. */
import type { WebhookMessage } from "@duka/core"
import { Effect } from "effect"
import type { IncomingMessage } from "node:http"
import { loopback as listening } from "../../../test/environment/loopback.ts"

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string
  readonly headers: IncomingMessage["headers"]
  readonly contentType: string
  readonly text: string
  /** What a JSON body holds; nothing of another. */
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * `none`: it answers as it should. `lost`: it acts, and its answer is lost. `late`: it acts, and its answer takes its time.
 * `silent`: it never answers.
 */
export type Fault =
  | { readonly kind: "none" | "lost" | "silent" }
  | { readonly kind: "late"; readonly millis: number }
  | ({ readonly kind: "said" } & Answer)

export interface Loopback {
  readonly baseUrl: string
  readonly requests: Array<Request>
  /** The next requests meet these, in order. */
  readonly faults: Array<Fault>
  /** The next of these requests meets it. */
  readonly fail: (which: (request: Request) => boolean, fault: Fault) => void
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const read = async (incoming: IncomingMessage): Promise<Request> => {
  const parts: Array<Buffer> = []
  for await (const part of incoming) parts.push(Buffer.from(part))
  const url = new URL(incoming.url ?? "/", "http://loopback")
  const text = Buffer.concat(parts).toString("utf8")
  return {
    method: incoming.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization ?? "",
    headers: incoming.headers,
    contentType: incoming.headers["content-type"] ?? "",
    text,
    body: parsed(text)
  }
}

/** `answer` decides what is answered; the faults decide whether anybody hears it. */
export const loopback = Effect.fnUntraced(function* (answer: (request: Request) => Answer) {
  const requests: Array<Request> = []
  const faults: Array<Fault> = []
  const meant: Array<{ readonly which: (request: Request) => boolean; readonly fault: Fault }> = []
  const baseUrl = yield* listening(() => (incoming, outgoing) => {
    void read(incoming).then((request) => {
      requests.push(request)
      const index = meant.findIndex(({ which }) => which(request))
      const fault = index < 0 ? faults.shift() : meant.splice(index, 1)[0]?.fault
      if (fault?.kind === "silent") return
      const { body, headers, status } = fault?.kind === "said" ? fault : answer(request)
      if (fault?.kind === "lost") {
        outgoing.destroy()
        return
      }
      const say = () => {
        outgoing.writeHead(status, { "content-type": "application/json", ...headers })
        outgoing.end(typeof body === "string" ? body : JSON.stringify(body))
      }
      if (fault?.kind === "late") setTimeout(say, fault.millis)
      else say()
    })
  })
  const fail: Loopback["fail"] = (which, fault) => void meant.push({ which, fault })
  return { baseUrl, requests, faults, fail } satisfies Loopback
})

/** A message as it comes in, with the headers that its sender makes of its bytes. */
export const messageOf = (
  body: unknown,
  headers: (raw: Uint8Array) => Readonly<Record<string, string>>
): WebhookMessage => {
  const raw = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body))
  return { headers: { "content-type": "application/json", ...headers(raw) }, body: raw, path: [] }
}
