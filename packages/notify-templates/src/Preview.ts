/** All messages as their readers see them, as static pages: for who writes templates. */
import {
  type Channel,
  type Locale,
  type MessageFrame,
  type MessageKindName,
  messageKinds,
  type Renderings
} from "@duka/core"
import { Effect, Record, Result } from "effect"
import { escape } from "./normalising.ts"
import { sampleFrame, samples } from "./samples.ts"
import { smsLength } from "./smsLength.ts"
import type { Templates } from "./Templates.ts"

export interface PreviewOptions {
  readonly templates: Templates
  /** The shop that they are shown for; one of no worth unless given. */
  readonly frame?: MessageFrame
  /** All that there are templates in, unless given. */
  readonly locales?: ReadonlyArray<Locale>
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 70rem; margin: 0 auto; padding: 1rem }
  table { border-collapse: collapse } td, th { padding: .25rem 1rem .25rem 0; text-align: left }
  .mails { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
  iframe { border: 1px solid #8886; border-radius: 8px; background: #fff; height: 56rem }
  pre { border: 1px solid #8886; border-radius: 8px; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere }
  .quiet { opacity: .7 } .wrong { color: #c00 }
`

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`

const routeOf = (locale: Locale, kind: MessageKindName) => `/${locale}/${kind}`

/** A kind's own surroundings: there is a link, and a way to unsubscribe, where the kind has them. */
const frameOf = (kind: MessageKindName, frame: MessageFrame): MessageFrame => ({
  ...frame,
  link: messageKinds[kind].link === null ? null : frame.link,
  unsubscribeUrl: messageKinds[kind].topic === "necessary" ? null : frame.unsubscribeUrl
})

const smsPart = ({ text }: Renderings["sms"]): string => {
  const { alphabet, characters, segments } = smsLength(text)
  const length = `${characters} characters of ${alphabet}, ${segments} ${segments === 1 ? "part" : "parts"}`
  return `<h2>SMS</h2><pre>${escape(text)}</pre><p class="quiet">${length}</p>`
}

const inboxPart = ({ text, title }: Renderings["inbox"]): string =>
  `<h2>Inbox</h2><pre><strong>${escape(title)}</strong>\n${escape(text)}</pre>`

const mailPart = ({ subject, text }: Renderings["email"], route: string): string =>
  `<h2>Mail: ${escape(subject)}</h2><div class="mails">` +
  [600, 360]
    .map((width) => `<iframe title="${width} pixels" width="${width}" src="${route}/mail.html"></iframe>`)
    .join("") +
  `</div><pre>${escape(text)}</pre>`

/**
 * The pages by their routes: `/`, `/<locale>/<kind>`, and `/<locale>/<kind>/mail.html`, the mail's HTML as it is sent. A
 * message that cannot be rendered says so on its page.
 */
export const pages = Effect.fn("Preview.pages")(function* ({
  frame = sampleFrame,
  templates,
  locales = templates.locales
}: PreviewOptions): Effect.fn.Return<ReadonlyMap<string, string>> {
  const all = new Map<string, string>()
  const kinds = Record.keys(messageKinds)

  const shown = <C extends Channel>(
    at: { readonly locale: Locale; readonly kind: MessageKindName; readonly channel: C },
    part: (message: Renderings[C]) => string
  ) =>
    Effect.map(
      Effect.result(templates.render({ ...at, frame: frameOf(at.kind, frame), data: samples[at.kind] })),
      Result.match({
        onSuccess: part,
        onFailure: ({ message }) => `<h2>${at.channel}</h2><p class="wrong">${escape(message)}</p>`
      })
    )

  for (const locale of locales) {
    for (const kind of kinds) {
      const route = routeOf(locale, kind)
      const parts = [
        yield* shown({ locale, kind, channel: "email" }, (mail) => {
          all.set(`${route}/mail.html`, mail.html)
          return mailPart(mail, route)
        }),
        yield* shown({ locale, kind, channel: "sms" }, smsPart),
        yield* shown({ locale, kind, channel: "inbox" }, inboxPart)
      ]
      const { audience, channels, topic } = messageKinds[kind]
      const head = `<p><a href="/">All messages</a></p><h1>${kind}, ${escape(locale)}</h1><p class="quiet">To ${audience === "staff" ? "who works in the shop" : "customers"}; ${topic}; by ${channels.join(", ")} unless the shop says otherwise.</p>`
      all.set(route, page(`${kind} (${locale})`, head + parts.join("")))
    }
  }
  const rows = kinds.map((kind) => {
    const links = locales.map((locale) => `<td><a href="${routeOf(locale, kind)}">${escape(locale)}</a></td>`)
    return `<tr><td>${kind}</td>${links.join("")}</tr>`
  })
  return all.set("/", page("Messages", `<h1>Messages</h1><table>${rows.join("")}</table>`))
})
