/** A shop of its own over memory, behind the in-process handler, for one test file. */
import { MemoryStorage } from "@duka/adapter-memory"
import { AccountMessages, Duka, SecretKey, type StoragePorts } from "@duka/core"
import { Layer, Option, Redacted, Schema } from "effect"
import * as Server from "../src/Server.ts"
import * as Signing from "../src/identity/signing.ts"

export const adminToken = "let-the-staff-in"
const admin = { authorization: `Bearer ${adminToken}` } as const

/** Every use case over a storage. */
const over = <E>(
  storage: Layer.Layer<StoragePorts, E>,
  messages: Layer.Layer<AccountMessages> = AccountMessages.layerNone
) =>
  Duka.layerIdentified.pipe(
    Layer.provide(storage),
    Layer.provide([Signing.layer([]), messages]),
    Layer.provide(Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(7)))),
    Layer.merge(Layer.succeed(Server.AdminToken, Option.some(Redacted.make(adminToken))))
  )

/** Over fresh memory. */
export const useCases = over(MemoryStorage.layer)

export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly type: string | null
  readonly text: string
  /** Parsed when it is JSON. */
  readonly body: unknown
}

const read = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const type = response.headers.get("content-type")
  const body: unknown = type?.includes("json") === true && text !== "" ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, type, text, body }
}

/** `body` that is a string is sent as it is. */
export const sending =
  (handler: (request: Request) => Promise<Response>) =>
  (method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answer> =>
    handler(
      new Request(`http://duka.local${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
      })
    ).then(read)

export type Send = ReturnType<typeof sending>

export const openOver = <E>(storage: Layer.Layer<StoragePorts, E>, messages?: Layer.Layer<AccountMessages>) => {
  const { dispose, handler } = Server.handler(over(storage, messages))
  const send = sending(handler)
  const staff: Send = (method, path, { body, headers } = {}) =>
    send(method, path, { ...(body === undefined ? {} : { body }), headers: { ...admin, ...headers } })
  return { handler, send, staff, dispose }
}

export const open = () => openOver(MemoryStorage.layer)

/** Decodes what was answered with the contract's own schema, with nothing missing and nothing beside it. */
export const strictly = <A, I>(schema: Schema.Codec<A, I>): ((body: unknown) => A) =>
  Schema.decodeUnknownSync(Schema.toCodecJson(schema), { onExcessProperty: "error" })

const Problem = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  code: Schema.String,
  detail: Schema.optionalKey(Schema.String),
  violations: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        in: Schema.optionalKey(Schema.String),
        pointer: Schema.String,
        rule: Schema.String,
        message: Schema.String
      })
    )
  )
})

/** The code of a problem, after looking whether it is one. */
export const problemOf = ({ body, headers, status, type }: Answer) => {
  if (type !== "application/problem+json") throw new Error(`No problem: ${status} ${type} ${JSON.stringify(body)}`)
  const problem = Schema.decodeUnknownSync(Problem)(body)
  if (problem.status !== status) throw new Error(`The body says ${problem.status}, the answer ${status}.`)
  if (headers.get("x-content-type-options") !== "nosniff") throw new Error("A problem without its headers.")
  return problem
}

export const codeOf = (answer: Answer): string => `${answer.status} ${problemOf(answer).code}`

/** `body /lines/0/quantity isBetween`, each. */
export const rulesOf = (answer: Answer): ReadonlyArray<string> =>
  (problemOf(answer).violations ?? []).map(({ in: part = "", pointer, rule }) => `${part} ${pointer} ${rule}`.trim())
