/** How what is told reaches the shop: late, several times, in another order, or never. */
import type { WebhookMessage } from "@duka/core"
import { Effect } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"

/** Whether the shop has taken it: otherwise it is told again. `url`: where the payment said that it wants to be told. */
export type Deliver = (message: WebhookMessage, url: string | null) => Effect.Effect<boolean>

const attemptsMax = 5
const firstRetrySeconds = 5

/** To the address that the payment was started with, as any provider does it. */
export const overHttp: Effect.Effect<Deliver, never, HttpClient.HttpClient> = Effect.map(
  HttpClient.HttpClient,
  (client): Deliver =>
    ({ body, headers }, url) =>
      url === null
        ? Effect.succeed(true)
        : client.execute(HttpClientRequest.post(url, { headers }).pipe(HttpClientRequest.bodyUint8Array(body))).pipe(
            Effect.map(({ status }) => status >= 200 && status < 300),
            Effect.timeout("10 seconds"),
            Effect.orElseSucceed(() => false)
          )
)

export interface Delivery {
  readonly deliver: Deliver
  readonly url: string | null
  /** It is told after each of them: nowhere in the list, it is lost; twice, it is told twice. */
  readonly delaysSeconds: ReadonlyArray<number>
}

/** `message` is made, and so signed, at each attempt. */
export const delivered = (message: Effect.Effect<WebhookMessage>, { delaysSeconds, deliver, url }: Delivery) => {
  const attempt = (left: number, waitSeconds: number): Effect.Effect<void> =>
    Effect.flatMap(message, (signed) => deliver(signed, url)).pipe(
      Effect.flatMap((isTaken) =>
        isTaken || left === 0
          ? Effect.void
          : Effect.delay(
              Effect.suspend(() => attempt(left - 1, waitSeconds * 2)),
              `${waitSeconds} seconds`
            )
      )
    )
  return Effect.forEach(
    delaysSeconds,
    (seconds) => Effect.delay(attempt(attemptsMax - 1, firstRetrySeconds), `${seconds} seconds`),
    { concurrency: "unbounded", discard: true }
  )
}
