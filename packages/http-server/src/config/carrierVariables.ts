/** Who carries the shop's messages, and where its own templates are. */
import { Text } from "@duka/core"
import { Config, Effect, Option, Redacted, Result, Schema } from "effect"
import type { CarrierKeys } from "../messages/carrying.ts"
import { secret } from "./secret.ts"
import { type Description, variable, wrong, type WrongVariable } from "./variable.ts"

const shown = { secret: false } as const

const SmtpUrl = Schema.String.check(Schema.isPattern(/^smtps?:\/\/[\x21-\x7e]{1,500}$/i))
const Domain = Schema.String.check(Schema.isPattern(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i))
const Selector = Schema.String.check(Schema.isPattern(/^[a-z0-9._-]{1,63}$/i))
const Pem = Schema.String.check(Schema.isPattern(/^-----BEGIN [A-Z ]+-----/))
const SenderId = Schema.String.check(Schema.isPattern(/^[\x21-\x7e ]{1,20}$/))
const Folder = Schema.String.check(Schema.isBetweenLength(1, 500))

const withSmtp = "required with DUKA_SMTP_URL"
const withDkim = "required with DUKA_DKIM_DOMAIN"

export const carrierVariables = {
  smtpUrl: variable(
    {
      name: "DUKA_SMTP_URL",
      meaning:
        "The server that takes the shop's mail. What of user and password is no letter or digit is percent-encoded.",
      expected: "smtp://user:password@host:587, or smtps:// for TLS from the beginning",
      otherwise: "no mail is sent",
      secret: true
    },
    Config.schema(SmtpUrl, "DUKA_SMTP_URL").pipe(Config.map(Redacted.make), Config.option)
  ),
  mailFrom: variable(
    {
      name: "DUKA_MAIL_FROM",
      meaning: "The address that mail is sent from, under the name of DUKA_SHOP_NAME.",
      expected: "an email address",
      otherwise: withSmtp,
      ...shown
    },
    Config.schema(Text.Email, "DUKA_MAIL_FROM").pipe(Config.option)
  ),
  dkimDomain: variable(
    {
      name: "DUKA_DKIM_DOMAIN",
      meaning: "Mail is signed for this domain (DKIM), unless the mail server does that itself.",
      expected: "the domain of DUKA_MAIL_FROM, or one above it",
      otherwise: "mail is not signed",
      ...shown
    },
    Config.schema(Domain, "DUKA_DKIM_DOMAIN").pipe(Config.option)
  ),
  dkimSelector: variable(
    {
      name: "DUKA_DKIM_SELECTOR",
      meaning: "The public key stands in DNS at <selector>._domainkey.<domain>.",
      expected: "letters, digits, dots, dashes and underscores",
      otherwise: withDkim,
      ...shown
    },
    Config.schema(Selector, "DUKA_DKIM_SELECTOR").pipe(Config.option)
  ),
  dkimPrivateKey: variable(
    {
      name: "DUKA_DKIM_PRIVATE_KEY",
      meaning: "The private key, in PEM; its line breaks may be written as \\n.",
      expected: "-----BEGIN PRIVATE KEY-----…",
      otherwise: withDkim,
      secret: true
    },
    Config.schema(Pem, "DUKA_DKIM_PRIVATE_KEY").pipe(
      Config.map((pem) => Redacted.make(pem.replaceAll("\\n", "\n"))),
      Config.option
    )
  ),
  smsUsername: variable(
    {
      name: "DUKA_AFRICASTALKING_USERNAME",
      meaning:
        "The user name of the shop's app at Africa's Talking, which carries SMS. That of its sandbox is sandbox.",
      expected: "the name as the dashboard shows it",
      otherwise: "no SMS is sent",
      ...shown
    },
    Config.schema(Selector, "DUKA_AFRICASTALKING_USERNAME").pipe(Config.option)
  ),
  smsApiKey: secret(
    "DUKA_AFRICASTALKING_API_KEY",
    "The API key of the same app.",
    "required with DUKA_AFRICASTALKING_USERNAME"
  ),
  smsSenderId: variable(
    {
      name: "DUKA_AFRICASTALKING_SENDER_ID",
      meaning: "The alphanumeric sender or short code that is registered for the shop.",
      expected: "at most 20 printable characters",
      otherwise: "Africa's Talking's own",
      ...shown
    },
    Config.schema(SenderId, "DUKA_AFRICASTALKING_SENDER_ID").pipe(Config.option)
  ),
  templatesDir: variable(
    {
      name: "DUKA_TEMPLATES_DIR",
      meaning: "A folder with templates of messages that take the place of those that come along.",
      expected: "the path of a folder",
      otherwise: "messages read as they come along, in English and Swahili",
      ...shown
    },
    Config.schema(Folder, "DUKA_TEMPLATES_DIR").pipe(Config.option)
  )
} as const

