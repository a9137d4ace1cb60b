/** A request that goes out to a provider, and what it means when no answer comes. */
import { PaymentMethod, type ProviderUnreachable } from "@duka/core"
import { Effect } from "effect"
import { HttpClient, type HttpClientError, type HttpClientRequest } from "effect/http"
import { failing, isNeverSent, secondsIn } from "./failing.ts"

export interface SendingOptions {
  /** Of the provider, as a payment method. */
  readonly name: string
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number | undefined
}

/** What came back, whatever its status says. */
export interface Response {
  readonly status: number
  readonly text: string
  /** When it says so itself; otherwise a few. */
  readonly retryAfterSeconds: number
}

export const sending = Effect.fnUntraced(function* ({ answerMaxSeconds, name }: SendingOptions) {
  const client = yield* HttpClient.HttpClient
  const failures = failing(PaymentMethod.make(name))
  const { lost, unreachable } = failures

  const sent = (request: HttpClientRequest.HttpClientRequest, acts: boolean) =>
    client.execute(request).pipe(
      Effect.flatMap(({ headers, status, text }) =>
        Effect.map(text, (text): Response => ({ status, text, retryAfterSeconds: secondsIn(headers) }))
      ),
      Effect.timeoutOrElse({
        duration: `${answerMaxSeconds ?? 10} seconds`,
        orElse: () => Effect.fail(lost(acts))
      }),
      Effect.mapError((error: HttpClientError.HttpClientError | ProviderUnreachable) =>
        error._tag === "ProviderUnreachable" ? error : isNeverSent(error) ? unreachable("nothing_done") : lost(acts)
      )
    )

  return { ...failures, sent }
})
