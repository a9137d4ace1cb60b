/** Why a payment failed, in the words of banks that providers pass on. */
import type { DeclineCode } from "@duka/core"

const words: ReadonlyArray<readonly [RegExp, DeclineCode]> = [
  [/insufficient/iu, "insufficient_funds"],
  [/expired card/iu, "expired_card"],
  [/incorrect pin|invalid pin|wrong pin/iu, "incorrect_pin"],
  [/cancel/iu, "cancelled_by_payer"],
  [/limit|exceed/iu, "limit_exceeded"],
  [/not permitted|restricted/iu, "payer_not_permitted"],
  [/fraud|stolen|lost card/iu, "fraud_suspected"],
  [/authenticat|otp/iu, "authentication_failed"],
  [/timeout|timed out/iu, "expired"]
]

export const declineOf = (said: string | null | undefined): DeclineCode =>
  words.find(([pattern]) => pattern.test(said ?? ""))?.[1] ?? "declined"
