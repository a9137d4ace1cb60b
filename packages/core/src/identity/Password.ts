/**
 * Passwords after NIST SP 800-63B, section 3.1.1: long rather than mixed, refused when they are among the first that
 * anybody tries, compared after normalising, never shown.
 */
import { Redacted, Schema, SchemaGetter } from "effect"
import { commonPasswords } from "./commonPasswords.ts"

export const passwordLimits = { lengthMin: 10, lengthMax: 1_000 } as const

const normalised = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((text: string) => text.normalize("NFC")),
    encode: SchemaGetter.passthrough()
  })
)

const redacted = { label: "password" } as const

/** A password as somebody types it: whether it is a good one does not matter any more. */
export const Password = Schema.RedactedFromValue(
  normalised.check(Schema.isBetweenLength(1, passwordLimits.lengthMax)),
  redacted
)

/** One character over and over, or one step up or down from each to the next: `aaaaaaaaaa`, `1234567890`. */
const isMonotone = (text: string): boolean => {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)))
  const [step = 0] = steps
  return steps.size <= 1 && Math.abs(step) <= 1
}

/** Case, blanks, and digits and signs at the end make no new password of a common one. */
const stem = (text: string): string => text.toLowerCase().replace(/\s/gu, "")

const isUncommon = Schema.makeFilter(
  (text: string) => {
    const plain = stem(text)
    return !isMonotone(plain) && !commonPasswords.has(plain) && !commonPasswords.has(plain.replace(/[^a-z]+$/u, ""))
  },
  {
    expected: "a password that is not among the first that anybody tries",
    representation: { id: "duka/isUncommon", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

/** A password that is chosen now: 10 to 1,000 characters, and none of the common ones. Blanks are welcome. */
export const NewPassword = Schema.RedactedFromValue(
  normalised.check(
    Schema.isMinCodePoints(passwordLimits.lengthMin),
    Schema.isMaxLength(passwordLimits.lengthMax),
    isUncommon
  ),
  redacted
)
export type Secret = Redacted.Redacted
