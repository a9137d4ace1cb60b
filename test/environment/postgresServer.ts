import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import postgres from "postgres"
import { findPostgresPrograms } from "./postgresPrograms.ts"

export interface PostgresServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

const startMaxMillis = 90_000

/**
 * Starts a server of our own that lives no longer than this process. Null when the machine has no PostgreSQL. The
 * settings are laid over the tests' own, which care for speed alone.
 *
 * @public
 */
export const startPostgres = async (
  settings: Readonly<Record<string, string>> = {}
): Promise<PostgresServer | null> => {
  if (findPostgresPrograms() === null) return null
  const program = fileURLToPath(new URL("./postgresKeeper.ts", import.meta.url))
  const overrides = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  // Detached, so that Ctrl-C reaches the tests before the server they talk to.
  const keeper = spawn(process.execPath, [program, ...overrides], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"]
  })
  let complaint = ""
  keeper.stderr.on("data", (chunk) => (complaint += String(chunk)))
  const lines = createInterface({ input: keeper.stdout })
  const gone = once(keeper, "exit")
  const timer = setTimeout(() => keeper.stdin.end(), startMaxMillis)
  const first = await Promise.race([once(lines, "line"), gone.then(() => null)])
  clearTimeout(timer)
  if (first === null) throw new Error(`PostgreSQL was found but did not start\n${complaint}`)
  keeper.unref()
  return {
    url: String(first[0]),
    stop: async () => {
      keeper.ref()
      keeper.stdin.end()
      await gone
    }
  }
}

/** Uses the server of `DUKA_TEST_DATABASE_URL` when it is set; its databases other than `duka_test_*` are left alone. */
export const findPostgres = async (): Promise<PostgresServer | null> => {
  const url = process.env["DUKA_TEST_DATABASE_URL"] ?? ""
  if (url === "") return startPostgres()
  const sql = postgres(url, { max: 1, connect_timeout: 10 })
  try {
    await sql`SELECT 1`
  } catch (error) {
    throw new Error("DUKA_TEST_DATABASE_URL is set, but its server does not answer", { cause: error })
  } finally {
    await sql.end()
  }
  return { url, stop: async () => undefined }
}