const read = Effect.all(
  {
    smtpUrl: carrierVariables.smtpUrl.read,
    mailFrom: carrierVariables.mailFrom.read,
    dkimDomain: carrierVariables.dkimDomain.read,
    dkimSelector: carrierVariables.dkimSelector.read,
    dkimPrivateKey: carrierVariables.dkimPrivateKey.read,
    smsUsername: carrierVariables.smsUsername.read,
    smsApiKey: carrierVariables.smsApiKey.read,
    smsSenderId: carrierVariables.smsSenderId.read,
    templatesDir: carrierVariables.templatesDir.read
  },
  { mode: "result" }
)

type Read<A> = Result.Result<Option.Option<A>, WrongVariable>

const given = <A>(answer: Read<A>): A | null => (Result.isSuccess(answer) ? Option.getOrNull(answer.success) : null)

/** What goes with another variable and is not there. */
const lacking = <A, B>(one: Read<A>, other: Read<B>, description: Description): ReadonlyArray<WrongVariable> =>
  Result.isSuccess(one) && Result.isSuccess(other) && Option.isSome(one.success) && Option.isNone(other.success)
    ? [wrong({ ...description, secret: false }, null)]
    : []

const mailOf = (answers: Effect.Success<typeof read>): CarrierKeys["mail"] => {
  const [url, from] = [given(answers.smtpUrl), given(answers.mailFrom)]
  if (url === null || from === null) return null
  const [domain, selector] = [given(answers.dkimDomain), given(answers.dkimSelector)]
  const privateKey = given(answers.dkimPrivateKey)
  const dkim = domain === null || selector === null || privateKey === null ? null : { domain, selector, privateKey }
  return { url, from, dkim }
}

const smsOf = (answers: Effect.Success<typeof read>): CarrierKeys["sms"] => {
  const [username, apiKey] = [given(answers.smsUsername), given(answers.smsApiKey)]
  return username === null || apiKey === null ? null : { username, apiKey, senderId: given(answers.smsSenderId) }
}

/** Who carries messages, and every variable of it that is wrong. */
export const carrierKeys = Effect.map(read, (answers) => {
  const all: ReadonlyArray<Result.Result<unknown, WrongVariable>> = Object.values(answers)
  const keys: CarrierKeys = {
    mail: mailOf(answers),
    sms: smsOf(answers),
    templatesDir: given(answers.templatesDir)
  }
  return {
    keys,
    wrong: [
      ...all.flatMap((answer) => (Result.isFailure(answer) ? [answer.failure] : [])),
      ...lacking(answers.smtpUrl, answers.mailFrom, carrierVariables.mailFrom),
      ...lacking(answers.dkimDomain, answers.dkimSelector, carrierVariables.dkimSelector),
      ...lacking(answers.dkimDomain, answers.dkimPrivateKey, carrierVariables.dkimPrivateKey),
      ...lacking(answers.smsUsername, answers.smsApiKey, carrierVariables.smsApiKey)
    ]
  }
})
