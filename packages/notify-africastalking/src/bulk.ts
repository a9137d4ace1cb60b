/** Many messages in few requests: equal texts go together. */
import { type SendFailure, SenderPaused, type Sms } from "@duka/core"
import { Array as Arr, Effect, Result } from "effect"
import type { OneText, RequestMessage } from "./requests.ts"
import { unreadable } from "./statuses.ts"
import type { Outcome } from "./wire.ts"

/** Africa's Talking documents no limit. So many make a request of 20 kB, and an answer of 150 kB. */
const recipientsMax = 1_000

/** A message that may be sent, under the number as E.164 writes it; or why it may not. */
export type Checked = (sms: Pick<Sms, "to" | "text">) => Result.Result<{ readonly number: string }, SendFailure>

/** Who gets each text: a number once, however often it is asked for. */
const requestsOf = (messages: ReadonlyArray<{ readonly number: string; readonly text: string }>) =>
  [...Map.groupBy(messages, ({ text }) => text)].flatMap(([text, group]): ReadonlyArray<OneText> => {
    const numbers = [...new Set(group.map(({ number }) => number))]
    return Arr.chunksOf(numbers, recipientsMax).map((numbers) => ({ text, numbers }))
  })

const keyOf = (text: string, number: string) => `${number} ${text}`

const pauseOf = (outcomes: ReadonlyArray<Outcome>): SenderPaused | null =>
  outcomes
    .flatMap((outcome) => (Result.isFailure(outcome) ? [outcome.failure] : []))
    .find((failure) => failure instanceof SenderPaused) ?? null

/**
 * What became of each message, in their order; none of them fails the others. Requests follow one another. Once the account
 * takes nothing, no further request is made: what is left is paused too.
 */
export const sendingMany = (request: RequestMessage, checked: Checked) =>
  Effect.fn("AfricasTalking.sendMany")(function* (
    messages: ReadonlyArray<Sms>
  ): Effect.fn.Return<ReadonlyArray<Outcome>> {
    const judged = messages.map((sms) => Result.map(checked(sms), ({ number }) => ({ number, text: sms.text })))
    const said = new Map<string, Outcome>()
    let paused: SenderPaused | null = null
    for (const { numbers, text } of requestsOf(Arr.getSuccesses(judged))) {
      const failure: SenderPaused | null = paused
      const outcomes: ReadonlyArray<Outcome> =
        failure === null ? yield* request({ text, numbers }) : numbers.map(() => Result.fail(failure))
      numbers.forEach((number, index) => {
        const outcome = outcomes[index]
        if (outcome !== undefined) said.set(keyOf(text, number), outcome)
      })
      paused ??= pauseOf(outcomes)
    }
    return judged.map((each) =>
      Result.flatMap(each, ({ number, text }) => said.get(keyOf(text, number)) ?? Result.fail(unreadable()))
    )
  })
