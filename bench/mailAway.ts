/**
 * `node --conditions=@duka/source bench/mailAway.ts`: checkouts a second of a shop whose mail server is away, as the ratio to
 * one whose mail server takes what it is handed and to one that has none: in turns, each with a worker in the process that
 * takes orders.
 */
import { Duka } from "@duka/core"
import { Server } from "@duka/http-server"
import { Effect, Fiber, Layer, Option } from "effect"
import { freePort } from "../test/environment/freePort.ts"
import { connect, createDatabase, dropDatabase, openServer } from "./database.ts"
import { machineFacts } from "./machine.ts"
import { openMailServer, openShop } from "./mailShop.ts"
import { checkoutOver } from "./overHttp.ts"
import { median, pairedRatio } from "./statistics.ts"
import { stocked } from "./stocked.ts"

const isQuick = process.argv.includes("--quick")
const rounds = isQuick ? 3 : 9
const ordersOfRound = isQuick ? 100 : 400
const atOnce = 16
const goal = 0.97
const say = (text: string) => process.stdout.write(`${text}\n`)

const contact = { name: "Amina Njeri", phone: "+254700000001", email: "amina@example.com" }

const server = await openServer()
const mail = await openMailServer()

const open = async (title: string, port: number | null) => {
  const url = await createDatabase(server)
  const shop = openShop({ url, port })
  const web = Server.handler(
    Layer.mergeAll(
      Layer.effectContext(shop.contextEffect),
      Server.SetupToken.layerOf(Option.none()),
      Layer.succeed(Server.RequestsPerMinute, 0)
    )
  )
  const asked = checkoutOver(web.handler, await shop.runPromise(stocked))
  const checkouts = Effect.forEach(
    Array.from({ length: ordersOfRound }),
    () => Effect.promise(() => asked(contact, "cash_on_delivery")),
    { concurrency: atOnce, discard: true }
  )
  const rates: Array<number> = []
  /** What is left to be sent afterwards waits for the next turn. */
  const round = async () => {
    const worker = shop.runFork(Duka.worker())
    const began = performance.now()
    await Effect.runPromise(checkouts)
    const rate = (ordersOfRound * 1_000) / (performance.now() - began)
    await Effect.runPromise(Fiber.interrupt(worker))
    return rate
  }
  const close = async () => {
    await web.dispose()
    await shop.dispose()
    await dropDatabase(server, url)
  }
  return { title, url, rates, round, close }
}

const shops = [
  await open("with a mail server that is away", await freePort()),
  await open("with one that takes mail", mail.port),
  await open("with none", null)
]
const [away, taking, none] = shops
try {
  if (away === undefined || taking === undefined || none === undefined) throw new Error("no shops")
  const sql = connect(away.url)
  say(`${rounds} rounds of ${ordersOfRound} checkouts, ${JSON.stringify(await machineFacts(sql))}`)
  for (const { round } of shops) await round()
  for (let each = 0; each < rounds; each++) for (const { rates, round } of shops) rates.push(await round())
  for (const { rates, title } of shops) say(`checkouts a second ${title}: ${Math.round(median(rates))}`)
  const [waiting] = await sql`SELECT count(*)::int AS count FROM message WHERE status = 'pending'`
  await sql.end()
  say(`${waiting?.["count"]} messages wait for the server that is away`)
  const ratio = pairedRatio(away.rates, taking.rates)
  say(`away to taking ${ratio.toFixed(2)}, away to none ${pairedRatio(away.rates, none.rates).toFixed(2)}`)
  say(`wanted ${goal} of one that takes mail: ${ratio >= goal ? "reached" : "missed"}`)
  process.exitCode = ratio >= goal ? 0 : 1
} finally {
  for (const { close } of shops) await close()
  await mail.stop()
  await server.stop()
}
