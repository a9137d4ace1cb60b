/** What the shop is known by at Safaricom. */
import { Config, Redacted, Schema } from "effect"
import { secret } from "./secret.ts"
import { variable } from "./variable.ts"

const ShortCode = Schema.String.check(Schema.isPattern(/^[0-9]{5,7}$/))
const PathSecret = Schema.String.check(Schema.isPattern(/^[\w-]{24,200}$/))
const Url = Schema.String.check(Schema.isPattern(/^https:\/\/[a-z0-9.-]+$/))
const Name = Schema.String.check(Schema.isPattern(/^[a-z][a-z_]{1,30}$/))
const Initiator = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,100}$/))
const Credential = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9+/]{20,1000}={0,2}$/))

export const mpesaVariables = {
  mpesaConsumerKey: secret(
    "DUKA_MPESA_CONSUMER_KEY",
    "The consumer key of the shop's app at Daraja: buyers pay by a prompt on their phone.",
    "no payments by M-Pesa"
  ),
  mpesaConsumerSecret: secret(
    "DUKA_MPESA_CONSUMER_SECRET",
    "The consumer secret of the same app.",
    "required with DUKA_MPESA_CONSUMER_KEY"
  ),
  mpesaShortCode: variable(
    {
      name: "DUKA_MPESA_SHORT_CODE",
      meaning: "The paybill that is paid.",
      expected: "5 to 7 digits",
      otherwise: "required with DUKA_MPESA_CONSUMER_KEY",
      secret: false
    },
    Config.schema(ShortCode, "DUKA_MPESA_SHORT_CODE").pipe(Config.option)
  ),
  mpesaPasskey: secret("DUKA_MPESA_PASSKEY", "Its passkey for prompts.", "required with DUKA_MPESA_CONSUMER_KEY"),
  mpesaCallbackSecret: variable(
    {
      name: "DUKA_MPESA_CALLBACK_SECRET",
      meaning: "Stands in the address that M-Pesa tells the shop at, because it signs nothing.",
      expected: "24 to 200 letters, digits, dashes and underscores",
      otherwise: "required with DUKA_MPESA_CONSUMER_KEY",
      secret: true
    },
    Config.schema(PathSecret, "DUKA_MPESA_CALLBACK_SECRET").pipe(Config.map(Redacted.make), Config.option)
  ),
  mpesaUrl: variable(
    {
      name: "DUKA_MPESA_URL",
      meaning: "Where Daraja is asked: its sandbox is https://sandbox.safaricom.co.ke.",
      expected: "an https address without a path",
      otherwise: "https://api.safaricom.co.ke",
      secret: false
    },
    Config.schema(Url, "DUKA_MPESA_URL").pipe(Config.option)
  ),
  mpesaName: variable(
    {
      name: "DUKA_MPESA_NAME",
      meaning:
        "What the method is called, also in the address of its messages: Safaricom registers none with mpesa in it.",
      expected: "2 to 31 small letters and underscores",
      otherwise: "mpesa",
      secret: false
    },
    Config.schema(Name, "DUKA_MPESA_NAME").pipe(Config.option)
  ),
  mpesaTillNumber: variable(
    {
      name: "DUKA_MPESA_TILL_NUMBER",
      meaning: "The till that is paid, when it is one: the short code is then the store number of its head office.",
      expected: "5 to 7 digits",
      otherwise: "the paybill is paid",
      secret: false
    },
    Config.schema(ShortCode, "DUKA_MPESA_TILL_NUMBER").pipe(Config.option)
  ),
  mpesaInitiator: variable(
    {
      name: "DUKA_MPESA_INITIATOR",
      meaning:
        "The API operator who may query transactions: with it, money counts that people pay in to the paybill by themselves.",
      expected: "up to 100 printable ASCII characters without spaces",
      otherwise: "money is paid by prompts alone; required with DUKA_MPESA_SECURITY_CREDENTIAL",
      secret: false
    },
    Config.schema(Initiator, "DUKA_MPESA_INITIATOR").pipe(Config.option)
  ),
  mpesaSecurityCredential: variable(
    {
      name: "DUKA_MPESA_SECURITY_CREDENTIAL",
      meaning: "The password of that operator, encrypted by the portal.",
      expected: "base64",
      otherwise: "required with DUKA_MPESA_INITIATOR",
      secret: true
    },
    Config.schema(Credential, "DUKA_MPESA_SECURITY_CREDENTIAL").pipe(Config.map(Redacted.make), Config.option)
  )
} as const
