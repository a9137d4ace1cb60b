/** One text to some numbers: a request, and what became of it for each of them. */
import { MessageRejected, type SendFailure, SenderUnavailable } from "@duka/core"
import { Array as Arr, Effect, Result } from "effect"
import type { Account } from "./config.ts"
import { fitted } from "./fitting.ts"
import { type Post, posting, type Trouble } from "./sdk.ts"
import { partsOf } from "./segments.ts"
import { failureOfHttp } from "./statuses.ts"
import { type Outcome, outcomesOf } from "./wire.ts"

export interface OneText {
  /** As it was written: it is cut here, where it is too long. */
  readonly text: string
  /** In E.164, each once, and at least one. */
  readonly numbers: ReadonlyArray<string>
}

const failureOf = (trouble: Trouble): SendFailure => {
  switch (trouble._tag) {
    case "NoNumber":
      return new MessageRejected({ reason: "the SDK does not take the number for one" })
    case "Answered":
      return failureOfHttp(trouble.status)
    case "Lost":
      return new SenderUnavailable({ reason: `no answer came (${trouble.code})` })
  }
}

export const requesting = Effect.fnUntraced(function* (account: Account, origin: string) {
  const { answerMaxSeconds, segmentsMax, senderId } = account
  const post: Post = yield* posting({ username: account.username, apiKey: account.apiKey }, origin)

  const limited: Post = (message) =>
    Effect.timeoutOrElse(post(message), {
      duration: `${answerMaxSeconds} seconds`,
      orElse: () => Effect.fail<Trouble>({ _tag: "Lost", code: "ETIMEDOUT" })
    })

  /** In the order of the numbers. */
  const request = Effect.fnUntraced(function* ({ numbers, text }: OneText): Effect.fn.Return<ReadonlyArray<Outcome>> {
    const message = fitted(text, segmentsMax)
    const asked = yield* Effect.result(
      limited({
        to: numbers,
        message,
        ...(senderId === null ? {} : { from: senderId }),
        // It answers for many at once without having asked each network.
        ...(numbers.length > 1 ? { enqueue: true } : {})
      })
    )
    if (Result.isSuccess(asked)) return outcomesOf(asked.success, { numbers, segments: partsOf(message).length })
    // It knows fewer numbers than we do, and one that it does not know keeps all of them back: the others go without it.
    if (asked.failure._tag === "NoNumber" && numbers.length > 1) {
      const halves = Arr.chunksOf(numbers, Math.ceil(numbers.length / 2))
      return (yield* Effect.forEach(halves, (half) => request({ numbers: half, text }))).flat()
    }
    return numbers.map(() => Result.fail(failureOf(asked.failure)))
  })

  return request
})

export type RequestMessage = Effect.Success<ReturnType<typeof requesting>>
