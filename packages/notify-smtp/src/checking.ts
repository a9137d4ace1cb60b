/** Options that cannot work are found when the shop starts, all of them at once. */
import { Effect, Option, Redacted, Schema } from "effect"
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import { hostname } from "node:os"
import { addressOf, domainOf, type Mailbox } from "./addresses.ts"
import type { Letterhead } from "./composing.ts"
import type { Signing } from "./dkim.ts"
import type { DkimOptions, SmtpOptions } from "./options.ts"
import { isLoopback, type Place, placeOf } from "./place.ts"

/** Options, and what was expected of each. It holds nothing of what was given. */
export class SmtpMisconfigured extends Schema.TaggedError<SmtpMisconfigured>()("SmtpMisconfigured", {
  problems: Schema.Array(Schema.Struct({ option: Schema.String, expected: Schema.String }))
}) {
  override get message() {
    const lines = this.problems.map(({ expected, option }) => `  ${option}: expected ${expected}`)
    return `No mail can be sent by SMTP:\n${lines.join("\n")}`
  }
}

/** Options that were checked, with what holds where nothing was given. */
export interface Checked extends Letterhead {
  readonly place: Place
  readonly messageIdDomain: string
  readonly ehloName: string
  readonly requireTls: boolean
  readonly ca: string | null
  readonly maxConnections: number
  readonly messagesPerConnection: number
  readonly connectMaxSeconds: number
  readonly greetingMaxSeconds: number
  readonly answerMaxSeconds: number
  readonly sendMaxSeconds: number
  readonly signing: Signing | null
}

const numbers = {
  maxConnections: { otherwise: 10, max: 200 },
  messagesPerConnection: { otherwise: 1_000, max: 1_000_000 },
  connectMaxSeconds: { otherwise: 20, max: 600 },
  greetingMaxSeconds: { otherwise: 15, max: 600 },
  answerMaxSeconds: { otherwise: 30, max: 600 },
  sendMaxSeconds: { otherwise: 60, max: 3_600 }
} as const

/** In bits (RFC 8301, section 3.2). */
const keySizeMin = 1_024

const privateKeyOf = (pem: Redacted.Redacted): KeyObject | null => {
  const key = Option.getOrNull(Option.liftThrowable(() => createPrivateKey(Redacted.value(pem)))())
  const isUsable = key?.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= keySizeMin
  return isUsable ? key : null
}

const isCertificate = (pem: string) => Option.isSome(Option.liftThrowable(() => new X509Certificate(pem))())

/** Its own, where others can look it up: some servers turn away whoever has none. */
const ownName = () => (hostname().includes(".") ? domainOf(hostname()) : null)

const emailExpected = "an email address, such as shop@example.com"
const domainExpected = "a domain, such as example.com"

export const check = Effect.fnUntraced(function* (options: SmtpOptions) {
  const problems: Array<{ readonly option: string; readonly expected: string }> = []

  /** What was read, or null with a problem noted. */
  const read = <A>(option: string, expected: string, value: A | null): A | null => {
    if (value === null) problems.push({ option, expected })
    return value
  }

  const mailbox = (option: string, { address, name }: Mailbox): Mailbox | null => {
    const checked = read(`${option}.address`, emailExpected, addressOf(address))
    return checked === null ? null : { name, address: checked }
  }

  const domain = (option: string, given: string) => read(option, domainExpected, domainOf(given))

  const number = (option: keyof typeof numbers): number => {
    const { max, otherwise } = numbers[option]
    const given = options[option] ?? otherwise
    const isRight = Number.isInteger(given) && given >= 1 && given <= max
    return read(option, `a whole number from 1 to ${max}`, isRight ? given : null) ?? otherwise
  }

  const signingOf = (dkim: DkimOptions): Signing | null => {
    const signer = domain("dkim.domain", dkim.domain)
    const selector = domain("dkim.selector", dkim.selector)
    const expected = `an RSA key of ${keySizeMin} bits or more, in PEM and not encrypted`
    const key = read("dkim.privateKey", expected, privateKeyOf(dkim.privateKey))
    return signer === null || selector === null || key === null ? null : { domain: signer, selector, key }
  }

  const placed = placeOf(options)
  if ("problem" in placed) problems.push(placed.problem)
  const from = mailbox("from", options.from)
  const replyTo = options.replyTo === undefined ? null : mailbox("replyTo", options.replyTo)
  const fromDomain = from === null ? null : domainOf(from.address.slice(from.address.lastIndexOf("@") + 1))
  const messageIdDomain =
    options.messageIdDomain === undefined ? fromDomain : domain("messageIdDomain", options.messageIdDomain)
  const ehloName = options.ehloName === undefined ? (ownName() ?? fromDomain) : domain("ehloName", options.ehloName)
  const ca =
    options.ca === undefined ? null : read("ca", "certificates in PEM", isCertificate(options.ca) ? options.ca : null)
  const signing = options.dkim === undefined ? null : signingOf(options.dkim)
  const counted = {
    maxConnections: number("maxConnections"),
    messagesPerConnection: number("messagesPerConnection"),
    connectMaxSeconds: number("connectMaxSeconds"),
    greetingMaxSeconds: number("greetingMaxSeconds"),
    answerMaxSeconds: number("answerMaxSeconds"),
    sendMaxSeconds: number("sendMaxSeconds")
  }
  const incomplete = "problem" in placed || from === null || messageIdDomain === null || ehloName === null
  if (incomplete || problems.length > 0) return yield* new SmtpMisconfigured({ problems })
  const { place } = placed
  const requireTls = place.isImplicitTls || (options.requireTls ?? !isLoopback(place.host))
  const checked: Checked = { place, from, replyTo, messageIdDomain, ehloName, requireTls, ca, signing, ...counted }
  return checked
})
