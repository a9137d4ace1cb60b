/**
 * The Effect language service's diagnostics (a floating effect, a missing `return yield*` and the like), on everything
 * that the root tsconfig names or on the one named file. It succeeds when it looked at nothing, so this counts its files.
 */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { pathToFileURL } from "node:url"

const root = join(import.meta.dirname, "..")
const folder = join(root, "lint/effect")
const command = join(dirname(createRequire(import.meta.url).resolve("@effect/language-service/package.json")), "cli.js")
const hook = pathToFileURL(join(folder, "typescript6.mjs")).href
const file = process.argv[2]
const target =
  file === undefined ? ["--project", relative(folder, join(root, "tsconfig.json"))] : ["--file", relative(folder, file)]

const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ["--import", hook, command, "diagnostics", "--format", "text", "--severity", "error,warning", "--strict", ...target],
  { cwd: folder, encoding: "utf8" }
)
process.stdout.write(stdout)
process.stderr.write(stderr)

const [, checked, total] = /Checked (\d+) files out of (\d+) files/.exec(stdout) ?? []
if (checked === undefined || checked === "0" || checked !== total) {
  process.stderr.write("Not every file was checked.\n")
  process.exitCode = 1
} else {
  process.exitCode = status ?? 1
}
