/** On what the numbers were measured: without it they say nothing. */
import { cpus, release, totalmem } from "node:os"
import type { Sql } from "postgres"

const settings = [
  "shared_buffers",
  "fsync",
  "full_page_writes",
  "synchronous_commit",
  "max_connections",
  "server_version"
]

export const machineFacts = async (sql: Sql) => {
  const rows = await sql<Array<{ name: string; setting: string }>>`
    SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name = ANY(${settings})`
  const postgres = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.versions.node,
    postgres
  }
}

export type MachineFacts = Awaited<ReturnType<typeof machineFacts>>
