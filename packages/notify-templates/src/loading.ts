/** All messages in all languages, from the files that come with the package and those that a shop put over them. */
import { type Channel, type Locale, type MessageKindName, messageKinds } from "@duka/core"
import { Record, Result } from "effect"
import { defaultFiles } from "./assets/defaults.ts"
import { type Compiler, compiler } from "./compiling.ts"
import { languageOf, localesOf, type Medium, messageFile, type TemplateFiles, wordsFile } from "./files.ts"
import { fieldsOfKind } from "./frame.ts"
import type { Program } from "./liquid/Program.ts"
import type { Fields } from "./liquid/shapes.ts"
import { htmlOf, textOf } from "./mail.ts"
import { type Section, type SectionName, type Sections, sections } from "./sections.ts"
import type { Report } from "./TemplatesInvalid.ts"
import { read as readWords, type Words } from "./words.ts"

/** What a language says of a kind; null: it does not say it on this channel. */
export interface Message {
  readonly email: { readonly subject: Program; readonly text: Program; readonly html: Program } | null
  readonly sms: { readonly text: Program } | null
  readonly inbox: { readonly title: Program; readonly text: Program } | null
}

interface Language {
  readonly words: Words
  readonly messages: ReadonlyMap<MessageKindName, Message>
}

export interface Loaded {
  readonly languages: ReadonlyMap<Locale, Language>
  readonly around: Compiler["around"]
}

/** What each channel is made of: of several parts, the first that there is. */
const parts: Readonly<Record<Channel, ReadonlyArray<ReadonlyArray<SectionName>>>> = {
  email: [["subject"], ["text", "mail"], ["html", "mail"]],
  sms: [["sms"]],
  inbox: [["title", "subject"], ["inbox"]]
}

interface Found extends Section {
  readonly name: SectionName
}

const found = (layers: ReadonlyArray<Sections>, names: ReadonlyArray<SectionName>): Found | null => {
  for (const layer of layers) {
    for (const name of names) {
      const section = layer.get(name)
      if (section !== undefined) return { ...section, name }
    }
  }
  return null
}

const isWhole = (layers: ReadonlyArray<Sections>, channel: Channel): boolean =>
  parts[channel].every((names) => found(layers, names) !== null)

const written = (section: Found, medium: Medium): Section =>
  section.name === "mail"
    ? { ...section, source: medium === "html" ? htmlOf(section.source) : textOf(section.source) }
    : section

export const load = (given: TemplateFiles, report: Report): Loaded => {
  const { around, compile } = compiler({ shared: { ...defaultFiles, ...given }, report })

  const layer = (files: TemplateFiles, file: string): Sections => {
    const text = files[file]
    return text === undefined ? new Map() : sections(text, { file, report })
  }

  /** `sw-KE` says what it says, and else what `sw` says. */
  const layersOf = (locale: Locale, kind: MessageKindName): ReadonlyArray<Sections> =>
    [...new Set([locale, languageOf(locale)])].flatMap((each) =>
      [given, defaultFiles].map((files) => layer(files, messageFile(each, kind)))
    )

  /** A part that no channel is made of would never be read, and nobody would know. */
  const tellUnused = (locale: Locale, kind: MessageKindName, layers: ReadonlyArray<Sections>) => {
    const used = Record.keys(parts).flatMap((channel) => (isWhole(layers, channel) ? parts[channel].flat() : []))
    const file = messageFile(locale, kind)
    for (const name of layer(given, file).keys()) {
      if (used.includes(name)) continue
      const problem = `The part ${name} alone is no message: a mail has subject and mail, an SMS sms, the inbox subject and inbox.`
      report({ file, line: null, problem })
    }
  }

  const kinds = Record.keys(messageKinds).map((kind) => ({ kind, fields: fieldsOfKind(kind) }))

  const messageOf = (locale: Locale, kind: MessageKindName, fields: Fields): Message => {
    const layers = layersOf(locale, kind)
    tellUnused(locale, kind, layers)
    const program = (names: ReadonlyArray<SectionName>, medium: Medium, isMail: boolean): Program => {
      const section = found(layers, names)
      return section === null ? [] : compile(written(section, medium), { fields, medium, isWhole: isMail })
    }
    return {
      email: isWhole(layers, "email")
        ? {
            subject: program(["subject"], "text", false),
            text: program(["text", "mail"], "text", true),
            html: program(["html", "mail"], "html", true)
          }
        : null,
      sms: isWhole(layers, "sms") ? { text: program(["sms"], "text", false) } : null,
      inbox: isWhole(layers, "inbox")
        ? { title: program(["title", "subject"], "text", false), text: program(["inbox"], "text", false) }
        : null
    }
  }

  const said = (files: TemplateFiles, locale: Locale, over: Words | null): Words | null => {
    const file = wordsFile(locale)
    const json = files[file]
    if (json === undefined) return over
    return readWords(json, over).pipe(
      Result.getOrElse((problem) => {
        report({ file, line: null, problem: `${problem}.` })
        return over
      })
    )
  }

  const wordsOf = (locale: Locale, base: Words | null): Words | null =>
    [...new Set([languageOf(locale), locale])].reduce(
      (over, each) => said(given, each, said(defaultFiles, each, over)),
      base
    )

  const english = wordsOf("en", null)
  const locales = new Set([...localesOf(defaultFiles, report), ...localesOf(given, report)])
  return {
    around,
    languages: new Map(
      [...locales].flatMap((locale) => {
        const words = wordsOf(locale, english)
        const messages = new Map(kinds.map(({ fields, kind }) => [kind, messageOf(locale, kind, fields)] as const))
        return words === null ? [] : [[locale, { words, messages }] as const]
      })
    )
  }
}
