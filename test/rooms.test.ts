import { globSync } from "node:fs"
import { basename, join } from "node:path"
import { expect, it } from "vitest"

const packages = join(import.meta.dirname, "../packages")

/** What stands for the star in the names of such files. */
const named = (folder: string, file: string) => {
  const [before = "", after = ""] = file.split("*")
  return (
    globSync(`${folder}/${file}`, { cwd: packages })
      .map((path) => basename(path).slice(before.length, -after.length))
      // `store/Store.ts` is the model of a branch.
      .filter((name) => name !== "")
      .toSorted()
  )
}

it.each([
  ["adapter-memory/src", "Memory*Store.ts"],
  ["adapter-postgres/src", "Pg*Store.ts"],
  ["conformance/src", "*StoreSuite.ts"]
])("%s has one %s for each port of a room", (folder, file) => {
  const ports = named("core/src/*", "*Store.ts")
  expect(ports).toContain("Order")
  expect(named(folder, file)).toStrictEqual(ports)
})

it("every group of endpoints has one file of handlers", () => {
  const groups = named("http-api/src", "*Api.ts").filter((name) => name !== "Duka")
  expect(groups).toContain("Orders")
  expect(named("http-server/src/handlers", "*Handlers.ts")).toStrictEqual(groups)
})
