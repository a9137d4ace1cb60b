/**
 * Whether contenders do the same: the same answers, byte by byte, and the same rows left behind, but for what is new in
 * each of them (ids, the tokens made of these, times). References among new ids must agree.
 */
import { setTimeout as sleep } from "node:timers/promises"
import * as Calls from "./calls.ts"
import { type Call, Connection, request } from "./Connection.ts"
import type { Contender } from "./Contender.ts"
import { connect, type ReadyCart, type Shelf } from "./database.ts"

const idPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const timePattern = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00:00)?/g
const tokenPattern = /(?<=[tT]oken":")[A-Za-z0-9_-]{43}/g
/** Of the connection, not of the answer. */
const hopHeaders = new Set(["date", "connection", "keep-alive"])

/** Replaces what matches by a name that counts the different values up, in the order of their appearance. */
const labelled = (pattern: RegExp, name: string, known: ReadonlySet<string> = new Set()) => {
  const labels = new Map<string, string>()
  return (text: string) =>
    text.replaceAll(pattern, (value) => {
      if (known.has(value)) return value
      const label = labels.get(value) ?? `${name}-${labels.size + 1}`
      labels.set(value, label)
      return label
    })
}

/** Times are compared within a row or an answer alone: two of them may fall into one millisecond or not. */
const timeless = (text: string) => labelled(timePattern, "time")(text)

/** Every row of a database, by table, as text. */
export const dump = async (databaseUrl: string): Promise<ReadonlyMap<string, ReadonlyArray<string>>> => {
  const sql = connect(databaseUrl)
  try {
    await sql`SET TimeZone = 'UTC'`
    const tables = await sql<Array<{ name: string }>>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`
    const rows = new Map<string, ReadonlyArray<string>>()
    for (const { name } of tables) {
      const found = await sql<Array<{ row: string }>>`SELECT to_jsonb(t)::text AS row FROM ${sql(name)} t`
      rows.set(
        name,
        found.map(({ row }) => row)
      )
    }
    return rows
  } finally {
    await sql.end()
  }
}

export const idsIn = (rows: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlySet<string> =>
  new Set([...rows.values()].flat().flatMap((row) => row.match(idPattern) ?? []))

/** What can be compared: rows that came and rows that went, sorted by what is not new in them, with labels for what is. */
export const leftBehind = (
  rows: ReadonlyMap<string, ReadonlyArray<string>>,
  before: ReadonlyMap<string, ReadonlyArray<string>>
): Readonly<Record<string, ReadonlyArray<string>>> => {
  const known = idsIn(before)
  const label = labelled(idPattern, "new", known)
  const anonymous = (row: string) => timeless(row).replaceAll(idPattern, (id) => (known.has(id) ? id : "new"))
  return Object.fromEntries(
    [...rows].map(([table, all]) => {
      const [old, left] = [new Set(before.get(table)), new Set(all)]
      const gone = [...old].filter((row) => !left.has(row)).toSorted()
      const came = all.filter((row) => !old.has(row)).map((row) => ({ row, sorting: anonymous(row) }))
      came.sort((a, b) => (a.sorting < b.sorting ? -1 : 1))
      return [table, [...gone.map((row) => `gone: ${row}`), ...came.map(({ row }) => label(timeless(row)))]]
    })
  )
}

export interface Purchases {
  readonly shelf: Shelf
  readonly secretKey: string
  /** Open carts, the same in each database. */
  readonly carts: readonly [ReadyCart, ReadyCart, ReadyCart]
  readonly known: ReadonlySet<string>
}

/** Everything that is measured, once. Answers what can be compared: each call with status, headers and body. */
export const transcript = async (
  { port }: Pick<Contender, "port">,
  { carts, known, secretKey, shelf }: Purchases
): Promise<ReadonlyArray<string>> => {
  const label = labelled(idPattern, "new", known)
  const connection = await Connection.open(port)
  const ask = async (call: Call) => {
    const { body, head } = await connection.ask(request(call))
    const [statusLine = "", ...lines] = head.split("\r\n")
    const headers = lines
      .map(
        (line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const
      )
      .filter(([name]) => !hopHeaders.has(name))
      .map(([name, value]) => `${name}: ${value}`)
    const text = body.toString("utf8").replaceAll(tokenPattern, "token")
    const shown = [statusLine, ...headers.toSorted(), "", text].join("\n")
    return { text: body.toString("utf8"), shown: `${call.method} ${call.path}\n${shown}` }
  }
  const shown: Array<string> = []
  const tell = async (call: Call) => {
    const answer = await ask(call)
    shown.push(label(timeless(answer.shown)))
    return answer.text
  }
  const [first, second, third] = carts
  try {
    for (const call of [...Calls.list(), ...Calls.slug(shelf).slice(0, 5), ...Calls.search()]) await tell(call)
    for (const call of [...Calls.offset(shelf), ...Calls.cursor(shelf)]) await tell(call)
    const opened: { readonly id: string } = JSON.parse(await tell(Calls.openCart(Calls.three(shelf, 1))))
    await sleep(5)
    await tell(Calls.pickUp(secretKey, opened, shelf))
    await tell(Calls.addLine(secretKey, first, Calls.three(shelf, 2)[2]?.variantId ?? ""))
    await tell(Calls.placeCart(secretKey, second, "the-first-key"))
    await tell(Calls.placeCart(secretKey, third, "the-second-key"))
    await tell(Calls.placeNow(Calls.three(shelf, 5), shelf, "the-third-key"))
    return shown
  } finally {
    connection.close()
  }
}
