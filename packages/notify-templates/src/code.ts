/** Messages that are written by functions instead of files. What a kind does not have, they cannot name. */
import type { Channel, Locale, MessageData, MessageFrame, MessageKindName, Renderings } from "@duka/core"
import type { Formatting } from "./formatting.ts"

export interface CodeGiven<K extends MessageKindName> {
  readonly data: MessageData<K>
  readonly frame: MessageFrame
  /** Of the reader: `sw-KE`. */
  readonly locale: Locale
  readonly format: Formatting
  /** For what is put into HTML: in text, and in attributes with quotation marks. */
  readonly escape: (text: string) => string
  /** The mail's HTML with the shop's layout around it. What is given stands in it as it is. */
  readonly layout: (html: string) => string
}

/** Whatever it throws is a `TemplateFailed`. Subjects, titles and SMS are one line, whatever is given back. */
export type CodeTemplate<K extends MessageKindName, C extends Channel> = (given: CodeGiven<K>) => Renderings[C]

export type CodeTemplatesOf<K extends MessageKindName> = { readonly [C in Channel]?: CodeTemplate<K, C> }

/** By kind, then by language, then by channel. */
export type CodeTemplates = {
  readonly [K in MessageKindName]?: Readonly<Record<Locale, CodeTemplatesOf<K>>>
}
