/** Text from outside as it may stand in a message. */

/**
 * Control characters but the line break and the tab, halves of characters, and marks that turn the direction of all that
 * follows. A mark of direction alone (LRM, RLM) stays: names in Arabic or Hebrew have it.
 */
// oxlint-disable-next-line no-control-regex
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu

/** Lines of text. */
export const lines = (text: string): string => {
  unwanted.lastIndex = 0
  return unwanted.test(text) ? text.replace(/\r\n?|[\u0085\u2028\u2029]/gu, "\n").replace(unwanted, "") : text
}

/** One line. */
export const line = (text: string): string => lines(text).replace(/\s+/gu, " ").trim()

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;"
}

/** As text of HTML, and as the value of a quoted attribute. */
export const escape = (text: string): string => text.replace(/[&<>"']/gu, (character) => entities[character] ?? "")

/** A web address; null for any other, such as `javascript:`. */
export const webUrl = (text: string): string | null => (/^https?:\/\/[^\s\\]+$/iu.test(text) ? text : null)

/** What makes an SMS twice as long and says nothing more: one such character leaves 70 of 160. */
const plainer: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2026": "...",
  "\u00d7": "x",
  "\u2022": "-"
}

/** One line, with quotation marks, dashes and spaces that every telephone has in its alphabet. */
export const short = (text: string): string =>
  line(
    text.replace(
      /[\u2010-\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2212\u00d7]/gu,
      (character) => plainer[character] ?? ""
    )
  )

/** Paragraphs of a mail: one empty line between them, and none around. */
export const paragraphs = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim()
