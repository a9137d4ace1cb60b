import { readFileSync } from "node:fs"
import { defineConfig } from "tsup"

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly "@duka/source": string }>>
  readonly bin?: Readonly<Record<string, string>>
}

/** Each package is built from its own folder; what it exports and its commands are its entries. */
const manifest: Manifest = JSON.parse(readFileSync("package.json", "utf8"))
const exported = Object.values(manifest.exports).flatMap((target) =>
  typeof target === "string" ? [] : [target["@duka/source"]]
)
const commands = Object.values(manifest.bin ?? {}).map((file) =>
  file.replace("./dist/", "./src/").replace(/\.js$/, ".ts")
)

export default defineConfig({
  entry: [...exported, ...commands],
  outDir: "dist",
  format: ["esm"],
  platform: "node",
  target: "es2024",
  // tsc writes the declarations: tsup's own step does not know TypeScript 7.
  dts: false,
  sourcemap: true,
  silent: true
})
