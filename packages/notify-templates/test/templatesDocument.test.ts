import { expect, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { filters } from "../src/liquid/filters.ts"
import { kindsDocument } from "./templatesDocument.ts"

const path = "../../../docs/notifications/templates.md"
const [written = "", mark = ""] =
  /^(.*\n)(<!-- what follows is made by the tests[^\n]*-->\n)/su
    .exec(readFileSync(new URL(path, import.meta.url), "utf8"))
    ?.slice(1) ?? []

it("docs/notifications/templates.md ends with what the kinds say", async () => {
  expect(mark).not.toBe("")
  await expect(`${written}${mark}\n${kindsDocument()}`).toMatchFileSnapshot(path)
})

it("docs/notifications/templates.md tells of every filter", () => {
  for (const name of Object.keys(filters)) expect(written).toMatch(new RegExp(`\`${name}[\`:]`, "u"))
})
