/**
 * A process of its own that keeps one throw-away PostgreSQL server. It prints the server's URL as its first line and
 * runs until its standard input ends, so that the server goes away with whoever asked for it, even if that one is killed.
 * Its arguments, `name=value`, are settings of the server.
 */
import { execFileSync } from "node:child_process"
import { appendFileSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "./freePort.ts"
import { findPostgresPrograms, unprivilegedUser } from "./postgresPrograms.ts"

const startAttemptsMax = 3

const programs = findPostgresPrograms()
if (programs === null) throw new Error("no PostgreSQL programs found")
const user = unprivilegedUser()
const folder = mkdtempSync(join(tmpdir(), "duka-postgres-"))
if (user !== null) chownSync(folder, user.uid, user.gid)
const data = join(folder, "data")
const log = join(folder, "server.log")

const run = (program: string, args: ReadonlyArray<string>) =>
  execFileSync(join(programs, program), args, { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] })

const initialise = () => {
  const basics = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
  try {
    // Sorting by language, as most servers do, finds queries that need bytes compared and do not say so.
    run("initdb", [...basics, "--locale-provider=icu", "--icu-locale=en-US"])
  } catch {
    rmSync(data, { recursive: true, force: true })
    run("initdb", basics)
  }
  // A zone other than UTC finds connections that forget to pin theirs.
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    fsync: "off",
    full_page_writes: "off",
    timezone: "Africa/Nairobi",
    log_timezone: "UTC",
    ...Object.fromEntries(process.argv.slice(2).map((setting) => setting.split("=")))
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  appendFileSync(join(data, "postgresql.conf"), lines.join(""))
}

const logged = () => {
  try {
    return readFileSync(log, "utf8")
  } catch {
    return ""
  }
}

const start = async (attempt: number): Promise<number> => {
  const port = await freePort()
  try {
    run("pg_ctl", ["-D", data, "-l", log, "-o", `-p ${port}`, "-w", "-t", "60", "start"])
    return port
  } catch (error) {
    // Another process may have taken the port in between.
    if (attempt < startAttemptsMax) return start(attempt + 1)
    throw new Error(`PostgreSQL did not start\n${logged()}`, { cause: error })
  }
}

const stop = () => {
  try {
    run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"])
  } catch {
    // It never ran, or somebody else ended it: only the folder is left.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

process.on("exit", stop)
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0))
process.stdin.on("end", () => process.exit(0)).resume()

initialise()
const port = await start(1)
process.stdout.write(`postgres://postgres@127.0.0.1:${port}/postgres\n`)
