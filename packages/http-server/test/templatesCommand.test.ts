/** `duka templates` as who writes templates uses it: copy one, change it, look at it, make a mistake. */
import { describe, expect, it } from "vitest"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { duka, folder, until } from "./duka.ts"

const path = "en/order-shipped.liquid"

describe("duka templates", () => {
  it("shows messages as the files are right now", { timeout: 90_000 }, async () => {
    await using own = await folder()
    const variables = { DUKA_TEMPLATES_DIR: own.path, DUKA_SHOP_NAME: "Kilimani <Cakes>" }
    await mkdir(join(own.path, "en"))
    await using preview = duka(["templates", "preview", "--port", "0"], variables)
    await until(preview, () => preview.output().includes("Messages at"))
    const url = /Messages at (\S+)/u.exec(preview.output())?.[1] ?? ""
    const page = async (route: string) => {
      const response = await fetch(url + route)
      return { status: response.status, text: await response.text() }
    }

    expect((await page("/")).text).toContain(`<a href="/sw/order-shipped">sw</a>`)
    const shipped = await page("/en/order-shipped")
    expect(shipped.status).toBe(200)
    expect(shipped.text).toContain("Kilimani &lt;Cakes&gt;")
    expect((await page("/en/order-shipped/mail.html")).text).toContain("Kilimani &lt;Cakes&gt;")
    expect((await page("/en/nothing")).status).toBe(404)

    await writeFile(join(own.path, path), "{% sms %}The boda has it{% endsms %}")
    expect((await page("/en/order-shipped")).text).toContain("The boda has it")

    await writeFile(join(own.path, path), "{% sms %}{{ order.nmber }}{% endsms %}")
    const wrong = await page("/en/order-shipped")
    expect(wrong.status).toBe(500)
    expect(wrong.text).toContain(`${path}:1: There is no order.nmber`)

    preview.signal("SIGTERM")
    expect(await preview.ended).toBe(0)
  })

  it("copies what comes with Duka, and writes over nothing", { timeout: 90_000 }, async () => {
    await using own = await folder()
    const variables = { DUKA_TEMPLATES_DIR: join(own.path, "made") }
    await using first = duka(["templates", "copy", path], variables)
    expect(await first.ended).toBe(0)
    expect(first.output()).toContain(`${path}  copied`)
    await writeFile(join(own.path, "made", path), "mine")
    await using again = duka(["templates", "copy", path], variables)
    expect(await again.ended).toBe(0)
    expect(again.output()).toContain("is left as it is")
    expect(await readFile(join(own.path, "made", path), "utf8")).toBe("mine")
    await using unknown = duka(["templates", "copy", "en/order-shiped.liquid"], variables)
    expect(await unknown.ended).toBe(1)
    expect(unknown.output()).toContain("Did you mean en/order-shipped.liquid?")
    await using nowhere = duka(["templates", "copy", path])
    expect(await nowhere.ended).toBe(1)
    expect(nowhere.output()).toContain("DUKA_TEMPLATES_DIR is to name a directory")
  })
})
