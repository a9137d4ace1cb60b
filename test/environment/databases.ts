/** Databases of the tests on a server: named `duka_test_<random>`, and no others are made or dropped. */
import { randomBytes } from "node:crypto"
import postgres from "postgres"

const administer = async (server: string, statement: string) => {
  const sql = postgres(server, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}

const nameOf = (url: string) => {
  const name = /^\/(duka_test_[0-9a-f]{16})$/.exec(new URL(url).pathname)?.[1]
  if (name === undefined) throw new Error("not a database of the tests")
  return name
}

/** Makes a database and answers its URL: an empty one, or a copy of another, to which nobody is connected. */
export const createDatabaseOn = async (server: string, template?: string): Promise<string> => {
  const name = `duka_test_${randomBytes(8).toString("hex")}`
  await administer(server, `CREATE DATABASE ${name}${template === undefined ? "" : ` TEMPLATE ${nameOf(template)}`}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Drops a database that `createDatabaseOn` made, whoever is still connected to it. */
export const dropDatabaseOn = (server: string, url: string): Promise<void> =>
  administer(server, `DROP DATABASE IF EXISTS ${nameOf(url)} WITH (FORCE)`)
