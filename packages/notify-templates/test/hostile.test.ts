import { messageKinds, type MessageKindName } from "@duka/core"
import { sampleFrame, samples } from "@duka/notify-templates"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { hostile } from "./anything.ts"
import { channels, defaults, frameOf, kinds } from "./messages.ts"

/** The sample of a kind with other words in it, but for those that are of a few, and for times and currencies. */
const saying = (kind: MessageKindName, words: string) => {
  const kept = /^(?:[A-Z]{3}|\d{4}-\d\d-\d\dT.*Z)$/u
  const names = ["status", "method", "paymentMethod", "decline", "channel"]
  const changed = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return kept.test(value) || names.includes(name) ? value : words
    if (Array.isArray(value)) return value.map((one) => changed(one, name))
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, name)]))
  }
  return Schema.decodeUnknownSync(Schema.toType(messageKinds[kind].data))(changed(samples[kind], ""))
}

const written = (kind: MessageKindName, words: string) => {
  const frame = frameOf(kind, {
    ...sampleFrame,
    shop: { ...sampleFrame.shop, name: words, email: words, phone: words },
    recipient: { name: words }
  })
  const data = saying(kind, words)
  const all = Object.fromEntries(
    channels.map((channel) => [channel, Effect.runSync(defaults.render({ kind, channel, locale: "en", frame, data }))])
  )
  return Schema.decodeUnknownSync(Written)(all)
}
const Written = Schema.Struct({
  email: Schema.Struct({ subject: Schema.String, text: Schema.String, html: Schema.String }),
  sms: Schema.Struct({ text: Schema.String }),
  inbox: Schema.Struct({ title: Schema.String, text: Schema.String })
})

/** All that tells tags, attributes and text apart. */
const skeleton = (html: string) => html.replaceAll(/[^<>"']/gu, "")

const unwelcome = /[\p{Cs}\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u

describe("what comes from outside", () => {
  const plain = new Map(kinds.map((kind) => [kind, written(kind, "Amina Njeri")]))

  it.prop("makes no element, no attribute and no line of its own", { words: hostile }, ({ words }) => {
    for (const kind of kinds) {
      const { email, inbox, sms } = written(kind, words)
      expect(skeleton(email.html)).toBe(skeleton(plain.get(kind)?.email.html ?? ""))
      expect(email.html).not.toMatch(unwelcome)
      expect(email.text).not.toMatch(unwelcome)
      for (const line of [email.subject, sms.text, inbox.title]) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
    }
  })

  it("is shown as it is", () => {
    const { email } = written("order-confirmation", "<b>{{ shop.name }} & {% if %}</b>")
    expect(email.text).toContain("<b>{{ shop.name }} & {% if %}</b>")
    expect(email.html).toContain("&lt;b&gt;{{ shop.name }} &amp; {% if %}&lt;/b&gt;")
  })

  const Url = Arbitrary.map(
    Arbitrary.all({
      scheme: Arbitrary.schema(
        Schema.Literals([
          "javascript:",
          "JaVaScRiPt:",
          "data:text/html,",
          "vbscript:",
          "//",
          "https://a.example/",
          "http:",
          ""
        ])
      ),
      rest: hostile
    }),
    ({ rest, scheme }) => scheme + rest
  )

  it.prop("is linked to only where it is a web address", { url: Url }, ({ url }) => {
    const shop = { ...sampleFrame.shop, url, email: url }
    const frame = { shop, recipient: { name: url }, link: { url, token: url, expiresAt: null }, unsubscribeUrl: url }
    for (const kind of kinds) {
      const { html } = Effect.runSync(
        defaults.render({ kind, channel: "email", locale: "en", frame: frameOf(kind, frame), data: samples[kind] })
      )
      const links = [...html.matchAll(/(?:href|src)="([^"]*)"/gu)].map(([, link = ""]) => link)
      for (const link of links) expect(link).toMatch(/^(?:https?:\/\/|mailto:)/u)
    }
  })
})
