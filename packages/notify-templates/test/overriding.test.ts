import { type Locale, type MessageKindName, MessageTemplates, type Renderings } from "@duka/core"
import {
  type CodeTemplates,
  Originals,
  sampleFrame,
  samples,
  Templates,
  type TemplateFiles
} from "@duka/notify-templates"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { channels, defaults, frameOf, kinds, loaded, problemsOf, rendered } from "./messages.ts"

const kind = "order-shipped"
const inbox = (text: string) => `{% inbox %}${text}{% endinbox %}`

/** What the inbox says to a reader of a language. */
const says = (options: Parameters<typeof Templates.load>[0], locale: Locale) =>
  rendered({ kind, channel: "inbox", locale, templates: loaded(options) }).text

const byCode = (text: string) => ({ inbox: (): Renderings["inbox"] => ({ title: "By code", text }) })

describe("templates of the shop's own", () => {
  it("replace one part, and leave the others as they are", () => {
    const files = { "en/order-shipped.liquid": inbox("Here it comes, {{ order.number }}") }
    const templates = loaded({ files })
    expect(rendered({ kind, channel: "inbox", templates }).text).toBe("Here it comes, 1042")
    for (const channel of ["email", "sms"] as const) {
      expect(rendered({ kind, channel, templates })).toStrictEqual(rendered({ kind, channel }))
    }
    expect(rendered({ kind, channel: "inbox", locale: "sw", templates })).toStrictEqual(
      rendered({ kind, channel: "inbox", locale: "sw" })
    )
  })

  it("are before those that come with the package, and code is before both", () => {
    const files = { "en/order-shipped.liquid": inbox("a file") }
    const code = { [kind]: { en: byCode("code") } }
    expect(says({ files }, "en")).toBe("a file")
    expect(says({ code }, "en")).toBe("code")
    expect(says({ files, code }, "en")).toBe("code")
  })

  it("may say the mail's text or HTML alone, and have the rest made of its paragraphs", () => {
    const ours = "{% html %}<p>Only in HTML</p>{% endhtml %}"
    const mail = rendered({ kind, channel: "email", templates: loaded({ files: { "en/order-shipped.liquid": ours } }) })
    expect(mail.html).toContain("<p>Only in HTML</p>")
    expect(mail.text).toBe(rendered({ kind, channel: "email" }).text)
  })

  it("may change the layout, the partials and the words of all", () => {
    const files = {
      "layout.text.liquid": "{{ shop.name }} says: {% body %}",
      "partials/order.text.liquid": "[{{ words.total }}: {{ order.totals.total | money }}]",
      "en/words.json": '{ "total": "Grand total" }'
    }
    const { html, text } = rendered({ kind, channel: "email", templates: loaded({ files }) })
    expect(text).toMatch(/^Duka la Mfano says:\s/u)
    expect(text).toContain("[Grand total: KES\u00a07,300.00]")
    expect(html).toContain("Grand total")
  })

  it("may have partials of their own", () => {
    const files = {
      "partials/thanks.text.liquid": "Thank you, {{ name }}!",
      "en/order-shipped.liquid": inbox('{% render "thanks", name: recipient.name %}')
    }
    expect(says({ files }, "en")).toBe("Thank you, Amina Njeri!")
  })
})

