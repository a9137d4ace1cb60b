/**
 * Reports over a month out of a million orders, and over a year of them: each asked for as a shop asks, for months that
 * nobody has looked at since the database was filled, and again at once.
 */
import { PostgresStorage } from "@duka/adapter-postgres"
import { Duka } from "@duka/core"
import { Redacted } from "effect"
import { connect, createDatabase, dropDatabase, openServer } from "./database.ts"
import { machineFacts } from "./machine.ts"
import { begins, fill } from "./reportsShop.ts"
import { median } from "./statistics.ts"

const isQuick = process.argv.includes("--quick")
const orders = isQuick ? 20_000 : 1_000_000
const goalMillis = 1_000
const say = (text: string) => process.stdout.write(`${text}\n`)

/** One round each: months far from each other, so that one has not read what the next one reads. */
const months = [7, 13, 20, 26, 32]

const first = (month: number) => {
  const day = new Date(`${begins}T00:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() + month)
  return day.toISOString().slice(0, 10)
}
const month = (index: number) => ({ from: first(index), to: first(index + 1) })

const taken = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const millis = (value: number) => `${Math.round(value)} ms`.padStart(9)

const server = await openServer()
const url = await createDatabase(server)
try {
  const shop = await Duka.open({ storage: PostgresStorage.layer({ url: Redacted.make(url) }), worker: false })
  const { reports } = shop.as({ _tag: "System" })
  const sql = connect(url)
  const filled = await taken(() => fill(sql, orders))
  say(`${orders} orders over three years, filled in ${Math.round(filled / 1_000)} s`)
  say(JSON.stringify(await machineFacts(sql)))
  await sql.end()

  type Span = ReturnType<typeof month>
  const asked: ReadonlyArray<readonly [string, (span: Span) => Promise<unknown>]> = [
    ...(["day", "week", "month", "store", "paymentMethod"] as const).map(
      (groupBy) => [`sales by ${groupBy}`, (span: Span) => reports.sales({ ...span, groupBy })] as const
    ),
    ...(["product", "category"] as const).map(
      (groupBy) => [`products by ${groupBy}`, (span: Span) => reports.products({ ...span, groupBy })] as const
    ),
    ["customers by day", (span) => reports.customers({ ...span, groupBy: "day" })],
    ...(["day", "store", "paymentMethod"] as const).map(
      (groupBy) => [`payments by ${groupBy}`, (span: Span) => reports.payments({ ...span, groupBy })] as const
    ),
    ["taxes", (span) => reports.taxes(span)]
  ]
  say(`${"".padEnd(26)}${"a month".padStart(9)}${"again".padStart(9)}${"a year".padStart(9)}`)
  const late: Array<string> = []
  for (const [index, [name, report]] of asked.entries()) {
    const [fresh, again]: [Array<number>, Array<number>] = [[], []]
    for (const at of months) {
      // Another month for each report, as far as there are some.
      const span = month((at + index) % 35)
      fresh.push(await taken(() => report(span)))
      again.push(await taken(() => report(span)))
    }
    const year = await taken(() => report({ from: first(12), to: first(24) }))
    say(`${name.padEnd(26)}${millis(median(fresh))}${millis(median(again))}${millis(year)}`)
    if (Math.max(median(fresh), median(again)) >= goalMillis) late.push(name)
  }
  say(late.length === 0 ? "each under a second" : `a second or more: ${late.join(", ")}`)
  await shop.close()
} finally {
  await dropDatabase(server, url)
  await server.stop()
}
