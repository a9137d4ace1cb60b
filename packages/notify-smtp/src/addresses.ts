/** One address, as it stands in an envelope and in a header (RFC 5321, RFC 5322). It is never read as a list. */
import { Text } from "@duka/core"
import { Schema } from "effect"
import { quoteString } from "nodemailer/lib/mime-funcs"
import { domainToASCII } from "node:url"

export interface Mailbox {
  /** Empty: none. */
  readonly name: string
  readonly address: string
}

const isEmail = Schema.is(Text.Email)
/** Nothing else is left of a domain in ASCII, or taken for something else on the way there. */
const domainLetters = /^[\w.\u0080-\u{10ffff}-]+$/u
const hostPattern = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/iu
const asciiOnly = /^[\x21-\x7e]*$/u
const dotAtom = /^[^.]+(\.[^.]+)*$/u

/** A domain in ASCII (RFC 5890), in lower case; null: it is none. */
export const domainOf = (text: string): string | null => {
  if (!domainLetters.test(text)) return null
  const domain = asciiOnly.test(text) ? text.toLowerCase() : domainToASCII(text)
  return hostPattern.test(domain) && domain.length <= 253 ? domain : null
}

/** With the domain in ASCII, unless the part before it needs SMTPUTF8 (RFC 6531) anyway. Null: it is no address. */
export const addressOf = (text: string): string | null => {
  if (!isEmail(text)) return null
  const at = text.lastIndexOf("@")
  const local = text.slice(0, at)
  const domain = domainOf(text.slice(at + 1))
  if (domain === null) return null
  if (!asciiOnly.test(local)) return text
  return `${dotAtom.test(local) ? local : quoteString(local)}@${domain}`
}
