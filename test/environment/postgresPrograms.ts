import { execFileSync } from "node:child_process"
import { existsSync, globSync } from "node:fs"
import { delimiter, join } from "node:path"

const exe = process.platform === "win32" ? ".exe" : ""

/** Where packagers put the server, each outside the PATH. */
const places = [
  "/usr/lib/postgresql/*/bin",
  "/usr/pgsql-*/bin",
  "/opt/homebrew/opt/postgresql@*/bin",
  "/usr/local/opt/postgresql@*/bin",
  "/Applications/Postgres.app/Contents/Versions/*/bin",
  "C:/Program Files/PostgreSQL/*/bin"
]

const version = (folder: string) => Number(/(\d+)[^\d]*bin$/.exec(folder)?.[1] ?? 0)

const isComplete = (folder: string) =>
  ["initdb", "postgres", "pg_ctl"].every((program) => existsSync(join(folder, program + exe)))

/** The folder with `initdb`, `postgres` and `pg_ctl`: from the PATH, else the newest in the usual places. */
export const findPostgresPrograms = (): string | null => {
  const onPath = (process.env["PATH"] ?? "").split(delimiter)
  const packaged = places.flatMap((place) => globSync(place)).sort((a, b) => version(b) - version(a))
  return [...onPath, ...packaged].find((folder) => folder !== "" && isComplete(folder)) ?? null
}

/** PostgreSQL refuses to run as root: the user to run it as then, or null when we are nobody special. */
export const unprivilegedUser = (): { readonly uid: number; readonly gid: number } | null => {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string, user: string) =>
    Number(execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] }))
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", user), gid: id("-g", user) }
    } catch {
      continue
    }
  }
  throw new Error("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody")
}
