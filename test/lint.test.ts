import { spawnSync } from "node:child_process"
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = join(import.meta.dirname, "..")
const fixtures = join(root, "lint/fixtures")
const oxlint = join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin/oxlint")
/** Packages whose sources are Effect code throughout. */
const effectPackages = ["core", "adapter-memory", "adapter-postgres", "http-api", "http-server"]

interface Report {
  readonly diagnostics: ReadonlyArray<{ readonly code: string; readonly filename: string }>
  readonly number_of_files: number
}

const lint = (folder: string, args: ReadonlyArray<string> = []): Report =>
  JSON.parse(spawnSync(process.execPath, [oxlint, "-f", "json", ...args], { cwd: folder, encoding: "utf8" }).stdout)

/** A bad fixture says in its first line what it breaks: `// fires 2: eslint(no-restricted-imports)`. */
const expected = (file: string): ReadonlyArray<string> => {
  const [, times = "1", rule] = /^\/\/ fires ?(\d*): (.+)$/m.exec(readFileSync(join(fixtures, file), "utf8")) ?? []
  return rule === undefined ? [] : Array.from({ length: Number(times || 1) }, () => rule)
}

// The overrides match by path, so the fixtures move to where their paths read as in the real tree.
const folder = mkdtempSync(join(tmpdir(), "duka-lint-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("lint", () => {
  const fired = new Map<string, ReadonlyArray<string>>()
  const at = (file: string) => fired.get(file) ?? []
  let checked = 0

  beforeAll(() => {
    cpSync(fixtures, folder, { recursive: true })
    cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"))
    cpSync(join(root, "lint/plugin.mjs"), join(folder, "lint/plugin.mjs"))
    for (const name of effectPackages) {
      for (const file of ["throws.ts", "asyncFunction.ts"]) {
        cpSync(join(fixtures, "packages/core/src", file), join(folder, "packages", name, "src", file))
      }
    }
    const lines = (count: number) => "export {}\n" + "// a line\n".repeat(count - 1)
    writeFileSync(join(folder, "packages/core/src/tooLong.ts"), lines(301))
    writeFileSync(join(folder, "packages/core/src/longEnough.ts"), lines(300))
    const report = lint(folder, ["packages"])
    checked = report.number_of_files
    for (const { code, filename } of report.diagnostics) {
      fired.set(filename, [...at(filename), code])
    }
  })

  const files = globSync("**/*.ts", { cwd: fixtures }).sort()

  it.each(files)("%s breaks what its first line says, and nothing else", (file) => {
    expect(at(file)).toEqual(expected(file))
  })

  it.each(effectPackages)("%s neither throws nor awaits", (name) => {
    expect(at(`packages/${name}/src/throws.ts`)).toEqual(["duka(no-throw)"])
    expect(at(`packages/${name}/src/asyncFunction.ts`)).toEqual(["duka(no-async)"])
  })

  it("ends a file at 300 lines", () => {
    expect(at("packages/core/src/tooLong.ts")).toEqual(["eslint(max-lines)"])
    expect(at("packages/core/src/longEnough.ts")).toEqual([])
  })

  it("looks at every fixture, and at none of them in the real tree", () => {
    expect(checked).toBeGreaterThan(files.length)
    expect(lint(root, ["lint"]).diagnostics).toEqual([])
  })
})

describe("the Effect diagnostics", () => {
  const check = (file: string) =>
    spawnSync(process.execPath, ["scripts/check-effects.ts", file], { cwd: root, encoding: "utf8" })

  it("find an effect that nobody runs", () => {
    const { status, stdout } = check("lint/effect/Floating.ts")
    expect(stdout).toContain("error effect(floatingEffect)")
    expect(status).toBe(1)
  })

  it("fail when they looked at nothing", () => {
    const withoutThePlugin = join(folder, "Plain.ts")
    writeFileSync(join(folder, "tsconfig.json"), '{ "include": ["*.ts"] }')
    writeFileSync(withoutThePlugin, "export {}\n")
    const { status, stderr } = check(withoutThePlugin)
    expect(stderr).toContain("Not every file was checked.")
    expect(status).toBe(1)
  })
})
