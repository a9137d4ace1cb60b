import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

interface Locked {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, "..")
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(root, "package-lock.json"), "utf8")
)
const entries = Object.entries(lock.packages)

/** `npm ci` refuses a lock that lacks one, which `npm install` writes without a word when a registry has not got it. */
it("locks every optional dependency, so that npm ci works on every platform", () => {
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !entries.some(([other]) => other.endsWith(`node_modules/${name}`)))
      .map((name) => `${path} wants ${name}`)
  )
  expect(missing).toEqual([])
})

it("names no registry", () => {
  expect(entries.filter(([, { resolved }]) => /^[a-z+]+:/.test(resolved ?? ""))).toEqual([])
})

it("asks for exact versions of tools", () => {
  const manifest: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8")
  )
  expect(Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})
