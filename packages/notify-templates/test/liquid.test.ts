/** What is run here says what LiquidJS says: of templates that nobody would write, and of all that come with the package. */
import { Result, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import { Liquid } from "liquidjs"
import { sampleFrame, samples } from "@duka/notify-templates"
import { defaultFiles } from "../src/assets/defaults.ts"
import { formatting } from "../src/formatting.ts"
import { fieldsOfKind } from "../src/frame.ts"
import { check } from "../src/liquid/checking.ts"
import { filters } from "../src/liquid/filters.ts"
import { parse } from "../src/liquid/parsing.ts"
import { read } from "../src/liquid/reading.ts"
import { run } from "../src/liquid/running.ts"
import { htmlOf, textOf } from "../src/mail.ts"
import { sections } from "../src/sections.ts"
import { read as readWords } from "../src/words.ts"
import { anyTemplate, of } from "./anyTemplate.ts"
import { frameOf, kinds, rendered } from "./messages.ts"

const words = Result.getOrThrow(readWords(defaultFiles["en/words.json"] ?? "", null))
const speech = { words, formatting: formatting({ locale: "en", timeZone: sampleFrame.shop.timeZone }) }
const own = ["money", "date", "datetime", "status", "decline", "channel", "method", "beside"] as const

const peer = (medium: "html" | "text") => {
  const templates = Object.fromEntries(
    Object.entries(defaultFiles).flatMap(([path, text]) => {
      const [, name] = new RegExp(`^partials/(.*)\\.${medium}\\.liquid$`, "u").exec(path) ?? []
      return name === undefined ? [] : [[name, text.trim()]]
    })
  )
  const engine = new Liquid({
    templates,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    ...(medium === "html" ? { outputEscape: "escape" } : {})
  })
  for (const name of own) {
    engine.registerFilter(name, (value: unknown, ...inputs: ReadonlyArray<unknown>) =>
      filters[name].apply(value, inputs, speech)
    )
  }
  return engine
}
const peers = { html: peer("html"), text: peer("text") }

const said = (source: string, values: Readonly<Record<string, unknown>>, fields = fieldsOfKind("order-shipped")) => {
  const report = (problem: object) => expect.unreachable(`${JSON.stringify(problem)} in ${source}`)
  const templates = parse(source, { file: "", report })
  const program = read(templates ?? [], { file: "", report, partial: () => null })
  check(program, { fields, report })
  return run(program, { values, speech, clean: (text) => text, isHtml: false })
}

const messages = Arbitrary.all({
  source: anyTemplate,
  note: of(["a", "", " ", "A longer note, with an a"]),
  isShort: Arbitrary.schema(Schema.Boolean)
})

it.prop(
  "a template says what LiquidJS makes of it",
  { message: messages },
  ({ message: { isShort, note, source } }) => {
    const { order, shipment } = samples["order-shipped"]
    const lines = isShort ? [] : order.lines
    const values = { ...sampleFrame, shipment, order: { ...order, note: note === "" ? null : note, lines } }
    const ours = said(source, values)
    // A position that a list does not have is nothing here, and an undefined variable there.
    const theirs = new Liquid().parseAndRenderSync(source, values)
    expect(ours.text).toBe(theirs)
    expect(ours.missing).toBeNull()
  }
)

/** Templates are read with the white space around their parts cut off, which LiquidJS keeps. */
const joined = (text: string) => text.replaceAll(/\s+/gu, "")

it.each(kinds)("the messages of %s say what LiquidJS makes of them", (kind) => {
  const parts = sections(defaultFiles[`en/${kind}.liquid`] ?? "", { file: kind, report: () => expect.unreachable() })
  const mail = parts.get("mail")?.source ?? ""
  const values = { ...samples[kind], ...frameOf(kind), locale: "en", words }
  const whole = (medium: "html" | "text", body: string) =>
    (defaultFiles[`layout.${medium}.liquid`] ?? "").replace("{% body %}", () => body)
  const { html, subject, text } = rendered({ kind, channel: "email" })
  const by = (medium: "html" | "text", source: string) =>
    String(peers[medium].parseAndRenderSync(source, {}, { globals: values }))
  expect(joined(html)).toBe(joined(by("html", whole("html", htmlOf(mail)))))
  expect(joined(text)).toBe(joined(by("text", whole("text", textOf(mail)))))
  expect(joined(subject)).toBe(joined(by("text", parts.get("subject")?.source ?? "")))
})
