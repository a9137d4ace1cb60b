/**
 * `node --conditions=@duka/source bench/mail.ts`: how many order confirmations a second one worker sends, from the database
 * through the templates to a mail server on this machine, as the ratio to nodemailer's own pool with mails that are ready;
 * and what the process holds after 10,000 and after 100,000 of them.
 */
import { Duka, letter, Mailroom, type MessageData } from "@duka/core"
import { sampleFrame, samples, Templates } from "@duka/notify-templates"
import { Effect, Fiber } from "effect"
import { createTransport } from "nodemailer"
import { setTimeout as sleep } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { connect, createDatabase, dropDatabase, openServer } from "./database.ts"
import { machineFacts } from "./machine.ts"
import { from, type MailServer, type MailShop, openMailServer, openShop } from "./mailShop.ts"

const isQuick = process.argv.includes("--quick")
const mailsOfRound = isQuick ? 500 : 5_000
const rounds = isQuick ? 2 : 20
const takers = 16
const goalPerSecond = 500
const say = (text: string) => process.stdout.write(`${text}\n`)

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const { order } = samples["order-confirmation"]
const data: MessageData<"order-confirmation"> = {
  order: { ...order, lines: [...order.lines, ...order.lines].slice(0, 5) }
}

const rateOf = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (count * 1_000) / (performance.now() - began)
}

/** Letters to as many people, by mail alone: they have no number, and nobody has an inbox here. */
const written = (shop: MailShop) =>
  shop.runPromise(
    Effect.gen(function* () {
      const { write } = yield* Mailroom
      const letters = Array.from({ length: mailsOfRound }, (_, person) =>
        letter(
          "order-confirmation",
          { customerId: null, name: "Amina Njeri", email: `person-${person}@example.com`, phone: null },
          data
        )
      )
      for (let first = 0; first < letters.length; first += 500) yield* write(...letters.slice(first, first + 500))
    })
  )

/** Nodemailer's own pool of ten connections, which is handed mails that are ready. */
const byNodemailer = async ({ port }: MailServer): Promise<number> => {
  const templates = await Effect.runPromise(Templates.load({}))
  const asked = { kind: "order-confirmation", channel: "email", locale: "en", frame: sampleFrame, data } as const
  const { html, subject, text } = await Effect.runPromise(templates.render(asked))
  const transport = createTransport({
    pool: true,
    maxConnections: 10,
    host: "127.0.0.1",
    port,
    secure: false,
    ignoreTLS: true
  })
  const send = (person: number) => transport.sendMail({ from, to: `person-${person}@example.com`, subject, text, html })
  await Promise.all(Array.from({ length: 200 }, (_, person) => send(person)))
  const rate = await rateOf(mailsOfRound, () =>
    Promise.all(Array.from({ length: mailsOfRound }, (_, person) => send(person)))
  )
  transport.close()
  return rate
}

const server = await openServer()
const url = await createDatabase(server)
const mail = await openMailServer()
const shop = openShop({ url, port: mail.port })
const sql = connect(url)
try {
  say(`${rounds} rounds of ${mailsOfRound} mails, ${JSON.stringify(await machineFacts(sql))}`)
  await shop.runPromise(Effect.void)
  const isLeft = async () => (await sql`SELECT FROM message WHERE status = 'pending' LIMIT 1`).length > 0
  const round = async () => {
    await written(shop)
    return rateOf(mailsOfRound, async () => {
      const worker = shop.runFork(Duka.worker({ takers }))
      while (await isLeft()) await sleep(20)
      await Effect.runPromise(Fiber.interrupt(worker))
    })
  }
  const held = () => {
    collect()
    return process.memoryUsage.rss() / 1e6
  }
  await round()
  const [rates, ready]: [Array<number>, Array<number>] = [[], []]
  let before = 0
  for (let each = 1; each <= rounds; each++) {
    rates.push(await round())
    if (each === 2) before = held()
    if (each <= 3) ready.push(await byNodemailer(mail))
  }
  const after = held()
  const [slowest] = rates.toSorted((one, other) => one - other)
  const median = rates.toSorted((one, other) => one - other)[Math.floor(rates.length / 2)] ?? 0
  const baseline = ready.toSorted((one, other) => one - other)[Math.floor(ready.length / 2)] ?? 1
  say(
    `${Math.round(median)} mails a second by one worker with ${takers} takers (slowest round ${Math.round(slowest ?? 0)}); the goal is ${goalPerSecond}`
  )
  say(`${Math.round(baseline)} by nodemailer's pool alone, mails ready: ratio ${(median / baseline).toFixed(2)}`)
  say(
    `${Math.round(before)} MB resident after ${mailsOfRound * 3} mails, ${Math.round(after)} MB after ${mailsOfRound * (rounds + 1)}: ratio ${(after / before).toFixed(2)}`
  )
  const [failed] = await sql`SELECT count(*)::int AS count FROM message WHERE status <> 'sent'`
  say(`${failed?.["count"]} mails were not sent`)
} finally {
  await sql.end()
  await shop.dispose()
  await mail.stop()
  await dropDatabase(server, url)
  await server.stop()
}
