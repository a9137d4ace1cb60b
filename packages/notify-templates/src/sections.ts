/** A template's file: one kind of message in one language, in parts that stand between `{% subject %}` and `{% endsubject %}`. */
import { nearest } from "./nearest.ts"
import type { Report } from "./TemplatesInvalid.ts"

/**
 * `mail`: paragraphs, of which a mail's text and HTML are made. `text` and `html`: one of the two, written out. `title`: in the
 * inbox, where it is not the subject.
 */
const sectionNames = ["subject", "mail", "text", "html", "sms", "title", "inbox"] as const
export type SectionName = (typeof sectionNames)[number]

export interface Section {
  readonly file: string
  /** With so many line breaks before it that its lines count as in the file. */
  readonly source: string
}

export type Sections = ReadonlyMap<SectionName, Section>

const isSection = (name: string): name is SectionName => sectionNames.some((one) => one === name)

const comment = /^\s*\{%-?\s*(?:comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment|#(?:(?!%\})[\s\S])*?)\s*-?%\}/u
const opening = /^\s*\{%-?\s*([a-z_]+)\s*-?%\}/u

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length

export const sections = (
  text: string,
  { file, report }: { readonly file: string; readonly report: Report }
): Sections => {
  const found = new Map<SectionName, Section>()
  let index = 0
  while (text.slice(index).trim() !== "") {
    const rest = text.slice(index)
    const [said] = comment.exec(rest) ?? []
    if (said !== undefined) {
      index += said.length
      continue
    }
    const line = lineAt(text, index + rest.search(/\S/u))
    const [open, name] = opening.exec(rest) ?? []
    if (open === undefined || name === undefined) {
      report({ file, line, problem: "Text stands in a part, such as {% subject %}…{% endsubject %}." })
      return found
    }
    if (!isSection(name)) {
      report({ file, line, problem: `A message has no part ${name}.`, name, nearest: nearest(name, sectionNames) })
      return found
    }
    const start = index + open.length
    const close = new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, "gu")
    close.lastIndex = start
    const end = close.exec(text)
    if (end === null) {
      report({ file, line, problem: `The part ${name} has no end: {% end${name} %}.` })
      return found
    }
    if (found.has(name)) report({ file, line, problem: `There are two parts ${name}.` })
    const source = "\n".repeat(lineAt(text, start) - 1) + text.slice(start, end.index)
    found.set(name, { file, source })
    index = end.index + end[0].length
  }
  return found
}
