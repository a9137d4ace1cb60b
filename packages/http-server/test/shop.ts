/** A shop of its own over memory, behind the in-process handler, for one test file. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  AccountMessages,
  Duka,
  layerProviders,
  layerSenders,
  type PaymentProvider,
  SecretKey,
  Settings,
  type StoragePorts
} from "@duka/core"
import type { FakeProvider } from "@duka/payment-fake"
import { Effect, Layer, Option, Redacted, Schema } from "effect"
import * as Server from "../src/Server.ts"
import * as Signing from "../src/identity/signing.ts"
import { makeBank } from "./bank.ts"

/** The shop's own: with it a test may sign what only the shop signs. */
export const secretKey = Redacted.make(new Uint8Array(32).fill(7))

/** With which the first owner is made. */
const setupToken = "let-the-owner-in"

/** Who knows it tells what became of an SMS. */
export const reportSecret = "a-secret-of-the-shop-and-its-carrier"

/** Takes every SMS, and reports nothing of it. */
const radio = layerSenders({
  sms: {
    name: "radio",
    send: () => Effect.succeed({ reference: null, cost: null, segments: 1 }),
    report: () => Effect.succeed(null)
  }
})

const boss = { name: "Otieno", email: "otieno@example.com", password: "mandazi ya asubuhi" }

const unbounded = { limit: 1_000_000, windowSeconds: 900 }

/** Tests that are about something else may try as often as they like. */
const unhurried: Settings.ShopSettings = {
  ...Settings.defaults,
  attempts: { fromAddress: unbounded, onAccount: unbounded, messages: unbounded },
  messages: { ...Settings.defaults.messages, reportSecret: Redacted.make(reportSecret) }
}

/** Does what is to be done in the background, as long as the shop is open. */
const worker = Layer.effectDiscard(Effect.forkScoped(Duka.worker({ takers: 2 })))

/** Every use case over a storage, with a bank that takes payments. */
const over = <E>(
  storage: Layer.Layer<StoragePorts, E>,
  messages: Layer.Layer<AccountMessages> = AccountMessages.layerNone,
  {
    bank = makeBank(),
    others = [],
    works = false
  }: {
    readonly bank?: FakeProvider.FakeProvider
    readonly others?: ReadonlyArray<PaymentProvider>
    readonly works?: boolean
  } = {}
) =>
  (works ? worker : Layer.empty).pipe(
    Layer.provideMerge(Duka.layerIdentified),
    Layer.provide(storage),
    Layer.provide([Signing.layer([]), messages, Layer.succeed(Settings.Settings, unhurried)]),
    Layer.provide([Layer.succeed(SecretKey, secretKey), layerProviders(bank.provider, ...others), radio]),
    Layer.merge(Server.SetupToken.layerOf(Option.some(Redacted.make(setupToken))))
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
  (handler: (request: Request) => Promise<Response>, origin = "http://duka.local") =>
  (method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answer> =>
    handler(
      new Request(`${origin}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
      })
    ).then(read)

export type Send = ReturnType<typeof sending>

const Tokens = Schema.Struct({ accessToken: Schema.String, refreshToken: Schema.String })

export const tokensOf = Schema.decodeUnknownSync(Tokens)

/** An access token of the shop's owner, who is made if there is none. */
export const ownerToken = async (send: Send): Promise<string> => {
  const made = await send("POST", "/v1/auth/setup", { body: { token: setupToken, ...boss } })
  if (made.status !== 204 && made.status !== 401) throw new Error(`no owner: ${JSON.stringify(made.body)}`)
  const { body } = await send("POST", "/v1/auth/login", { body: { login: boss.email, password: boss.password } })
  return tokensOf(body).accessToken
}

/** `works`: its jobs are run. `others`: who takes payments beside the bank. */
export const openOver = <E>(
  storage: Layer.Layer<StoragePorts, E>,
  messages?: Layer.Layer<AccountMessages>,
  { others = [], works = false }: { readonly others?: ReadonlyArray<PaymentProvider>; readonly works?: boolean } = {}
) => {
  const bank = makeBank()
  const { dispose, handler } = Server.handler(over(storage, messages, { bank, others, works }))
  const send = sending(handler)
  let signingIn: Promise<string> | undefined
  /** The owner, who is made when he is first asked for. */
  const staff: Send = async (method, path, { body, headers } = {}) => {
    const token = await (signingIn ??= ownerToken(send))
    const authorization = `Bearer ${token}`
    return send(method, path, { ...(body === undefined ? {} : { body }), headers: { authorization, ...headers } })
  }
  return { bank, handler, send, staff, dispose }
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
