/**
 * How a text becomes parts of an SMS: 3GPP TS 23.038 (the GSM 7-bit default alphabet, its extension table, UCS-2) and TS 23.040
 * (what a part holds, alone or joined to others by a header of six octets).
 */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

/** Each of these is an escape and a second septet. */
const extension = new Set("\f^{}\\[~]|€")

/** In septets for `gsm`, in UTF-16 code units for `ucs2`. `joined`: what each part holds when there are several. */
export const capacities = { gsm: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const

export type Encoding = keyof typeof capacities

/** One letter outside the alphabet makes a text UCS-2 altogether. */
export const encodingOf = (text: string): Encoding => {
  for (const letter of text) if (!basic.has(letter) && !extension.has(letter)) return "ucs2"
  return "gsm"
}

/** Of one code point. */
export const weightOf = (letter: string, encoding: Encoding): number =>
  encoding === "ucs2" ? letter.length : extension.has(letter) ? 2 : 1

/**
 * The parts that a text is sent in, which together are the text. No part ends inside an escape sequence or between the halves
 * of a surrogate pair: the next one begins with it whole. An empty text is one part.
 */
export const partsOf = (text: string): ReadonlyArray<string> => {
  const encoding = encodingOf(text)
  const { alone, joined } = capacities[encoding]
  const parts: Array<string> = []
  let start = 0
  let at = 0
  let weight = 0
  let total = 0
  for (const letter of text) {
    const added = weightOf(letter, encoding)
    if (weight + added > joined) {
      parts.push(text.slice(start, at))
      start = at
      weight = 0
    }
    weight += added
    total += added
    at += letter.length
  }
  return total <= alone ? [text] : [...parts, text.slice(start)]
}
