/** Which files a directory of templates may have, and what each of them is. */
import { Locale, type MessageKindName, messageKinds } from "@duka/core"
import { Record, Schema } from "effect"
import { nearest } from "./nearest.ts"
import type { Report } from "./TemplatesInvalid.ts"

/** Their content by their paths below the directory, with `/`: `sw/order-confirmation.liquid`. */
export type TemplateFiles = Readonly<Record<string, string>>

export type Medium = "html" | "text"

type File =
  | { readonly _tag: "Shared" }
  | { readonly _tag: "Words"; readonly locale: Locale }
  | { readonly _tag: "Message"; readonly locale: Locale; readonly kind: MessageKindName }

const isLocale = Schema.is(Locale)
const kinds = Record.keys(messageKinds)
const isKind = (name: string): name is MessageKindName => Object.hasOwn(messageKinds, name)

export const layoutFile = (medium: Medium): string => `layout.${medium}.liquid`
export const partialFile = (name: string, medium: Medium): string => `partials/${name}.${medium}.liquid`
export const wordsFile = (locale: Locale): string => `${locale}/words.json`
export const messageFile = (locale: Locale, kind: MessageKindName): string => `${locale}/${kind}.liquid`

const shared = /^(?:layout|partials\/[a-z0-9-]+)\.(?:html|text)\.liquid$/u

const fileOf = (path: string, report: Report): File | null => {
  if (shared.test(path)) return { _tag: "Shared" }
  const [locale = "", name = "", ...others] = path.split("/")
  if (!isLocale(locale) || others.length > 0) {
    report({
      file: path,
      line: null,
      problem:
        "This is no place for a template: there are layouts, partials/<name>.html.liquid and .text.liquid, and for each language, such as en, sw or sw-KE, <language>/words.json and <language>/<kind>.liquid."
    })
    return null
  }
  if (name === "words.json") return { _tag: "Words", locale }
  const kind = name.replace(/\.liquid$/u, "")
  if (name.endsWith(".liquid") && isKind(kind)) return { _tag: "Message", locale, kind }
  const near = nearest(kind, kinds)
  report({
    file: path,
    line: null,
    problem: "A language has words.json and, for each kind of message, <kind>.liquid.",
    name: path,
    nearest: near === null ? null : `${locale}/${near}.liquid`
  })
  return null
}

/** The languages that there are files of; a file of another name than any that is read is told of. */
export const localesOf = (files: TemplateFiles, report: Report): ReadonlySet<Locale> =>
  new Set(
    Object.keys(files).flatMap((path) => {
      const file = fileOf(path, report)
      return file === null || file._tag === "Shared" ? [] : [file.locale]
    })
  )

/** `sw` of `sw-KE`. */
export const languageOf = (locale: Locale): Locale => locale.slice(0, 2)
