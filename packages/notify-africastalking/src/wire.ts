/** What Africa's Talking answers with 201, as far as it is read. */
import type { Receipt, SendFailure } from "@duka/core"
import { Option, Result, Schema } from "effect"
import { failureOf, refusals, statusCodes, unreadable } from "./statuses.ts"

export type Outcome = Result.Result<Receipt, SendFailure>

const Answer = Schema.Struct({
  SMSMessageData: Schema.Struct({
    Message: Schema.optional(Schema.Unknown),
    // One that cannot be read takes nothing from the others.
    Recipients: Schema.Array(Schema.Unknown)
  })
})

const Recipient = Schema.Struct({
  statusCode: Schema.Union([Schema.Int, Schema.String.check(Schema.isPattern(/^\d{1,6}$/u))]),
  number: Schema.String,
  cost: Schema.optional(Schema.Unknown),
  messageId: Schema.optional(Schema.Unknown)
})
type Recipient = typeof Recipient.Type

const readAnswer = Schema.decodeUnknownOption(Answer)
const readRecipient = Schema.decodeUnknownOption(Recipient)

/** Whatever is longer is no name and no price. */
const word = (said: unknown, lengthMax: number): string | null =>
  typeof said === "string" && said !== "" && said !== "None" && said.length <= lengthMax ? said : null

const digits = (number: string) => number.replaceAll(/\D/gu, "")

const outcomeOf = ({ cost, messageId, statusCode }: Recipient, segments: number): Outcome => {
  const meaning = statusCodes.get(Number(statusCode))
  if (meaning === undefined) return Result.fail(unreadable())
  return meaning.verdict === "accepted"
    ? Result.succeed({ reference: word(messageId, 200), cost: word(cost, 40), segments })
    : Result.fail(failureOf(meaning))
}

export interface AskedFor {
  /** Each once. */
  readonly numbers: ReadonlyArray<string>
  readonly segments: number
}

const toNobody = (message: unknown): SendFailure =>
  failureOf(
    (typeof message === "string" ? refusals.get(message) : undefined) ?? {
      verdict: "unavailable",
      reason: "it has taken the message for nobody, and does not say why"
    }
  )

/** What became of each number, in their order. */
export const outcomesOf = (body: unknown, { numbers, segments }: AskedFor): ReadonlyArray<Outcome> => {
  const answer = Option.getOrNull(readAnswer(body))
  if (answer === null) return numbers.map(() => Result.fail(unreadable()))
  const { Message, Recipients } = answer.SMSMessageData
  if (Recipients.length === 0) return numbers.map(() => Result.fail(toNobody(Message)))
  const recipients = Recipients.flatMap((each) => Option.toArray(readRecipient(each)))
  const named = new Map(recipients.map((each) => [digits(each.number), each]))
  // Asked for one number, it answers for one, however it may write it.
  const only = numbers.length === 1 && Recipients.length === 1 ? recipients[0] : undefined
  return numbers.map((number) => {
    const recipient = only ?? named.get(digits(number))
    return recipient === undefined ? Result.fail(unreadable()) : outcomeOf(recipient, segments)
  })
}
