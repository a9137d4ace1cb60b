/**
 * `node --conditions=@duka/source bench/payments.ts`: what it costs to start a payment with a checkout, as the ratio of
 * checkouts paid by a provider to those paid in cash, in turns: of whole checkouts, three requests each, and of the use cases
 * alone; and how many webhooks a second are settled, from the first one that comes in to the last order that is confirmed.
 * All in one process, on PostgreSQL.
 */
import { PostgresStorage } from "@duka/adapter-postgres"
import { Carts, Checkout, CurrentActor, Duka, layerProviders, SecretKey, Webhooks } from "@duka/core"
import { Server } from "@duka/http-server"
import { FakeProvider } from "@duka/payment-fake"
import { Effect, Fiber, Layer, ManagedRuntime, Option, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { connect, createDatabase, dropDatabase, openServer } from "./database.ts"
import { machineFacts } from "./machine.ts"
import { checkoutOver, type Goods } from "./overHttp.ts"
import { median, pairedRatio } from "./statistics.ts"
import { price, stocked } from "./stocked.ts"

const isQuick = process.argv.includes("--quick")
const rounds = isQuick ? 3 : 9
const ordersOfRound = isQuick ? 100 : 400
const webhookCount = isQuick ? 300 : 3_000
const atOnce = 16
const goal = 0.8
const say = (text: string) => process.stdout.write(`${text}\n`)

const fake = FakeProvider.make()
const contact = { name: "Amina Njeri", phone: "+254700000001" }

let turn = 0

/** A cart is opened, and placed: what is the same for both is little here. */
const checkout = ({ storeId, variantIds }: Goods, method: string) =>
  Effect.gen(function* () {
    const carts = yield* Carts
    const variantId = variantIds[turn++ % variantIds.length] ?? ""
    const cart = yield* carts.create({ lines: [{ variantId }], delivery: { method: "pickup", storeId } })
    const given = { cartId: cart.id, contact, payment: { method }, expectedTotal: price }
    const placing = (yield* Checkout).place(given, randomUUID())
    return yield* Effect.provideService(placing, CurrentActor, { _tag: "Guest", cartToken: cart.token ?? "" })
  }).pipe(Effect.provideService(CurrentActor, { _tag: "Guest" }))

const times = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>) =>
  Effect.forEach(Array.from({ length: count }), () => effect, { concurrency: atOnce })

const rateOf = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (count * 1_000) / (performance.now() - began)
}

const server = await openServer()
const url = await createDatabase(server)
const shop = Duka.layer.pipe(
  Layer.provideMerge(PostgresStorage.layer({ url: Redacted.make(url) })),
  Layer.provide([SecretKey.layerRandom, layerProviders(fake.provider)])
)
const runtime = ManagedRuntime.make(shop)
const web = Server.handler(
  Layer.mergeAll(
    Layer.effectContext(runtime.contextEffect),
    Server.SetupToken.layerOf(Option.none()),
    Layer.succeed(Server.RequestsPerMinute, 0)
  )
)

/** Checkouts paid by the provider to those paid in cash, in turns. */
const compared = async (title: string, round: (method: string) => Promise<unknown>): Promise<number> => {
  const rate = (method: string) => rateOf(ordersOfRound, () => round(method))
  await rate("cash_on_delivery")
  await rate(fake.method)
  const [cash, paid]: [Array<number>, Array<number>] = [[], []]
  for (let pair = 0; pair < rounds; pair++) {
    cash.push(await rate("cash_on_delivery"))
    paid.push(await rate(fake.method))
  }
  const ratio = pairedRatio(paid, cash)
  const figures = `${Math.round(median(cash))} in cash, ${Math.round(median(paid))} with a payment started`
  say(`${title} a second: ${figures}, ratio ${ratio.toFixed(2)}`)
  return ratio
}

try {
  const sql = connect(url)
  const goods = await runtime.runPromise(stocked)
  say(`${rounds} rounds of ${ordersOfRound} checkouts, ${JSON.stringify(await machineFacts(sql))}`)
  const asked = checkoutOver(web.handler, goods)
  const ratio = await compared("checkouts", (method) =>
    Effect.runPromise(
      times(
        ordersOfRound,
        Effect.promise(() => asked(contact, method))
      )
    )
  )
  say(`wanted ${goal}: ${ratio >= goal ? "reached" : "missed"}`)
  await compared("checkouts without requests", (method) =>
    runtime.runPromise(times(ordersOfRound, checkout(goods, method)))
  )

  await runtime.runPromise(times(webhookCount, checkout(goods, fake.method)))
  const waiting = fake.payments().slice(-webhookCount)
  for (const id of waiting) fake.pay(id)
  const isHeard = async () =>
    (await sql`SELECT 1 FROM provider_message WHERE outcome = 'received' LIMIT 1`).length === 0
  const working = runtime.runFork(Duka.worker({ takers: atOnce }))
  const received = Effect.forEach(
    waiting,
    (id) =>
      Effect.flatMap(Webhooks, (webhooks) =>
        Effect.flatMap(fake.message(fake.event(id)), (message) => webhooks.receive(fake.method, message))
      ),
    { concurrency: atOnce, discard: true }
  )
  const settled = await rateOf(webhookCount, async () => {
    await runtime.runPromise(received)
    while (!(await isHeard())) await sleep(20)
  })
  say(`webhooks settled a second, kept, looked up and booked by one process: ${Math.round(settled)}`)
  await runtime.runPromise(Fiber.interrupt(working))
  const [told] = await sql`SELECT count(*)::int AS count FROM provider_message WHERE outcome = 'settled'`
  if (told?.["count"] !== webhookCount) throw new Error(`${told?.["count"]} of ${webhookCount} messages were settled`)
  await sql.end()
  process.exitCode = ratio >= goal ? 0 : 1
} finally {
  await web.dispose()
  await runtime.dispose()
  await dropDatabase(server, url)
  await server.stop()
}
