/** Who takes the shop's money: each provider is switched on by its secret. */
import { Array, Config, Effect, Option, Result, Schema } from "effect"
import type { PaymentKeys } from "../payments/providing.ts"
import { identityVariables } from "./identityVariables.ts"
import { mpesaVariables } from "./mpesaVariables.ts"
import { secret } from "./secret.ts"
import { stripeVariables } from "./stripeVariables.ts"
import { type Description, variable, wrong, type WrongVariable } from "./variable.ts"

export const paymentVariables = {
  chapaSecretKey: secret(
    "DUKA_CHAPA_SECRET_KEY",
    "The secret key of the shop at Chapa: buyers pay on its page.",
    "no payments by Chapa"
  ),
  chapaWebhookSecret: secret(
    "DUKA_CHAPA_WEBHOOK_SECRET",
    "The secret hash that was entered on Chapa's dashboard beside the address of the webhook.",
    "required with DUKA_CHAPA_SECRET_KEY"
  ),
  paystackSecretKey: secret(
    "DUKA_PAYSTACK_SECRET_KEY",
    "The secret key of the shop at Paystack: buyers pay on its page, and its messages are signed with it.",
    "no payments by Paystack"
  ),
  flutterwaveSecretKey: secret(
    "DUKA_FLUTTERWAVE_SECRET_KEY",
    "The secret key of the shop at Flutterwave (v3): buyers pay on its page.",
    "no payments by Flutterwave"
  ),
  flutterwaveSecretHash: secret(
    "DUKA_FLUTTERWAVE_SECRET_HASH",
    "The secret hash that was entered on Flutterwave's dashboard beside the address of the webhook.",
    "required with DUKA_FLUTTERWAVE_SECRET_KEY"
  ),
  fake: variable(
    {
      name: "DUKA_FAKE_PAYMENTS",
      meaning:
        "For demonstrations on one process: offers the method fake, which takes no money and says at once that it was paid.",
      expected: "true or false",
      otherwise: "false",
      secret: false
    },
    Config.schema(Schema.Literals(["true", "false"]), "DUKA_FAKE_PAYMENTS").pipe(
      Config.withDefault("false" as const),
      Config.map((text) => text === "true")
    )
  ),
  ...mpesaVariables,
  ...stripeVariables
} as const

type Read<A> = Result.Result<Option.Option<A>, WrongVariable>

const read = Effect.all(
  {
    chapaKey: paymentVariables.chapaSecretKey.read,
    chapaHash: paymentVariables.chapaWebhookSecret.read,
    paystackKey: paymentVariables.paystackSecretKey.read,
    flutterwaveKey: paymentVariables.flutterwaveSecretKey.read,
    flutterwaveHash: paymentVariables.flutterwaveSecretHash.read,
    mpesaKey: paymentVariables.mpesaConsumerKey.read,
    mpesaSecret: paymentVariables.mpesaConsumerSecret.read,
    mpesaShortCode: paymentVariables.mpesaShortCode.read,
    mpesaPasskey: paymentVariables.mpesaPasskey.read,
    mpesaCallback: paymentVariables.mpesaCallbackSecret.read,
    mpesaUrl: paymentVariables.mpesaUrl.read,
    mpesaName: paymentVariables.mpesaName.read,
    mpesaTill: paymentVariables.mpesaTillNumber.read,
    mpesaInitiator: paymentVariables.mpesaInitiator.read,
    mpesaCredential: paymentVariables.mpesaSecurityCredential.read,
    fake: paymentVariables.fake.read,
    stripeKey: paymentVariables.stripeSecretKey.read,
    stripeHooks: paymentVariables.stripeWebhookSecrets.read,
    stripeNext: paymentVariables.stripeNext.read,
    stripeCapture: paymentVariables.stripeCapture.read,
    stripeReturn: paymentVariables.stripeReturnUrl.read
  },
  { mode: "result" }
)

/** What goes with a key and is not there. */
const lacking = <A, B>(key: Read<A>, other: Read<B>, description: Description): ReadonlyArray<WrongVariable> =>
  Result.isSuccess(key) && Result.isSuccess(other) && Option.isSome(key.success) && Option.isNone(other.success)
    ? [wrong({ ...description, secret: false }, null)]
    : []

const given = <A>(answer: Read<A>): A | null => (Result.isSuccess(answer) ? Option.getOrNull(answer.success) : null)

/** Money that people pay in by themselves comes to an address that Safaricom knows: without one the shop takes none. */
const paybillOf = (answers: Effect.Success<typeof read>, name: string, publicUrl: URL | null) => {
  const [initiator, securityCredential] = [given(answers.mpesaInitiator), given(answers.mpesaCredential)]
  return initiator === null || securityCredential === null || publicUrl === null
    ? {}
    : { paybill: { webhookUrl: `${publicUrl.origin}/v1/webhooks/payments/${name}`, initiator, securityCredential } }
}

