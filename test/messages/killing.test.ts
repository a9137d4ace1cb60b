/**
 * Two workers send the mail of some hundreds of orders to a server that is slow, refuses at times and hangs up at times, and
 * every moment one of them is killed while it waits for an answer: what it had sent, nobody knows.
 */
import { setTimeout as sleep } from "node:timers/promises"
import type postgres from "postgres"
import { describe, expect, it } from "vitest"
import { type Letter, openPostOffice, type PostOffice, read } from "../../packages/notify-smtp/test/postOffice.ts"
import { postgresUrl } from "../environment/postgres.ts"
import { type Chance, chanceOf } from "../simulation/chance.ts"
import { byMailAlone, database, opened, openShop, order, ownersEmail, until, variablesOf } from "./mailingShop.ts"
import { openWorkers, takers, type Workers } from "./workers.ts"

/** So many orders at first; and so many more, as long as people buy, when there is less to be done than that. */
const ordersAtFirst = 100
const ordersMore = 20
const kills = 10

const buyer = (n: number) => `buyer-${n}@example.com`

const troubles = (office: PostOffice, chance: Chance) => {
  office.habits.message = () => {
    if (chance.once(15)) return { code: 451, words: "4.3.0 Come again" }
    return chance.once(15) ? "dropped" : "taken"
  }
  office.habits.answerMillis = () => 100 + chance.below(500)
}

const peace = ({ habits }: PostOffice) => {
  habits.message = () => "taken"
  habits.answerMillis = () => 0
}

/** Whoever was killed holds his jobs for half a minute yet: nobody is left, so that half a minute may be over. */
const lateness = (sql: postgres.Sql) =>
  sql`UPDATE job SET acquired_at = acquired_at - interval '1 minute' WHERE acquired_at IS NOT NULL`

/** Any of them, once he has sent some and waits for answers. */
const busy = async (office: PostOffice, workers: Workers, chance: Chance) => {
  const worker = chance.any(workers.alive())
  if (worker === undefined) throw new Error("nobody works")
  const enough = chance.below(20)
  await until(() => {
    const { answered, waiting } = office.customer(worker.name)
    return answered >= enough && waiting > 0
  })
  return worker
}

const left = async (sql: postgres.Sql) => {
  const [row] = await sql`
    SELECT (SELECT count(*) FROM message WHERE status = 'pending')::int AS pending,
      (SELECT count(*) FROM job WHERE state = 'pending' AND queue_name IN ('tell-events', 'send-message'))::int AS jobs`
  return { pending: Number(row?.["pending"]), jobs: Number(row?.["jobs"]) }
}

interface World {
  readonly office: PostOffice
  readonly workers: Workers
  readonly chance: Chance
  readonly sql: postgres.Sql
}

/** One after the other, and now and then both: then there is a new one before anybody else is killed. */
const disturbed = async ({ chance, office, sql, workers }: World) => {
  const killAll = async () => {
    for (const worker of workers.alive()) await workers.kill(worker)
    await lateness(sql)
  }
  let coming = Promise.resolve()
  while (workers.killed().length < kills) {
    await workers.kill(await busy(office, workers, chance))
    await coming
    if (chance.once(3)) {
      await killAll()
      await workers.hire()
    }
    coming = workers.hire()
  }
  await coming
  await killAll()
}

/** What of it somebody reads: the time of sending is not. */
const content = async (letter: Letter) => {
  const { from, html, subject, text, to } = await read(letter)
  return JSON.stringify([letter.recipient, from?.value, to, subject, text, html])
}

const byId = (letters: ReadonlyArray<Letter>) => Map.groupBy(letters, ({ messageId }) => messageId)

/** Whoever sent what was sent again, once for each time. */
const senders = (letters: ReadonlyArray<Letter>) =>
  [...byId(letters).values()].flatMap((same) => same.slice(0, -1).map(({ user }) => user))

