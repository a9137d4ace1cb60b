/** Header fields (RFC 5322, RFC 2047). Whatever stands in a value, it stays one value of its field. */
import { encodeWord, foldLines, quoteString } from "nodemailer/lib/mime-funcs"
import type { Mailbox } from "./addresses.ts"

/** In characters. What is longer is cut: a line of a header has room for 998 octets, and nobody reads so much. */
const textMax = 250

const lineMax = 76
const encodedWordMax = 52

/** Without controls and breaks; spaces beside each other are one, for folding keeps no more. */
const oneLine = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp} ]+/gu, " ")
      .trim()
  ]
    .slice(0, textMax)
    .join("")
    .trim()

/** `=?` begins an encoded word: a text that has it is encoded, so that it is read as it was written. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/u.test(text) && !text.includes("=?")

const encoded = (text: string): string =>
  encodeWord(text, Buffer.byteLength(text) > 1.5 * text.length ? "B" : "Q", encodedWordMax)

const phrase = (text: string): string =>
  /^[\w ]*$/u.test(text) ? text : isPlain(text) ? quoteString(text) : encoded(text)

export const textOf = (text: string): string => {
  const line = oneLine(text)
  return isPlain(line) ? line : encoded(line)
}

/** `address` is one of `addressOf`. */
export const mailboxOf = ({ address, name }: Mailbox): string => {
  const shown = oneLine(name)
  return shown === "" ? address : `${phrase(shown)} <${address}>`
}

/** RFC 5322, in UTC. */
export const dateOf = (millis: number): string => new Date(millis).toUTCString().replace("GMT", "+0000")

/** The field as it goes out, folded where it has spaces; without the line break at its end. */
export const field = (name: string, value: string): string => foldLines(`${name}: ${value}`, lineMax)
