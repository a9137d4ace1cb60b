/**
 * A mail's body as people write it: paragraphs with empty lines between them, `# ` before a heading, and tags of Liquid in
 * lines of their own. Text and HTML are made of it before either is parsed, so nothing from outside makes a paragraph.
 */
import { escape } from "./normalising.ts"

/** A line, with the breaks inside of its tags. */
const lines = (source: string): ReadonlyArray<string> =>
  source.match(/(?:\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}|[^\n])+|(?<=\n|^)(?=\n|$)/gu) ?? []

const tag = /^\s*\{%(?:(?!%\})[\s\S])*%\}\s*$/u
const heading = /^(#{1,2}) +/u
const liquid = /(\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\})/u

const margin = "margin:0 0 16px"
const elements = {
  p: { open: `<p style="${margin}">`, close: "</p>" },
  h1: { open: `<h1 style="${margin};font-size:22px;line-height:1.3;font-weight:bold">`, close: "</h1>" },
  h2: { open: `<h2 style="${margin};font-size:17px;line-height:1.3;font-weight:bold">`, close: "</h2>" }
} as const

const escaped = (line: string): string =>
  line
    .split(liquid)
    .map((part, index) => (index % 2 === 1 ? part : escape(part)))
    .join("")

/** Every line stays the line that it is. */
export const htmlOf = (source: string): string => {
  const written: Array<string> = []
  let isOpen = false
  const close = () => {
    if (isOpen) written.push(`${written.pop() ?? ""}${elements.p.close}`)
    isOpen = false
  }
  for (const line of lines(source)) {
    const [marks, level] = heading.exec(line) ?? []
    if (line.trim() === "" || tag.test(line)) {
      close()
      written.push(line)
    } else if (marks !== undefined) {
      close()
      const element = level === "#" ? elements.h1 : elements.h2
      written.push(element.open + escaped(line.slice(marks.length)) + element.close)
    } else {
      written.push(isOpen ? escaped(line) : elements.p.open + escaped(line))
      isOpen = true
    }
  }
  close()
  return written.join("\n")
}

export const textOf = (source: string): string =>
  lines(source)
    .map((line) => line.replace(heading, ""))
    .join("\n")