describe("a reader's language", () => {
  const french = { "fr/order-shipped.liquid": `{% title %}Bonjour{% endtitle %}${inbox("En route")}` }
  const kenyan = { "sw-KE/order-shipped.liquid": inbox("Iko njiani, msee") }

  it.each<[Locale, Templates.TemplatesOptions, string]>([
    ["fr", { files: french }, "En route"],
    ["fr-CA", { files: french }, "En route"],
    ["sw-KE", { files: { ...french, ...kenyan } }, "Iko njiani, msee"],
    ["sw-TZ", { files: { ...french, ...kenyan } }, says({}, "sw")],
    ["sw-KE", {}, says({}, "sw")],
    ["de", {}, says({}, "en")],
    ["de", { defaultLocale: "sw" }, says({}, "sw")],
    ["de", { defaultLocale: "sw-KE", files: kenyan }, "Iko njiani, msee"],
    ["de", { defaultLocale: "fr", files: french }, "En route"],
    ["sw", { code: { [kind]: { en: byCode("In English") } } }, says({}, "sw")],
    ["de", { code: { [kind]: { en: byCode("In English") } } }, "In English"],
    ["fr", { code: { [kind]: { fr: byCode("En code") } }, defaultLocale: "fr" }, "En code"]
  ])("%s: the nearest that there is", (locale, options, text) => {
    expect(says(options, locale)).toBe(text)
  })

  it("that says nothing on a channel leaves it to the next", () => {
    const templates = loaded({ files: french })
    expect(rendered({ kind, channel: "sms", locale: "fr", templates })).toStrictEqual(
      rendered({ kind, channel: "sms" })
    )
  })

  it("has the amounts and dates of the reader's country, or of the shop's", () => {
    const amount = {
      "en/order-shipped.liquid": inbox("{{ order.totals.total | money }}, {{ order.placedAt | datetime }}")
    }
    const plain = (options: Templates.TemplatesOptions, locale: Locale) =>
      says({ ...options, files: amount }, locale).replaceAll(/\s/gu, " ")
    expect(plain({}, "en")).toBe("KES 7,300.00, 20 Nov 2026, 12:12 pm")
    expect(plain({}, "en-KE")).toMatch(/^Ksh 7,300.00, /u)
    expect(plain({ defaultLocale: "en-KE" }, "en")).toMatch(/^Ksh 7,300.00, /u)
    expect(plain({ defaultLocale: "en-KE" }, "en-US")).toMatch(/^KES 7,300.00, Nov 20, 2026/u)
    expect(plain({ defaultLocale: "sw-KE" }, "en")).toMatch(/^KES 7,300.00, /u)
  })

  it("is one that there are templates in, where it is the shop's default", () => {
    expect(problemsOf({ defaultLocale: "fr" })).toStrictEqual([expect.objectContaining({ file: "defaultLocale" })])
    expect(problemsOf({ code: { welcome: { english: byCode("a") } } })).toStrictEqual([
      expect.objectContaining({ file: "code" })
    ])
  })
})

describe("templates in code", () => {
  it("are given what their kind has, and the means to write it", () => {
    const templates = loaded({
      code: {
        "payment-received": {
          sw: {
            email: ({ data, escape, format, frame, layout, locale }) => ({
              subject: `${data.payment.receipt}\r\nBcc: everybody@example.com`,
              text: `${locale} ${format.money(data.payment.amount)} ${format.date(data.order.placedAt)}`,
              html: layout(`<p>${escape(`<${frame.recipient.name}>`)}</p>`)
            })
          }
        }
      }
    })
    const { html, subject, text } = rendered({ kind: "payment-received", channel: "email", locale: "sw-KE", templates })
    expect(subject).toBe("SKJ4X7Q2PL Bcc: everybody@example.com")
    expect(text.replaceAll("\u00a0", " ")).toBe("sw-KE Ksh 7,300.00 20 Novemba 2026")
    expect(html).toMatch(/^<!doctype html>/u)
    expect(html).toContain("<p>&lt;Amina Njeri&gt;</p>")
  })

  it("cannot name what their kind does not have", () => {
    const wrong: CodeTemplates = {
      welcome: {
        // @ts-expect-error A welcome tells of no order.
        en: { sms: ({ data }) => ({ text: String(data.order) }) }
      },
      "order-shipped": {
        en: {
          // @ts-expect-error An order has a number, and no nubmer.
          sms: ({ data }) => ({ text: String(data.order.nubmer) }),
          // @ts-expect-error An inbox shows a title too.
          inbox: () => ({ text: "" })
        }
      }
    }
    const unknown: CodeTemplates = {
      // @ts-expect-error There is no such message.
      "order-eaten": {}
    }
    expect({ ...wrong, ...unknown }).toBeTypeOf("object")
  })

  it("that throw fail without a word of what they were given", () => {
    const templates = loaded({
      code: {
        [kind]: {
          en: {
            sms: ({ data }) => {
              throw new Error(`cannot do with ${data.order.contact.name}`)
            }
          }
        }
      }
    })
    const failure = Effect.runSync(
      Effect.flip(templates.render({ kind, channel: "sms", locale: "en", frame: frameOf(kind), data: samples[kind] }))
    )
    expect(failure.message).toMatch(/^The template en\/order-shipped \(sms\) cannot be rendered: Error at /u)
    expect(failure.message).not.toContain("Amina")
  })
})

