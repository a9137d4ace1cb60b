/** A message in bytes: plain text, and HTML as the better alternative (RFC 2046), in lines of seven bits. */
import type { Mail } from "@duka/core"
import { encode, wrap } from "nodemailer/lib/qp"
import type { Mailbox } from "./addresses.ts"
import { dateOf, field, mailboxOf, textOf } from "./headers.ts"

/** What every message of a shop has. */
export interface Letterhead {
  readonly from: Mailbox
  readonly replyTo: Mailbox | null
}

export interface Composing {
  readonly letterhead: Letterhead
  readonly mail: Mail
  /** The recipient's, as `addressOf` gives it. */
  readonly address: string
  /** `<…@…>` */
  readonly messageId: string
  /** As `unsubscribeOf` gives it. */
  readonly unsubscribeUrl: string | null
  readonly at: number
}

export interface Composed {
  /** Folded, without the line breaks at their ends. */
  readonly fields: ReadonlyArray<string>
  /** ASCII. */
  readonly body: string
}

/** A line of a header has room for 998 octets. */
const urlMax = 900

/** In the form of a header (RFC 2369), in which a comma would begin another one. Null: it is no address of the web. */
export const unsubscribeOf = (text: string): string | null => {
  if (!URL.canParse(text)) return null
  const { href, protocol } = new URL(text)
  const url = href.replaceAll(",", "%2C")
  return /^https?:$/u.test(protocol) && /^[\x21-\x7e]+$/u.test(url) && !/[<>]/u.test(url) && url.length <= urlMax
    ? url
    : null
}

const base64 = (text: string): string =>
  Buffer.from(text)
    .toString("base64")
    .replaceAll(/.{76}(?=.)/gu, "$&\r\n")

const quotedPrintable = (text: string): string => wrap(encode(text))

/** Quoted-printable is a third longer or less in languages that are written in ASCII, and three times in others. */
const part = (kind: string, given: string): string => {
  const text = given.replaceAll(/\r\n|\r|\n/gu, "\r\n")
  const isOther = Buffer.byteLength(text) > 1.5 * text.length
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    `Content-Transfer-Encoding: ${isOther ? "base64" : "quoted-printable"}`,
    "",
    isOther ? base64(text) : quotedPrintable(text)
  ].join("\r\n")
}

export const compose = ({ address, at, letterhead, mail, messageId, unsubscribeUrl }: Composing): Composed => {
  // Neither encoding has a line that begins with `--=_`.
  const boundary = `=_${mail.id}`
  return {
    fields: [
      field("From", mailboxOf(letterhead.from)),
      field("To", mailboxOf({ name: mail.to.name, address })),
      ...(letterhead.replyTo === null ? [] : [field("Reply-To", mailboxOf(letterhead.replyTo))]),
      field("Subject", textOf(mail.subject)),
      field("Date", dateOf(at)),
      `Message-ID: ${messageId}`,
      "Auto-Submitted: auto-generated",
      ...(unsubscribeUrl === null
        ? []
        : [`List-Unsubscribe: <${unsubscribeUrl}>`, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]),
      "MIME-Version: 1.0",
      `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`
    ],
    body: [
      `--${boundary}`,
      part("plain", mail.text),
      `--${boundary}`,
      part("html", mail.html),
      `--${boundary}--`,
      ""
    ].join("\r\n")
  }
}
