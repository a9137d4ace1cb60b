/** Africa's Talking on this machine: what its documentation says of requests, answers, refusals and reports. */
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { loopback } from "../../../test/environment/loopback.ts"

export const credentials = { username: "shop-7f3a", apiKey: "atsk_of-the-shop" }

/** The sender ids that the account has. */
const senderIds = ["DUKA", "20880"]

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly form: URLSearchParams
}

/**
 * `lost`: it takes the message, and closes the connection. `silent`: it never answers. `closing`: it closes the connection in
 * the middle of an answer. `said`: it says this, and takes nothing.
 */
export type Fault =
  | { readonly kind: "none" | "lost" | "silent" | "closing" }
  | {
      readonly kind: "said"
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

interface Taken {
  readonly to: string
  readonly text: string
  readonly from: string | null
  readonly reference: string
}

interface Recipient {
  readonly statusCode: number
  readonly number: string
  readonly status: string
  readonly cost: string
  readonly messageId: string
}

export const created = (recipients: ReadonlyArray<object>, message = "Sent"): Fault => ({
  kind: "said",
  status: 201,
  body: { SMSMessageData: { Message: message, Recipients: recipients } }
})

const read = async (incoming: IncomingMessage): Promise<Request> => {
  const parts: Array<Buffer> = []
  for await (const part of incoming) parts.push(Buffer.from(part))
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    form: new URLSearchParams(Buffer.concat(parts).toString("utf8"))
  }
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const say = (outgoing: ServerResponse, { body, headers, status }: Answer) => {
  const type = typeof body === "string" ? "text/plain" : "application/json"
  outgoing.writeHead(status, { "content-type": type, ...headers })
  outgoing.end(typeof body === "string" ? body : JSON.stringify(body))
}

export const africasTalkingServer = Effect.gen(function* () {
  const requests: Array<Request> = []
  const taken: Array<Taken> = []
  const faults: Array<Fault> = []
  /** The status codes of numbers that get no message. */
  const refused = new Map<string, number>()
  let hungUp = 0

  const recipientOf = (number: string, { form }: Request): Recipient => {
    const code = refused.get(number)
    if (code !== undefined) {
      return { statusCode: code, number, status: "Refused", cost: "0", messageId: "None" }
    }
    const reference = `ATXid_${randomUUID().replaceAll("-", "")}`
    taken.push({ to: number, text: form.get("message") ?? "", from: form.get("from"), reference })
    return { statusCode: 101, number, status: "Success", cost: "KES 0.8000", messageId: reference }
  }

  const answer = (request: Request): Answer => {
    const { form, headers, method, path } = request
    if (method !== "POST" || path !== "/version1/messaging") return { status: 404, body: "Not Found" }
    if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") !== true) {
      return { status: 415, body: "Unsupported Media Type" }
    }
    if (headers.apikey !== credentials.apiKey || form.get("username") !== credentials.username) {
      return { status: 401, body: "The supplied authentication is invalid" }
    }
    if (headers.accept !== "application/json") return { status: 201, body: "<AfricasTalkingResponse/>" }
    const numbers = (form.get("to") ?? "").split(",").filter((number) => number !== "")
    if (numbers.length === 0 || (form.get("message") ?? "") === "" || form.get("bulkSMSMode") !== "1") {
      return { status: 400, body: "Request is missing a required form field" }
    }
    const from = form.get("from")
    if (from !== null && !senderIds.includes(from)) {
      return { status: 201, body: { SMSMessageData: { Message: "InvalidSenderId", Recipients: [] } } }
    }
    const recipients = numbers.map((number) => recipientOf(number, request))
    const sent = recipients.filter(({ statusCode }) => statusCode === 101).length
    const message = `Sent to ${sent}/${numbers.length} Total Cost: ${sent === 0 ? "0" : `KES ${(sent * 0.8).toFixed(4)}`}`
    return { status: 201, body: { SMSMessageData: { Message: message, Recipients: recipients } } }
  }

  const origin = yield* loopback(() => (incoming, outgoing) => {
    void read(incoming).then((request) => {
      requests.push(request)
      const fault = faults.shift() ?? { kind: "none" }
      switch (fault.kind) {
        case "silent":
          incoming.socket.on("close", () => {
            hungUp += 1
          })
          return
        case "closing":
          outgoing.writeHead(201, { "content-type": "application/json", "content-length": "1000" })
          outgoing.write('{"SMSMessageData":', () => outgoing.destroy())
          return
        case "lost":
          answer(request)
          outgoing.destroy()
          return
        case "said":
          say(outgoing, fault)
          return
        case "none":
          say(outgoing, answer(request))
      }
    })
  })

  return { origin, requests, taken, faults, refused, hungUp: () => hungUp }
})

/** The body of a report. */
export const reportOf = (fields: Readonly<Record<string, string>>) =>
  new URLSearchParams({ phoneNumber: "+254700000001", networkCode: "63902", ...fields }).toString()