describe("a template that cannot be rendered", () => {
  it("says so when the zone of the shop is none", () => {
    const frame = { ...sampleFrame, shop: { ...sampleFrame.shop, timeZone: "Africa/Nowhere" } }
    const failure = Effect.runSync(
      Effect.flip(defaults.render({ kind, channel: "sms", locale: "en", frame, data: samples[kind] }))
    )
    expect(failure).toMatchObject({ _tag: "TemplateFailed", problem: "There is no time zone Africa/Nowhere." })
  })
})

describe("a directory", () => {
  const copied = (names: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const disk = yield* FileSystem.FileSystem
      const directory = yield* disk.makeTempDirectoryScoped()
      return { disk, directory, ...(yield* Originals.copy({ directory, names })) }
    })

  it.effect("of copies says what the originals say", () =>
    Effect.gen(function* () {
      const { copied: files, directory } = yield* copied([
        "en",
        "sw",
        "partials",
        "layout.html.liquid",
        "layout.text.liquid"
      ])
      expect(files.toSorted()).toStrictEqual(Object.keys(Originals.files).toSorted())
      const templates = yield* Templates.loadDirectory({ directory })
      for (const kind of kinds) {
        for (const channel of channels) {
          expect(rendered({ kind, channel, locale: "sw", templates })).toStrictEqual(
            rendered({ kind, channel, locale: "sw" })
          )
        }
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("is not copied over", () =>
    Effect.gen(function* () {
      const { directory, disk } = yield* copied(["sw/order-shipped.liquid"])
      yield* disk.writeFileString(`${directory}/sw/order-shipped.liquid`, inbox("Langu"))
      const again = yield* Originals.copy({ directory, names: ["sw/order-shipped.liquid", "sw/welcome.liquid"] })
      expect(again).toStrictEqual({ copied: ["sw/welcome.liquid"], kept: ["sw/order-shipped.liquid"] })
      const templates = yield* Templates.loadDirectory({ directory })
      expect(rendered({ kind, channel: "inbox", locale: "sw", templates }).text).toBe("Langu")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("is provided as a layer, and what is not read by anybody is told of, but for hidden files", () =>
    Effect.gen(function* () {
      const { directory, disk } = yield* copied(["en/welcome.liquid"])
      yield* disk.writeFileString(`${directory}/.editor`, "")
      yield* MessageTemplates.use((templates) =>
        templates.render({ kind: "welcome", channel: "sms", locale: "en", frame: sampleFrame, data: {} })
      ).pipe(Effect.provide(Templates.layerDirectory({ directory })))
      yield* disk.writeFileString(`${directory}/en/wellcome.liquid`, "")
      const failure = yield* Effect.flip(Templates.loadDirectory({ directory }))
      expect(failure.problems).toStrictEqual([
        expect.objectContaining({ file: "en/wellcome.liquid", nearest: "en/welcome.liquid" })
      ])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("that is not there is told of, and so is an original that is not", () =>
    Effect.gen(function* () {
      const missing = yield* Effect.flip(Templates.loadDirectory({ directory: "/nowhere/templates" }))
      expect(missing.message).toContain("/nowhere/templates: The directory of templates cannot be read")
      const unknown = yield* Effect.flip(Originals.copy({ directory: "/nowhere", names: ["en/welcom.liquid"] }))
      expect(unknown.message).toContain("Did you mean en/welcome.liquid?")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

it("is the same with files in another order, or with the line breaks of Windows", () => {
  const windows: TemplateFiles = Object.fromEntries(
    Object.entries(Originals.files)
      .toReversed()
      .map(([path, text]) => [path, text.replaceAll("\n", "\r\n")])
  )
  const templates = loaded({ files: windows })
  const all: ReadonlyArray<MessageKindName> = kinds
  for (const kind of all) {
    for (const channel of channels) {
      expect(rendered({ kind, channel, templates })).toStrictEqual(rendered({ kind, channel }))
    }
  }
})
