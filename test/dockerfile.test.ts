/** No engine runs here: what can be said of the image without one. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

const root = join(import.meta.dirname, "..")

const dependenciesOf = (name: string): ReadonlyArray<string> => {
  const { dependencies = {} }: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "packages", name, "package.json"), "utf8")
  )
  const own = Object.keys(dependencies).flatMap((one) => (one.startsWith("@duka/") ? [one.slice("@duka/".length)] : []))
  return [...new Set([...own, ...own.flatMap(dependenciesOf)])]
}

it("the image holds every package that the server needs, and no other", () => {
  const lines = readFileSync(join(root, "Dockerfile"), "utf8").split("\n")
  const needed = ["http-server", ...dependenciesOf("http-server")].toSorted()
  expect(globSync("*", { cwd: join(root, "packages") })).toEqual(expect.arrayContaining(needed))
  const copied = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).toSorted()
  expect(copied(/^COPY packages\/([\w-]+)\/package\.json /)).toStrictEqual(needed)
  expect(copied(/^COPY --from=build \/duka\/packages\/([\w-]+)\/dist /)).toStrictEqual(needed)
})
