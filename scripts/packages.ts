import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const root = join(import.meta.dirname, "..")

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
}

interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

/** The packages that are published. */
export const packages: ReadonlyArray<Package> = readdirSync(join(root, "packages")).flatMap((name) => {
  const folder = join(root, "packages", name)
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  return manifest.private === true ? [] : [{ folder, manifest }]
})

/** Runs a command with its output shown, and ends this script when it fails. */
export const run = (folder: string, command: string, ...args: ReadonlyArray<string>): void => {
  const { status, error } = spawnSync(command, args, {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32"
  })
  if (status === 0) return
  process.stderr.write(
    `${command} ${args.join(" ")} failed in ${folder}${error === undefined ? "" : `: ${error.message}`}\n`
  )
  process.exit(1)
}
