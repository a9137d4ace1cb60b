/**
 * Calls through Stripe's own library, over the platform's HTTP client. The library neither retries nor measures: the shop
 * retries, with the same key. A call that is interrupted ends, because each has a client of its own that hears of it.
 */
import { type PaymentDeclined, PaymentMethod, type ProviderRefused, ProviderUnreachable } from "@duka/core"
import { failing, isNeverSent, secondsIn } from "@duka/payment-http"
import { Effect, Option, Predicate, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type Stripe from "stripe"
import { declineOf } from "./declines.ts"

/** Loaded with the first call: it takes half a second and 35 MB. */
export const library = Effect.promise(() => import("stripe"))

/** What this package was written for. An account's own default, and later ones, answer otherwise. */
const apiVersion = "2026-10-28.endive"

type Transport = NonNullable<Stripe.StripeConfig["httpClient"]>
type Body = Awaited<ReturnType<Transport["makeRequest"]>>

interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** The library survives no answer that is other JSON than an object. */
const parsed = (text: string): Promise<object> =>
  new Promise((resolve, reject) => {
    const value: unknown = JSON.parse(text)
    if (Predicate.isObject(value)) resolve(value)
    else reject(new SyntaxError("The answer is no object."))
  })

const bodyOf = ({ headers, status }: Received, text: string): Body => ({
  getStatusCode: () => status,
  getHeaders: () => ({ ...headers }),
  getRawResponse: () => ({ headers, statusCode: status }),
  toStream: () => null,
  toJSON: () => parsed(text)
})

interface Answered {
  readonly lastResponse: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> }
}

export interface Asked<S> {
  readonly ask: (stripe: Stripe) => Promise<Answered>
  readonly answer: S
}

/** What Stripe answers when it does not do as it is told. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly param: string
  readonly words: string
}

/**
 * `replayed`: the answer is that of an earlier call with the key. `Spent`: the key is of no more use, because Stripe repeats
 * a failure of its own under it, or knows it for another request.
 */
export type Said<A> =
  | { readonly _tag: "Answered"; readonly answer: A; readonly replayed: boolean }
  | { readonly _tag: "Refused"; readonly refusal: Refusal }
  | { readonly _tag: "Spent" }

type Failure = ProviderUnreachable | ProviderRefused | PaymentDeclined

export interface AskingOptions {
  readonly name: string
  readonly baseUrl: string
  readonly secretKey: Redacted.Redacted
  readonly answerMaxSeconds: number
}

export const make = Effect.fnUntraced(function* (options: AskingOptions) {
  const client = yield* HttpClient.HttpClient
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const failures = failing(PaymentMethod.make(options.name))
  const { declined, refused, unreachable } = failures
  const { hostname, port, protocol } = new URL(options.baseUrl)
  const isPlain = protocol === "http:"

  const transport = (signal: AbortSignal): Transport => ({
    getClientName: () => "effect",
    makeRequest: (host, at, path, method, headers, body, scheme) => {
      const request = HttpClientRequest.make(method === "POST" ? "POST" : "GET")(`${scheme}://${host}:${at}${path}`, {
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
      })
      const sent =
        method === "POST" ? HttpClientRequest.bodyText(request, body, String(headers["Content-Type"])) : request
      return run(
        client
          .execute(sent)
          .pipe(Effect.flatMap((received) => Effect.map(received.text, (text) => bodyOf(received, text)))),
        { signal }
      )
    }
  })

  const refusedBy = ({ code, param, status, words }: Refusal) =>
    refused(
      [status, code, param, words.replaceAll(/\b(?:sk|rk|pk|whsec)_\S+/gu, "…")].filter((part) => part !== "").join(" ")
    )

  /** What Stripe says of an error, with what came along; an error that it has not said is silence. */
  const called = Effect.fnUntraced(function* (ask: Asked<never>["ask"], lost: ProviderUnreachable) {
    const { default: Library } = yield* library
    return yield* Effect.tryPromise((signal) =>
      ask(
        new Library(Redacted.value(options.secretKey), {
          apiVersion,
          httpClient: transport(signal),
          host: hostname,
          port: port === "" ? (isPlain ? 80 : 443) : Number(port),
          protocol: isPlain ? "http" : "https",
          maxNetworkRetries: 0,
          telemetry: false
        })
      )
    ).pipe(
      Effect.map((answer) => {
        const { headers, statusCode } = answer.lastResponse
        return { received: { status: statusCode, headers }, answer, error: null }
      }),
      Effect.timeoutOrElse({ duration: `${options.answerMaxSeconds} seconds`, orElse: () => Effect.fail(lost) }),
      Effect.catch((failure) => {
        if (failure instanceof ProviderUnreachable) return Effect.fail(failure)
        const error = failure.cause
        if (!(error instanceof Library.errors.StripeError)) return Effect.fail(lost)
        return error.statusCode === undefined
          ? Effect.fail(isNeverSent(error.detail) ? unreachable("nothing_done") : lost)
          : Effect.succeed({
              received: { status: error.statusCode, headers: error.headers ?? {} },
              answer: null,
              error
            })
      })
    )
  })

  const said = Effect.fnUntraced(function* <S extends Schema.ConstraintDecoder<unknown>>(
    { answer: schema, ask }: Asked<S>,
    outcome: ProviderUnreachable["outcome"]
  ): Effect.fn.Return<Said<S["Type"]>, Failure> {
    const { answer, error, received } = yield* called(ask, unreachable(outcome))
    const { headers, status } = received
    const replayed = headers["idempotent-replayed"] === "true"
    if (status === 429 || error?.code === "rate_limit") return yield* unreachable("nothing_done", secondsIn(headers))
    if (error?.rawType === "idempotency_error" || (status >= 500 && replayed)) return { _tag: "Spent" }
    // The key is in use: somebody else is doing it right now.
    if (status >= 500 || status === 409) return yield* unreachable(outcome, secondsIn(headers))
    if (error?.rawType === "card_error") return yield* declined(declineOf(error))
    if (error === null && status < 300) {
      const read = Option.getOrNull(Schema.decodeUnknownOption(schema)(answer))
      return read === null ? yield* unreachable(outcome) : { _tag: "Answered", answer: read, replayed }
    }
    const refusal = { status, code: error?.code ?? "", param: error?.param ?? "", words: error?.message ?? "" }
    if (status === 401 || status === 403) return yield* refusedBy(refusal)
    return { _tag: "Refused", refusal }
  })

  /** Something may have happened when the answer is lost. */
  const act = <S extends Schema.ConstraintDecoder<unknown>>(asked: Asked<S>) => said(asked, "unknown")

  /** Null for what Stripe does not have. */
  const read = Effect.fnUntraced(function* <S extends Schema.ConstraintDecoder<unknown>>(
    asked: Asked<S>
  ): Effect.fn.Return<S["Type"] | null, Failure> {
    const answered = yield* said(asked, "nothing_done")
    switch (answered._tag) {
      case "Answered":
        return answered.answer
      case "Refused":
        return answered.refusal.status === 404 ? null : yield* refusedBy(answered.refusal)
      case "Spent":
        return yield* unreachable("nothing_done")
    }
  })

  return { ...failures, act, read, refusedBy }
})

export type Asking = Effect.Success<ReturnType<typeof make>>