const mpesaOf = (answers: Effect.Success<typeof read>, publicUrl: URL | null): PaymentKeys["mpesa"] => {
  const [consumerKey, consumerSecret] = [given(answers.mpesaKey), given(answers.mpesaSecret)]
  const [shortCode, passkey] = [given(answers.mpesaShortCode), given(answers.mpesaPasskey)]
  const [callbackSecret, baseUrl] = [given(answers.mpesaCallback), given(answers.mpesaUrl)]
  if (consumerKey === null || consumerSecret === null) return null
  if (shortCode === null || passkey === null || callbackSecret === null) return null
  const [name, tillNumber] = [given(answers.mpesaName) ?? "mpesa", given(answers.mpesaTill)]
  return {
    name,
    consumerKey,
    consumerSecret,
    shortCode,
    passkey,
    callbackSecret,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(tillNumber === null ? {} : { tillNumber }),
    ...paybillOf(answers, name, publicUrl)
  }
}

const stripeOf = (answers: Effect.Success<typeof read>): PaymentKeys["stripe"] => {
  const { stripeCapture, stripeNext } = answers
  const [secretKey, webhookSecrets] = [given(answers.stripeKey), given(answers.stripeHooks)]
  const returnUrl = given(answers.stripeReturn)
  if (secretKey === null || webhookSecrets === null || !Array.isReadonlyArrayNonEmpty(webhookSecrets)) return null
  if (Result.isFailure(stripeNext) || Result.isFailure(stripeCapture)) return null
  const [next, capture] = [stripeNext.success, stripeCapture.success]
  return { secretKey, webhookSecrets, next, capture, ...(returnUrl === null ? {} : { returnUrl }) }
}

interface Keys {
  readonly keys: PaymentKeys
  readonly wrong: ReadonlyArray<WrongVariable>
}

/**
 * The keys of every provider that is switched on, and every variable of them that is wrong. `publicUrl`: where providers
 * reach the shop, if it has said.
 */
export const paymentKeys = (publicUrl: URL | null): Effect.Effect<Keys> =>
  Effect.map(read, (answers): Keys => {
    const all: ReadonlyArray<Result.Result<unknown, WrongVariable>> = Object.values(answers)
    const [chapaKey, chapaHash] = [given(answers.chapaKey), given(answers.chapaHash)]
    const [flutterwaveKey, flutterwaveHash] = [given(answers.flutterwaveKey), given(answers.flutterwaveHash)]
    const paystackKey = given(answers.paystackKey)
    return {
      keys: {
        chapa: chapaKey === null || chapaHash === null ? null : { secretKey: chapaKey, webhookSecret: chapaHash },
        paystack: paystackKey === null ? null : { secretKey: paystackKey },
        flutterwave:
          flutterwaveKey === null || flutterwaveHash === null
            ? null
            : { secretKey: flutterwaveKey, secretHash: flutterwaveHash },
        fake: Result.isSuccess(answers.fake) && answers.fake.success,
        mpesa: mpesaOf(answers, publicUrl),
        stripe: stripeOf(answers)
      },
      wrong: [
        ...all.flatMap((answer) => (Result.isFailure(answer) ? [answer.failure] : [])),
        ...lacking(answers.chapaKey, answers.chapaHash, paymentVariables.chapaWebhookSecret),
        ...lacking(answers.flutterwaveKey, answers.flutterwaveHash, paymentVariables.flutterwaveSecretHash),
        ...lacking(answers.mpesaKey, answers.mpesaSecret, paymentVariables.mpesaConsumerSecret),
        ...lacking(answers.mpesaKey, answers.mpesaShortCode, paymentVariables.mpesaShortCode),
        ...lacking(answers.mpesaKey, answers.mpesaPasskey, paymentVariables.mpesaPasskey),
        ...lacking(answers.mpesaKey, answers.mpesaCallback, paymentVariables.mpesaCallbackSecret),
        ...lacking(answers.mpesaCredential, answers.mpesaInitiator, paymentVariables.mpesaInitiator),
        ...lacking(answers.mpesaInitiator, answers.mpesaCredential, paymentVariables.mpesaSecurityCredential),
        ...lacking(
          answers.mpesaInitiator,
          Result.succeed(Option.fromNullishOr(publicUrl)),
          identityVariables.publicUrl
        ),
        ...lacking(answers.stripeKey, answers.stripeHooks, paymentVariables.stripeWebhookSecrets)
      ]
    }
  })
