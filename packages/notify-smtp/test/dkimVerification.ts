/** Verifying a DKIM signature (RFC 6376, sections 3.4, 3.7 and 6.1), by the bytes that came in. */
import { createHash, type KeyObject, verify } from "node:crypto"
import { nameOf, received } from "./received.ts"

const relaxedBody = (body: string) => {
  const lines = body.split("\r\n").map((line) => line.replaceAll(/[ \t]+/gu, " ").replace(/ $/u, ""))
  while (lines.at(-1) === "") lines.pop()
  return lines.map((line) => `${line}\r\n`).join("")
}

const relaxed = (field: string) => {
  const value = field
    .slice(field.indexOf(":") + 1)
    .replaceAll("\r\n", "")
    .replaceAll(/[ \t]+/gu, " ")
  return `${nameOf(field).trim()}:${value.trim()}`
}

export interface Verified {
  readonly isVerified: boolean
  readonly tags: ReadonlyMap<string, string>
  /** The fields that it covers, as often as it names them. */
  readonly names: ReadonlyArray<string>
}

export const verified = (raw: Buffer, key: KeyObject): Verified => {
  const { body, fields } = received(raw)
  const signature = fields.find((field) => nameOf(field) === "dkim-signature") ?? ""
  const tags = new Map(
    signature
      .slice(signature.indexOf(":") + 1)
      .split(";")
      .map((tag) => {
        const [name = "", ...rest] = tag.split("=")
        return [name.trim(), rest.join("=").replaceAll(/\s/gu, "")] as const
      })
  )
  const names = (tags.get("h") ?? "").split(":").map((name) => name.toLowerCase())
  // The last of its name first, and nothing where there is none any more.
  const left = fields.filter((field) => field !== signature)
  const covered = names.flatMap((name) => {
    const at = left.findLastIndex((field) => nameOf(field) === name)
    return at < 0 ? [] : left.splice(at, 1).map((field) => `${relaxed(field)}\r\n`)
  })
  const unsigned = relaxed(signature).replace(/(;\s*b=)[^;]*/u, "$1")
  const hash = createHash("sha256").update(relaxedBody(body), "latin1").digest("base64")
  const text = Buffer.from(`${covered.join("")}${unsigned}`, "latin1")
  const isSigned = verify("sha256", text, key, Buffer.from(tags.get("b") ?? "", "base64"))
  return { isVerified: isSigned && hash === tags.get("bh"), tags, names }
}
