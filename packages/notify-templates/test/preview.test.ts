import { Preview, samples, sampleFrame } from "@duka/notify-templates"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { defaults, kinds, loaded } from "./messages.ts"

const pages = Effect.runSync(Preview.pages({ templates: defaults }))

it("the preview has a page for each kind in each language, and an index that leads to all of them", () => {
  for (const kind of kinds) {
    for (const locale of defaults.locales) expect(pages.get("/")).toContain(`href="/${locale}/${kind}"`)
  }
  const links = [...pages].flatMap(([route, html]) =>
    route.endsWith("mail.html") ? [] : [...html.matchAll(/(?:href|src)="([^"]*)"/gu)].map(([, link = ""]) => link)
  )
  for (const link of links) expect(pages.has(link), link).toBe(true)
})

it("shows each channel, and how long an SMS is", () => {
  const page = pages.get("/en/order-shipped")
  expect(page).toContain("Mail: Your order 1042 is on its way")
  expect(page).toMatch(/\d+ characters of GSM-7, 1 part</u)
  expect(page).toContain("<h2>Inbox</h2>")
  expect(pages.get("/sw/order-shipped/mail.html")).toMatch(/^<!doctype html>.*iko njiani/su)
})

it("escapes what it shows, and says of a message that fails that it does", () => {
  const templates = loaded({
    code: {
      welcome: {
        en: {
          sms: () => ({ text: "</pre><script>" }),
          inbox: () => {
            throw new Error(String(samples.welcome))
          }
        }
      }
    }
  })
  const page = Effect.runSync(Preview.pages({ templates, frame: sampleFrame, locales: ["en"] })).get("/en/welcome")
  expect(page).toContain("&lt;/pre&gt;&lt;script&gt;")
  expect(page).toContain("cannot be rendered")
  expect(page).not.toContain("<script")
})
