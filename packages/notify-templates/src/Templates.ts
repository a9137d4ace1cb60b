/**
 * The messages of a shop: those that come with the package in English and Swahili, what a directory puts over them, and what
 * code puts over both. The reader's own language goes before all of that: `sw-KE`, `sw`, the shop's default, English.
 */
import { type Locale, Locale as LocaleSchema, MessageTemplates } from "@duka/core"
import { Array, Effect, type FileSystem, Layer, type Path, Record, Schema } from "effect"
import type { CodeTemplates } from "./code.ts"
import { readDirectory } from "./directory.ts"
import { languageOf, type TemplateFiles } from "./files.ts"
import { load as loadFiles } from "./loading.ts"
import { renderer } from "./rendering.ts"
import { type Report, type TemplateProblem, TemplatesInvalid } from "./TemplatesInvalid.ts"

export interface TemplatesOptions {
  /** Over the files of the same names that come with the package, and languages that it does not have. */
  readonly files?: TemplateFiles
  /** Over both. */
  readonly code?: CodeTemplates
  /** For readers whose own language has no templates: `en` unless given. With a country, such as `en-KE`, amounts and dates are written as there. */
  readonly defaultLocale?: Locale
}

export interface Templates {
  readonly render: MessageTemplates["Service"]["render"]
  /** The languages that there are templates in. */
  readonly locales: ReadonlyArray<Locale>
}

const isLocale = Schema.is(LocaleSchema)

/** Reads all templates and checks them against what their kinds have. It opens no file. */
export const load = Effect.fn("Templates.load")(function* ({
  code = {},
  defaultLocale = "en",
  files = {}
}: TemplatesOptions): Effect.fn.Return<Templates, TemplatesInvalid> {
  const problems = new Map<string, TemplateProblem>()
  // What is shared is read for many messages, and its problems are told once.
  const report: Report = ({ file, line, name = null, nearest = null, problem }) => {
    problems.set(`${file} ${line} ${problem}`, { file, line, problem, name, nearest })
  }
  const unified = Record.map(files, (text) => text.replaceAll("\r\n", "\n"))
  const loaded = loadFiles(unified, report)
  const coded = Object.values(code).flatMap((languages) => Object.keys(languages))
  for (const locale of coded.filter((locale) => !isLocale(locale))) {
    report({ file: "code", line: null, problem: `${locale} is no language such as en, sw or sw-KE.` })
  }
  const locales = [...new Set([...loaded.languages.keys(), ...coded])].toSorted()
  if (!locales.includes(defaultLocale) && !locales.includes(languageOf(defaultLocale))) {
    const problem = `There are no templates in ${defaultLocale}, the default language.`
    report({ file: "defaultLocale", line: null, problem })
  }
  const found = [...problems.values()]
  if (Array.isReadonlyArrayNonEmpty(found)) return yield* new TemplatesInvalid({ problems: found })
  return { render: renderer({ loaded, code, defaultLocale }), locales }
})

export const layer = (options: TemplatesOptions = {}): Layer.Layer<MessageTemplates, TemplatesInvalid> =>
  Layer.effect(MessageTemplates, load(options))

export interface DirectoryOptions extends Omit<TemplatesOptions, "files"> {
  readonly directory: string
}

export const loadDirectory = Effect.fn("Templates.loadDirectory")(function* ({
  directory,
  ...options
}: DirectoryOptions): Effect.fn.Return<Templates, TemplatesInvalid, FileSystem.FileSystem | Path.Path> {
  return yield* load({ ...options, files: yield* readDirectory(directory) })
})

export const layerDirectory = (
  options: DirectoryOptions
): Layer.Layer<MessageTemplates, TemplatesInvalid, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(MessageTemplates, loadDirectory(options))
