/** Calls of a provider's HTTP API that answers in JSON and tells by the status whether it does as it is told. */
import type { ProviderRefused, ProviderUnreachable } from "@duka/core"
import { Effect, Predicate, Schema } from "effect"
import type { HttpClientRequest } from "effect/http"
import { readJson } from "./reading.ts"
import { sending, type SendingOptions } from "./sending.ts"

/** The words of a refusal, which are text or, for each field, a list of texts. */
const Trouble = Schema.Struct({ message: Schema.optional(Schema.Unknown) })

/** Which fields, of those that a provider lists; never what stood in them. */
const wordsOf = (message: unknown): string =>
  typeof message === "string" ? message : Predicate.isObject(message) ? Object.keys(message).join(", ") : ""

export interface Asked<S> {
  readonly request: HttpClientRequest.HttpClientRequest
  /** Whether something may have happened when the answer is lost. */
  readonly acts: boolean
  readonly answer: S
}

/** What a provider answers when it does not do as it is told. */
export interface Refusal {
  readonly status: number
  readonly words: string
}

export type Said<A> =
  | { readonly _tag: "Answered"; readonly answer: A }
  | { readonly _tag: "Refused"; readonly refusal: Refusal }

export const make = Effect.fnUntraced(function* (options: SendingOptions) {
  const { lost, sent, unreachable, ...words } = yield* sending(options)

  const refusedBy = ({ status, words: said }: Refusal) => words.refused(`${status} ${said}`)

  /** What it answers, or why it does not: the caller knows what its refusals mean. */
  const call = Effect.fnUntraced(function* <S extends Schema.ConstraintDecoder<unknown>>({
    acts,
    answer,
    request
  }: Asked<S>): Effect.fn.Return<Said<S["Type"]>, ProviderUnreachable | ProviderRefused> {
    const { retryAfterSeconds, status, text } = yield* sent(request, acts)
    if (status === 429) return yield* unreachable("nothing_done", retryAfterSeconds)
    if (status >= 500) return yield* lost(acts, retryAfterSeconds)
    if (status >= 200 && status < 300) {
      const read = yield* readJson(answer, text)
      return read === null ? yield* lost(acts) : { _tag: "Answered", answer: read }
    }
    const trouble = yield* readJson(Trouble, text)
    const refusal = { status, words: wordsOf(trouble?.message) }
    if (status === 401 || status === 403) return yield* refusedBy(refusal)
    return { _tag: "Refused", refusal }
  })

  return { ...words, call, refusedBy, unreachable }
})

export type Calls = Effect.Success<ReturnType<typeof make>>