const countOf = (all: ReadonlyArray<string>) =>
  Object.fromEntries([...Map.groupBy(all, (each) => each)].map(([each, same]) => [each, same.length]))

describe.skipIf(postgresUrl === null)("workers that are killed while they send", { timeout: 300_000 }, () => {
  it("lose no message, and send none twice but those whose answer they waited for", async () => {
    const chance = chanceOf(Date.now())
    await using office = await openPostOffice()
    await using kept = await database()
    await using shop = await openShop(["serve", "--no-worker"], variablesOf(kept.url, office))
    const { goods, staff } = await opened(shop.url)
    await byMailAlone(shop.url, staff)
    const numbers: Array<number> = []
    const buys = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const { body, status } = await order(shop.url, goods, buyer(numbers.length))
        expect(status).toBe(201)
        numbers.push(body.number)
      }
    }
    await buys(ordersAtFirst)
    expect(office.letters).toStrictEqual([])

    const { sql } = kept
    await using workers = await openWorkers(kept.url, office)
    troubles(office, chance)
    await Promise.all([workers.hire(), workers.hire()])
    let isOver = false
    // There is always more to send.
    const buying = async () => {
      while (!isOver) {
        if ((await left(sql)).jobs < 2 * ordersMore) await buys(ordersMore)
        else await sleep(100)
      }
    }
    const killing = disturbed({ chance, office, sql, workers }).finally(() => (isOver = true))
    await Promise.all([killing, buying()])
    const before = byId(office.letters).size
    peace(office)
    await Promise.all([workers.hire(), workers.hire()])
    // What was refused waits for some seconds: that they are over.
    await sql`UPDATE job SET visible_at = now() AT TIME ZONE 'UTC' WHERE queue_name = 'send-message' AND state = 'pending'`
    await until(
      async () => Object.values(await left(sql)).every((count) => count === 0),
      () => left(sql)
    )

    const rows = await sql`SELECT id::text, address, status, sender, reference FROM message WHERE channel = 'email'`
    const sent = byId(office.letters)
    expect(rows.filter(({ status }) => status !== "sent")).toStrictEqual([])
    expect(await sql`SELECT queue_name, id, last_failure FROM job WHERE state = 'failed'`).toHaveLength(0)
    expect(rows).toHaveLength(2 * numbers.length)
    expect([...sent.keys()].toSorted()).toStrictEqual(rows.map(({ id }) => `<${id}@duka.example>`).toSorted())

    // Everybody has his own: each buyer one, and the owner one for each of them.
    const recipients = countOf([...sent.values()].map(([first]) => first?.recipient ?? ""))
    expect(recipients).toStrictEqual({
      ...Object.fromEntries(numbers.map((_, n) => [buyer(n), 1])),
      [ownersEmail]: numbers.length
    })
    const subjects = await Promise.all([...sent.values()].map(async ([first]) => first && (await read(first)).subject))
    for (const number of numbers) {
      expect(subjects.filter((subject) => subject?.split(/[ :]/u).includes(String(number)) === true)).toHaveLength(2)
    }

    // Whoever reads a message twice reads the same.
    for (const same of sent.values()) {
      if (same.length > 1) expect(new Set(await Promise.all(same.map(content))).size).toBe(1)
    }

    // Only of whoever was killed, and no more than he had in his hands.
    const again = countOf(senders(office.letters))
    for (const [name, count] of Object.entries(again)) {
      expect(workers.killed(), name).toContain(name)
      expect(count, name).toBeLessThanOrEqual(takers)
    }
    console.log(
      `${sent.size} messages in ${office.letters.length} letters, ${before} before peace; ${office.refusals()} refused or dropped; ` +
        `killed ${workers.killed().length}, of whom ${Object.keys(again).length} had sent what was sent again`
    )
    expect(workers.killed().length).toBeGreaterThanOrEqual(kills)
    // Otherwise nothing was tried.
    expect(Object.keys(again).length).toBeGreaterThan(0)
    expect(office.refusals()).toBeGreaterThan(0)
  })
})
