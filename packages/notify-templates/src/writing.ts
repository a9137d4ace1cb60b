/** How programs become the parts of a message, and what each channel takes. */
import type { Channel, MessageFrame, Renderings } from "@duka/core"
import type { Speech } from "./liquid/filters.ts"
import type { Program } from "./liquid/Program.ts"
import { run } from "./liquid/running.ts"
import type { Message } from "./loading.ts"
import { line, lines, paragraphs, short, webUrl } from "./normalising.ts"

export interface Pen {
  /** `clean` is done to each value. */
  readonly text: (program: Program, clean: (text: string) => string) => string
  readonly html: (program: Program) => string
  /** The first name that was written and had no value; null: all had one. */
  readonly missing: () => string | null
}

export const pen = (values: Readonly<Record<string, unknown>>, speech: Speech): Pen => {
  let missing: string | null = null
  const write = (program: Program, clean: (text: string) => string, isHtml: boolean): string => {
    const ran = run(program, { values, speech, clean, isHtml })
    missing ??= ran.missing
    return ran.text
  }
  return {
    text: (program, clean) => write(program, clean, false),
    html: (program) => write(program, lines, true),
    missing: () => missing
  }
}

type Writers = { readonly [C in Channel]: (message: NonNullable<Message[C]>, pen: Pen) => Renderings[C] }

export const writers: Writers = {
  email: ({ html, subject, text }, pen) => ({
    subject: pen.text(subject, line),
    text: pen.text(text, lines),
    html: pen.html(html)
  }),
  sms: ({ text }, pen) => ({ text: pen.text(text, line) }),
  inbox: ({ text, title }, pen) => ({ title: pen.text(title, line), text: pen.text(text, lines) })
}

/** What each channel takes, whoever wrote it: subjects, titles and SMS are one line. */
export const finish: { readonly [C in Channel]: (message: Renderings[C]) => Renderings[C] } = {
  email: ({ html, subject, text }) => ({ subject: line(subject), text: paragraphs(lines(text)), html }),
  sms: ({ text }) => ({ text: short(text) }),
  inbox: ({ text, title }) => ({ title: line(title), text: paragraphs(lines(text)) })
}

/** Only web addresses are linked to. A link without one is shown as its token. */
export const safe = (frame: MessageFrame): MessageFrame => {
  const url = (given: string | null) => (given === null ? null : webUrl(given))
  return {
    ...frame,
    shop: { ...frame.shop, url: url(frame.shop.url) },
    link: frame.link === null ? null : { ...frame.link, url: url(frame.link.url) },
    unsubscribeUrl: url(frame.unsubscribeUrl)
  }
}
