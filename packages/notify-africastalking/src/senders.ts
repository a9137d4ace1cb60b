/**
 * The sender over one account. `AfricasTalking.make` is this at the address that the mode has; the tests of this package make
 * it at a server of their own, which is why it stands apart and is not exported.
 */
import {
  type DeliveryReport,
  MessageRejected,
  type Receipt,
  type SendFailure,
  type Sms,
  type SmsSender
} from "@duka/core"
import { Effect, Result } from "effect"
import { type Checked, sendingMany } from "./bulk.ts"
import { type AfricasTalkingConfig, type AfricasTalkingMisconfigured, checked } from "./config.ts"
import { type AfricasTalkingModeTaken, origins, take } from "./modes.ts"
import { reachableNumbers } from "./numbers.ts"
import * as reports from "./reports.ts"
import { requesting } from "./requests.ts"
import { unreadable } from "./statuses.ts"

export interface AfricasTalkingSender extends SmsSender {
  /**
   * What became of each message, in their order; an empty list sends nothing, and is answered with one. Equal texts go in one
   * request of at most 1,000 recipients. Whoever is to get the same text twice gets it once, and both messages have that
   * outcome; different texts are different messages, whoever they are for.
   */
  sendMany(messages: ReadonlyArray<Sms>): Effect.Effect<ReadonlyArray<Result.Result<Receipt, SendFailure>>>
}

/** `origin`: where requests go instead. */
export const makeAt = Effect.fnUntraced(function* (
  config: AfricasTalkingConfig,
  origin?: string
): Effect.fn.Return<AfricasTalkingSender, AfricasTalkingMisconfigured | AfricasTalkingModeTaken> {
  const account = yield* checked(config)
  yield* take(account.mode)
  const request = yield* requesting(account, origin ?? origins[account.mode])
  const reachable = yield* reachableNumbers

  const checkedMessage: Checked = ({ text, to }) => {
    const number = reachable(to)
    if (number === null) return Result.fail(new MessageRejected({ reason: "the number is none that takes messages" }))
    return text.trim() === ""
      ? Result.fail(new MessageRejected({ reason: "there is no text" }))
      : Result.succeed({ number })
  }

  const send = Effect.fn("AfricasTalking.send")(function* (sms: Sms): Effect.fn.Return<Receipt, SendFailure> {
    const { number } = yield* Effect.fromResult(checkedMessage(sms))
    const [outcome] = yield* request({ text: sms.text, numbers: [number] })
    return yield* Effect.fromResult(outcome ?? Result.fail(unreadable()))
  })

  const report = (body: string): Effect.Effect<DeliveryReport | null> => Effect.sync(() => reports.read(body))

  return { name: "africastalking", send, sendMany: sendingMany(request, checkedMessage), report }
})
