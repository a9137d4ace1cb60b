/** Tables in plain text: what something is on the left, what it costs on the right. */

/** Characters of a line: it is whole in every mail program, and on a telephone held upright in most. */
const lineMax = 56
const gap = 2
const indent = "  "

const cut = (word: string, max: number): ReadonlyArray<string> =>
  word.length <= max ? [word] : [word.slice(0, max), ...cut(word.slice(max), max)]

/** Words in lines of at most so many characters; a word that is longer is cut. */
const wrapped = (text: string, max: number): ReadonlyArray<string> => {
  if (text.length <= max && !text.includes("\n")) return [text]
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(/\s+/u).flatMap((word) => cut(word, max))) {
    if (line !== "" && line.length + 1 + word.length > max) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line]
}

/** The right side ends where all of them end; what is too long on the left goes on below, set in. */
export const beside = ({ left, right }: { readonly left: string; readonly right: string }): string => {
  const room = Math.max(16, lineMax - right.length - gap - indent.length)
  const [first = "", ...others] = wrapped(left, room)
  return [first.padEnd(lineMax - right.length, " ") + right, ...others.map((line) => indent + line)].join("\n")
}
