/**
 * Packs every package as it would be published, lets publint and attw judge the tarballs, then installs them in an
 * empty project that type-checks and loads every export.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { packages, root, run } from "./packages.ts"

const folder = mkdtempSync(join(tmpdir(), "duka-packages-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))

const tarballs = join(folder, "tarballs")
mkdirSync(tarballs)
for (const each of packages) run(each.folder, "npm", "pack", "--silent", "--pack-destination", tarballs)
const files = readdirSync(tarballs).map((file) => join(tarballs, file))
for (const file of files) {
  run(root, "publint", "run", "--strict", file)
  run(root, "attw", file, "--profile", "esm-only", "--no-summary")
}

const consumer = join(folder, "consumer")
mkdirSync(consumer)
const { devDependencies }: { devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8")
)
const peers = ["effect", "vitest", "@effect/vitest", "@types/node"].map((name) => `${name}@${devDependencies[name]}`)
const specifiers = packages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports)
    .filter((path) => path !== "./package.json")
    .map((path) => manifest.name + path.slice(1))
)
writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
writeFileSync(
  join(consumer, "tsconfig.json"),
  JSON.stringify({
    compilerOptions: { strict: true, module: "nodenext", noEmit: true, types: ["node"] },
    files: ["all.ts"]
  })
)
const alias = (index: number) => `export * as p${index} from`
writeFileSync(join(consumer, "all.ts"), specifiers.map((name, index) => `${alias(index)} "${name}"\n`).join(""))
// The conformance suites register tests, so they only load inside vitest.
const loadable = specifiers.filter((name) => !name.startsWith("@duka/conformance"))
writeFileSync(join(consumer, "all.mjs"), loadable.map((name) => `import "${name}"\n`).join(""))

run(consumer, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...files, ...peers)
run(consumer, "tsc", "-p", ".")
run(consumer, "node", "all.mjs")
process.stdout.write(`${specifiers.length} exports of ${packages.length} packages: fine\n`)
