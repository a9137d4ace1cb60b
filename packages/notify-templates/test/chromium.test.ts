/** Mails as a browser shows them, on a telephone held upright, in light and in the dark. */
import { Money } from "@duka/core"
import { sampleFrame, samples } from "@duka/notify-templates"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { defaults, frameOf, kinds, rendered } from "./messages.ts"

const executablePath = "/usr/bin/chromium"
const isThere = existsSync(executablePath)
if (!isThere) {
  if (process.env["DUKA_TEST_CHROMIUM"] === "required")
    throw new Error(`DUKA_TEST_CHROMIUM=required, but there is no ${executablePath}`)
  process.stderr.write(`No mail is looked at: there is no ${executablePath} (apt-get install chromium).\n`)
}

const width = 360

/** What sticks out on the right, by its text. */
const outside = (page: Page) =>
  page.evaluate((width) => {
    const wide = [...document.querySelectorAll("body *")].filter(
      (each) => each.getBoundingClientRect().right > width + 0.5
    )
    return { width: document.documentElement.scrollWidth, wide: wide.map((each) => each.textContent) }
  }, width)

describe.skipIf(!isThere)("in a browser", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  })
  afterAll(() => browser.close())

  const opened = async (colorScheme: "light" | "dark") => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    const asked: Array<string> = []
    await page.route("**", (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    return { page, asked }
  }

  it.each(["light", "dark"] as const)(
    "every mail is as wide as the telephone, and asks nobody, %s",
    { timeout: 60_000 },
    async (scheme) => {
      const { asked, page } = await opened(scheme)
      for (const kind of kinds) {
        for (const locale of defaults.locales) {
          const { html } = rendered({ kind, channel: "email", locale })
          await page.setContent(html)
          expect(await outside(page), `${locale}/${kind}`).toStrictEqual({ width, wide: [] })
          expect(await page.evaluate(() => document.querySelector("h1")?.checkVisibility()), kind).toBe(true)
        }
      }
      expect(asked).toStrictEqual([])
      await page.close()
    }
  )

  const long = "Kitengetableclothhandprintedwithoutasinglespaceinitsnameforsixteenpeople"
  const money = (amount: number) => ({ amount, currency: Money.Currency.make("KES") })

  it("shows every line and every total of a large order, with names that have no spaces", async () => {
    const { order } = samples["order-confirmation"]
    const lines = Array.from({ length: 12 }, (_, index) => ({
      sku: "LONG",
      quantity: 1,
      unitPrice: money(10_000_000_000 + index),
      options: "Large, Red",
      customisation: [{ label: "Engraving", value: long }],
      name: `${index} ${long}`,
      total: money(10_000_000_000 + index)
    }))
    const data = { order: { ...order, lines, note: long, totals: { ...order.totals, total: money(120_000_000_066) } } }
    const { html } = await Effect.runPromise(
      defaults.render({
        kind: "order-confirmation",
        channel: "email",
        locale: "en",
        frame: frameOf("order-confirmation"),
        data
      })
    )
    const { page } = await opened("light")
    await page.setContent(html)
    expect(await outside(page)).toStrictEqual({ width, wide: [] })
    const { subtotal, discount, delivery, tax } = order.totals
    const sums = [...lines.map(({ total }) => total), subtotal, discount, delivery, tax, data.order.totals.total]
    for (const text of [...lines.map(({ name }) => name), ...sums.map((sum) => Money.format(sum))]) {
      const found = page.getByText(text).first()
      expect(await found.isVisible(), text).toBe(true)
    }
    await page.close()
  })

  it("runs nothing of what comes from outside", async () => {
    const evil = `"><script>document.title = "run"</script><img src=x onerror="document.title = 'run'">`
    const shop = { ...sampleFrame.shop, name: evil, url: "javascript:document.title='run'", email: evil, phone: evil }
    const frame = { ...frameOf("order-confirmation"), shop, recipient: { name: evil } }
    const { order } = samples["order-confirmation"]
    const data = { order: { ...order, note: evil, lines: order.lines.map((line) => ({ ...line, name: evil })) } }
    const { html } = await Effect.runPromise(
      defaults.render({ kind: "order-confirmation", channel: "email", locale: "en", frame, data })
    )
    const { asked, page } = await opened("light")
    await page.setContent(html)
    const inside = await page.evaluate(() => ({
      title: document.title,
      elements: document.querySelectorAll("script, img, iframe, object, [onerror]").length,
      links: [...document.querySelectorAll("a")].map((link) => link.protocol)
    }))
    expect(inside.title).toBe(evil)
    expect(inside.elements).toBe(0)
    expect(new Set(inside.links)).toStrictEqual(new Set(["https:", "mailto:"]))
    expect(asked).toStrictEqual([])
    await page.close()
  })
})
