/** Finds the template for who is written to, and has it written. */
import {
  type Channel,
  type Locale,
  type MessageKindName,
  type MessageTemplates,
  type Rendering,
  TemplateFailed
} from "@duka/core"
import { Effect } from "effect"
import type { CodeGiven, CodeTemplate, CodeTemplates } from "./code.ts"
import { languageOf } from "./files.ts"
import { formatting } from "./formatting.ts"
import type { Loaded } from "./loading.ts"
import { escape } from "./normalising.ts"
import { finish, pen, safe, writers } from "./writing.ts"

export interface RenderingOptions {
  readonly loaded: Loaded
  readonly code: CodeTemplates
  readonly defaultLocale: Locale
}

/** Where a function failed. What it says of it may hold what it was given, and is left out. */
const failureOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "It threw what is no error."
  const at = error.stack?.split("\n").find((line) => /^\s+at /u.test(line))
  return `${error.name}${at === undefined ? "" : ` ${at.trim()}`}.`
}

export const renderer = ({ code, defaultLocale, loaded }: RenderingOptions): MessageTemplates["Service"]["render"] => {
  const chainOf = (locale: Locale): ReadonlySet<Locale> =>
    new Set([locale, languageOf(locale), defaultLocale, languageOf(defaultLocale), "en"])

  /** As in the reader's own country, or the shop's, where that speaks the language of the template. */
  const formatsOf = (spoken: Locale, { asked, timeZone }: { readonly asked: Locale; readonly timeZone: string }) =>
    Effect.try({
      try: () => {
        const local = [asked, defaultLocale].find((each) => each !== spoken && languageOf(each) === spoken)
        return formatting({ locale: local ?? spoken, timeZone })
      },
      catch: () => `There is no time zone ${timeZone}.`
    })

  const functionFor = <K extends MessageKindName, C extends Channel>(
    { channel, kind }: Rendering<K, C>,
    locale: Locale
  ): CodeTemplate<K, C> | undefined => code[kind]?.[locale]?.[channel]

  /** Null: the language does not have it. */
  const inLanguage = Effect.fnUntraced(function* <K extends MessageKindName, C extends Channel>(
    rendering: Rendering<K, C>,
    locale: Locale
  ) {
    const { channel, data, kind } = rendering
    const write = functionFor(rendering, locale)
    const language = loaded.languages.get(locale) ?? loaded.languages.get("en")
    const message = loaded.languages.get(locale)?.messages.get(kind)?.[channel] ?? null
    if (language === undefined || (write === undefined && message === null)) return null

    const frame = safe(rendering.frame)
    const format = yield* formatsOf(locale, { asked: rendering.locale, timeZone: frame.shop.timeZone })
    const { words } = language
    const nib = pen({ ...data, ...frame, locale, words }, { formatting: format, words })
    const layout = (html: string) => nib.html(loaded.around[0]) + html + nib.html(loaded.around[1])
    const given: CodeGiven<K> = { data, frame, locale: rendering.locale, format, escape, layout }
    const content =
      write === undefined
        ? message === null
          ? null
          : writers[channel](message, nib)
        : yield* Effect.try({ try: () => write(given), catch: failureOf })
    const missing = nib.missing()
    if (missing !== null) return yield* Effect.fail(`There is no ${missing}.`)
    return content === null ? null : finish[channel](content)
  })

  return Effect.fn("MessageTemplates.render")(function* <K extends MessageKindName, C extends Channel>(
    rendering: Rendering<K, C>
  ) {
    const { channel, kind } = rendering
    for (const locale of chainOf(rendering.locale)) {
      const content = yield* inLanguage(rendering, locale).pipe(
        Effect.mapError((problem) => new TemplateFailed({ template: `${locale}/${kind} (${channel})`, problem }))
      )
      if (content !== null) return content
    }
    return yield* new TemplateFailed({ template: `${kind} (${channel})`, problem: "No language has it." })
  })
}
