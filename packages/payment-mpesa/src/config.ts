import { Effect, Redacted } from "effect"

/** Money that people pay in to the paybill by themselves (C2B). */
export interface PaybillOptions {
  /** Where Safaricom reaches this provider's messages, without the secret: `https://shop.example/v1/webhooks/payments/mpesa`. */
  readonly webhookUrl: string
  /** The API operator of the short code, with the right to query transactions. */
  readonly initiator: string
  /** Its password, encrypted with Safaricom's certificate, in base64: the portal makes it. */
  readonly securityCredential: Redacted.Redacted
}

export interface MpesaConfig {
  /** `mpesa` unless given: also in the path of its webhooks, where Safaricom may mind the word. */
  readonly name?: string
  /** `https://api.safaricom.co.ke` unless given; the sandbox is `https://sandbox.safaricom.co.ke`. */
  readonly baseUrl?: string
  readonly consumerKey: Redacted.Redacted
  readonly consumerSecret: Redacted.Redacted
  /** The paybill; of a till, the store number of its head office. */
  readonly shortCode: string
  /** The till that is paid, when it is one. */
  readonly tillNumber?: string
  readonly passkey: Redacted.Redacted
  /** Of letters, digits, dashes and underscores, at least 24: who knows it can tell the shop that somebody has paid. */
  readonly callbackSecret: Redacted.Redacted
  readonly paybill?: PaybillOptions
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

/** A secret that can be guessed is none: that is found when the shop starts. */
export const checkedSecret = ({ callbackSecret }: MpesaConfig): Effect.Effect<string> => {
  const secret = Redacted.value(callbackSecret)
  return /^[\w-]{24,200}$/u.test(secret)
    ? Effect.succeed(secret)
    : Effect.die(new Error("M-Pesa's callback secret is 24 to 200 letters, digits, dashes and underscores."))
}

/** The messages that Safaricom sends, each to a path of its own behind the secret. */
export type Message = "stk" | "validation" | "confirmation" | "status"

export const callbackAt = (
  webhookUrl: string,
  { config, message }: { readonly config: MpesaConfig; readonly message: Message }
): string => `${webhookUrl.replace(/\/+$/u, "")}/${Redacted.value(config.callbackSecret)}/${message}`
