import { messageKinds, Money } from "@duka/core"
import { sampleFrame, samples, smsLength } from "@duka/notify-templates"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { anything } from "./anything.ts"
import { collected, compiled, embedded } from "../scripts/generate.ts"
import { defaultFiles } from "../src/assets/defaults.ts"
import { channels, defaults, frameOf, kinds, rendered } from "./messages.ts"

const languages = ["en", "sw"] as const

describe("the templates that come with the package", () => {
  it("are in English and Swahili, each kind in both", () => {
    expect(defaults.locales).toStrictEqual(["en", "sw"])
    for (const kind of kinds) {
      for (const language of languages) expect(Object.keys(defaultFiles)).toContain(`${language}/${kind}.liquid`)
    }
  })

  it.each(kinds)("say %s otherwise in each language, on every channel", (kind) => {
    for (const channel of channels) {
      const [english, swahili] = languages.map((locale) => rendered({ kind, channel, locale }))
      expect(english).not.toStrictEqual(swahili)
    }
    const { subject, text } = rendered({ kind, channel: "email" })
    for (const said of [subject, text, rendered({ kind, channel: "sms" }).text]) expect(said).toMatch(/\S/u)
  })

  it.each(kinds)("fit %s in one SMS, in the telephones' own alphabet", (kind) => {
    for (const locale of languages) {
      const { text } = rendered({ kind, channel: "sms", locale })
      expect(smsLength(text), text).toMatchObject({ alphabet: "GSM-7", segments: 1 })
    }
  })

  it("end an SMS with the link, where there is one", () => {
    for (const kind of kinds.filter((kind) => messageKinds[kind].link !== null)) {
      for (const locale of languages) {
        const { text } = rendered({ kind, channel: "sms", locale })
        expect(text.endsWith(` ${sampleFrame.link?.url}`), text).toBe(true)
      }
    }
  })

  it("show the token where the shop has no page for it", () => {
    const link = { url: null, token: "A-TOKEN", expiresAt: null }
    for (const kind of kinds.filter((kind) => messageKinds[kind].link !== null)) {
      const { html, text } = rendered({ kind, channel: "email", frame: { ...sampleFrame, link } })
      expect(text).toContain("A-TOKEN")
      expect(html).toContain("A-TOKEN")
    }
  })

  it("let one unsubscribe from what is not necessary, and from nothing else", () => {
    for (const kind of kinds) {
      const { html, text } = rendered({ kind, channel: "email" })
      const url = sampleFrame.unsubscribeUrl ?? ""
      expect(text.includes(url)).toBe(messageKinds[kind].topic !== "necessary")
      expect(html.includes(`href="${url}"`)).toBe(messageKinds[kind].topic !== "necessary")
    }
  })

  it.each(kinds)("take whatever the data of %s may be", (kind) => {
    const frame = frameOf(kind)
    const checked = Arbitrary.checkEffect(
      anything(kind),
      (data) =>
        Effect.forEach(languages, (locale) =>
          Effect.forEach(channels, (channel) => defaults.render({ kind, channel, locale, frame, data }))
        ).pipe(Effect.as(true)),
      { runs: 30 }
    )
    expect(Arbitrary.formatCheckFailure(Effect.runSync(checked))).toBeUndefined()
  })

  it.prop(
    "tell of every line and of the total, in text and in HTML",
    { amount: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000_000_000 })) },
    ({ amount }) => {
      const { order } = samples["order-confirmation"]
      const total = { amount, currency: Money.Currency.make("KES") }
      const data = { order: { ...order, totals: { ...order.totals, total } } }
      const frame = frameOf("order-confirmation")
      const { html, text } = Effect.runSync(
        defaults.render({ kind: "order-confirmation", channel: "email", locale: "en", frame, data })
      )
      // Intl keeps the code and the number together by a space that breaks no line.
      const plain = (written: string) => written.replaceAll("\u00a0", " ")
      for (const sum of [total, ...order.lines.map((line) => line.total)]) {
        expect(plain(text)).toContain(Money.format(sum))
        expect(plain(html)).toContain(Money.format(sum))
      }
      for (const line of order.lines) expect(text.replaceAll(/\s+/gu, " ")).toContain(line.name.slice(0, 20))
    }
  )

  it("end each amount of a plain text table in the same column", () => {
    const { text } = rendered({ kind: "order-confirmation", channel: "email" })
    const rows = text.split("\n").filter((line) => /\S {2,}-?KES/u.test(line))
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
  })
})

describe("what is made of them", () => {
  it("is what MJML makes of the layout and the partials: else run scripts/generate.ts", async () => {
    for (const [path, text] of await compiled()) expect(defaultFiles[path], path).toBe(text)
  })

  it("is all that stands in templates/: else run scripts/generate.ts", async () => {
    await expect(embedded(collected())).toMatchFileSnapshot("../src/assets/defaults.ts")
  })
})
