/** How long an SMS is, and what it is paid for: 3GPP TS 23.038. */

const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
const extended = "^{}\\[~]|€\f"

export interface SmsLength {
  /** `UCS-2` as soon as one character is not of the telephones' own alphabet. */
  readonly alphabet: "GSM-7" | "UCS-2"
  /** As the alphabet counts: `€` is two of GSM-7, an emoji two or more of UCS-2. */
  readonly characters: number
  /** The parts that it is sent and paid in. */
  readonly segments: number
}

export const smsLength = (text: string): SmsLength => {
  const counts = [...text].map((character) => (basic.includes(character) ? 1 : extended.includes(character) ? 2 : null))
  const isGsm = !counts.includes(null)
  const characters = isGsm ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : text.length
  const [alone, inPart] = isGsm ? [160, 153] : [70, 67]
  return {
    alphabet: isGsm ? "GSM-7" : "UCS-2",
    characters,
    segments: characters <= alone ? 1 : Math.ceil(characters / inPart)
  }
}
