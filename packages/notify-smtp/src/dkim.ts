/**
 * DKIM (RFC 6376) by RSA with SHA-256, in the relaxed form of header and body. The key works on another thread: signing
 * takes more time than all the rest of a message.
 */
import { Effect } from "effect"
import { createHash, type KeyObject, sign } from "node:crypto"
import type { Composed } from "./composing.ts"

export interface Signing {
  /** In ASCII. */
  readonly domain: string
  readonly selector: string
  readonly key: KeyObject
}

/** Signed once more than they stand there: nobody can add another one (section 8.15). */
const onceOnly: ReadonlySet<string> = new Set(["from", "to", "reply-to", "subject", "date", "message-id"])

const namesOnLine = 5

const nameOf = (field: string): string => field.slice(0, field.indexOf(":")).toLowerCase()

const relaxed = (field: string): string => {
  const value = field.slice(field.indexOf(":") + 1)
  return `${nameOf(field)}:${value
    .replaceAll("\r\n", "")
    .replaceAll(/[ \t]+/gu, " ")
    .trim()}`
}

const relaxedBody = (body: string): string =>
  `${body
    .replaceAll(/[ \t]+/gu, " ")
    .replaceAll(" \r\n", "\r\n")
    .replace(/(\r\n)+$/u, "")}\r\n`

const lines = (text: string, pattern: RegExp): string => (text.match(pattern) ?? []).join("\r\n ")

const signed = (text: string, key: KeyObject): Effect.Effect<string> =>
  Effect.callback((resume) => {
    sign("sha256", Buffer.from(text), key, (error, signature) =>
      resume(error === null ? Effect.succeed(signature.toString("base64")) : Effect.die(error))
    )
  })

/** The field that goes before all others. */
export const signature = Effect.fnUntraced(function* ({ body, fields }: Composed, { domain, key, selector }: Signing) {
  const names = fields.map(nameOf)
  const all = [...names, ...names.filter((name) => onceOnly.has(name))]
  const named = all.map((name, index) => (index > 0 && index % namesOnLine === 0 ? `\r\n ${name}` : name)).join(":")
  const bodyHash = createHash("sha256").update(relaxedBody(body)).digest("base64")
  const unsigned = [
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;",
    `d=${domain}; s=${selector};`,
    `h=${named};`,
    `bh=${bodyHash};`,
    "b="
  ].join("\r\n ")
  const made = yield* signed([...fields.map(relaxed), relaxed(unsigned)].join("\r\n"), key)
  return `${unsigned}${lines(made, /.{1,72}/gu)}`
})
