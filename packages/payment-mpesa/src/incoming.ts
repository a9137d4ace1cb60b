/** Money that is paid in to the paybill: where Safaricom tells of it, and asking whether it is there. */
import type { IncomingMoney, ProviderFailure } from "@duka/core"
import { Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import { callbackAt, type MpesaConfig, type PaybillOptions } from "./config.ts"
import * as Daraja from "./Daraja.ts"
import { Accepted, Asked } from "./wire.ts"

const notAccepted = (code: string | number, words: string): Daraja.Refusal => ({
  status: 200,
  code: String(code),
  words
})

export interface ConfirmingOptions {
  readonly config: MpesaConfig
  readonly paybill: PaybillOptions
  readonly daraja: Daraja.Daraja
}

/** The answer comes to the `status` address, under the conversation's id. Asking twice is two conversations about one receipt. */
export const confirming = ({ config, daraja, paybill }: ConfirmingOptions) =>
  Effect.fn("Mpesa.confirmIncoming")(function* ({ reference }: IncomingMoney) {
    const resultUrl = callbackAt(paybill.webhookUrl, { config, message: "status" })
    const said = yield* daraja.call({
      path: "/mpesa/transactionstatus/v1/query",
      body: {
        Initiator: paybill.initiator,
        SecurityCredential: Redacted.value(paybill.securityCredential),
        CommandID: "TransactionStatusQuery",
        TransactionID: reference,
        PartyA: config.shortCode,
        // Of a short code.
        IdentifierType: "4",
        ResultURL: resultUrl,
        QueueTimeOutURL: resultUrl,
        Remarks: "Paid in",
        Occasion: "Paid in"
      },
      answer: Asked,
      // The answer may be on its way to the shop, under a conversation that it never heard of.
      acts: true
    })
    if (said._tag === "Refused") {
      const { refusal } = said
      return yield* refusal.status >= 500 ? daraja.unreachable("unknown") : daraja.refusedBy(refusal)
    }
    const { ConversationID, ResponseCode } = said.answer
    if (String(ResponseCode) !== "0") {
      return yield* daraja.refusedBy(notAccepted(ResponseCode, "The query was not accepted."))
    }
    return { _tag: "asked", token: ConversationID } as const
  })

export interface RegisterOptions {
  /** As in `PaybillOptions`. Safaricom takes no address with its own names in it, such as `mpesa`. */
  readonly webhookUrl: string
  /** What becomes of a payment when the shop does not answer whether it may be made: `Completed` unless given. */
  readonly unlessAnswered?: "Completed" | "Cancelled"
}

/** Tells Safaricom where to ask and tell of money that is paid in to the paybill. Once for each short code. */
export const registerUrls = Effect.fn("Mpesa.registerUrls")(function* (
  config: MpesaConfig,
  { unlessAnswered = "Completed", webhookUrl }: RegisterOptions
): Effect.fn.Return<void, ProviderFailure, HttpClient.HttpClient> {
  const daraja = yield* Daraja.make(config)
  const said = yield* daraja.call({
    path: "/mpesa/c2b/v2/registerurl",
    body: {
      ShortCode: config.shortCode,
      ResponseType: unlessAnswered,
      ConfirmationURL: callbackAt(webhookUrl, { config, message: "confirmation" }),
      ValidationURL: callbackAt(webhookUrl, { config, message: "validation" })
    },
    answer: Accepted,
    acts: true
  })
  if (said._tag === "Refused") return yield* daraja.refusedBy(said.refusal)
  if (String(said.answer.ResponseCode) !== "0") {
    return yield* daraja.refusedBy(notAccepted(said.answer.ResponseCode, "The addresses were not accepted."))
  }
})
