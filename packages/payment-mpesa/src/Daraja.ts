/** Calls of Safaricom's Daraja: its tokens, its passwords, and what its refusals mean. */
import type { ProviderRefused, ProviderUnreachable } from "@duka/core"
import { readJson, type Response, sending } from "@duka/payment-http"
import { Cache, Clock, DateTime, Effect, Exit, Redacted, type Schema } from "effect"
import { Base64 } from "effect/encoding"
import { HttpClientRequest } from "effect/http"
import type { MpesaConfig } from "./config.ts"
import { Token, Trouble } from "./wire.ts"

/** Given up before it ends, so that it does not end on its way. */
const tokenSpareSeconds = 60

/** "Invalid Access Token", by its code: it comes with more than one status. */
const tokenEnded: ReadonlySet<string> = new Set(["404.001.03", "400.003.01", "401.003.01"])

/** "Spike arrest violation" and "Quota violation". */
const tooMany: ReadonlySet<string> = new Set(["500.003.02", "500.003.03"])

/** What Daraja answers when it does not do as it is told. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly words: string
}

interface Granted {
  readonly value: Redacted.Redacted
  readonly seconds: number
}

export interface Call<S> {
  readonly path: string
  readonly body: Readonly<Record<string, string | number>>
  readonly answer: S
  /** Whether something may have happened when the answer is lost. */
  readonly acts: boolean
}

export const make = Effect.fnUntraced(function* (config: MpesaConfig) {
  const { lost, sent, unreachable, ...words } = yield* sending({
    name: config.name ?? "mpesa",
    answerMaxSeconds: config.answerMaxSeconds
  })
  const baseUrl = (config.baseUrl ?? "https://api.safaricom.co.ke").replace(/\/+$/u, "")

  const refusedBy = ({ code, status, words: said }: Refusal) => words.refused(`${status} ${code} ${said}`)

  const refusalIn = ({ status, text }: Response) =>
    Effect.map(readJson(Trouble, text), (trouble): Refusal => ({
      status,
      code: String(trouble?.errorCode ?? ""),
      words: trouble?.errorMessage ?? ""
    }))

  /** A token is asked for by nobody twice at a time, and moves no money. */
  const granted = Effect.fnUntraced(function* () {
    const request = HttpClientRequest.get(`${baseUrl}/oauth/v1/generate?grant_type=client_credentials`).pipe(
      HttpClientRequest.basicAuth(config.consumerKey, config.consumerSecret)
    )
    const response = yield* sent(request, false)
    const token = response.status === 200 ? yield* readJson(Token, response.text) : null
    if (token !== null) return { value: Redacted.make(token.access_token), seconds: Number(token.expires_in) || 0 }
    if (response.status === 429 || response.status >= 500) {
      return yield* unreachable("nothing_done", response.retryAfterSeconds)
    }
    const refusal = yield* refusalIn(response)
    return yield* refusedBy({ ...refusal, words: `No token for the consumer key. ${refusal.words}` })
  })

  const tokens = yield* Cache.makeWith<"token", Granted, ProviderRefused | ProviderUnreachable>(granted, {
    capacity: 1,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? `${Math.max(0, exit.value.seconds - tokenSpareSeconds)} seconds` : 0)
  })

  const posted = Effect.fnUntraced(function* <S>({ acts, body, path }: Call<S>) {
    const token = yield* Cache.get(tokens, "token")
    const request = HttpClientRequest.post(`${baseUrl}${path}`).pipe(
      HttpClientRequest.bearerToken(token.value),
      HttpClientRequest.bodyJsonUnsafe(body)
    )
    const response = yield* sent(request, acts)
    return { token, response, refusal: yield* refusalIn(response) }
  })

  const isTokenEnded = ({ code, status }: Refusal) => status === 401 || tokenEnded.has(code)

  /** A call with a token that is not taken has done nothing: it is made once more, with another token. */
  const postedTwice = Effect.fnUntraced(function* <S>(call: Call<S>) {
    const first = yield* posted(call)
    if (!isTokenEnded(first.refusal)) return first
    yield* Cache.invalidateWhen(tokens, "token", (token) => token === first.token)
    return yield* posted(call)
  })

  /** What Daraja answers, or why it does not: the caller knows better what some of its refusals mean. */
  const call = Effect.fnUntraced(function* <S extends Schema.ConstraintDecoder<unknown>>(asked: Call<S>) {
    const { refusal, response } = yield* postedTwice(asked)
    if (response.status === 200) {
      const answer = yield* readJson(asked.answer, response.text)
      if (answer !== null) return { _tag: "Answered", answer } as const
      // An error with the status of a success, or something else altogether.
      if (refusal.code === "") return yield* lost(asked.acts)
    }
    if (response.status === 429 || tooMany.has(refusal.code)) {
      return yield* unreachable("nothing_done", response.retryAfterSeconds)
    }
    if (isTokenEnded(refusal)) return yield* refusedBy(refusal)
    if (response.status >= 500 && refusal.code === "") return yield* lost(asked.acts)
    return { _tag: "Refused", refusal } as const
  })

  /** The password of a request is good for its timestamp, which is Nairobi's time: three hours from UTC all year round. */
  const stamped = Effect.map(Clock.currentTimeMillis, (now) => {
    const timestamp = DateTime.formatIso(DateTime.makeUnsafe(now + 3 * 3_600_000))
      .slice(0, 19)
      .replaceAll(/\D/gu, "")
    return {
      BusinessShortCode: config.shortCode,
      Password: Base64.encode(`${config.shortCode}${Redacted.value(config.passkey)}${timestamp}`),
      Timestamp: timestamp
    }
  })

  return { ...words, call, refusedBy, stamped, unreachable }
})

export type Daraja = Effect.Success<ReturnType<typeof make>>
