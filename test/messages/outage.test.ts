/** The mail server is away for an hour, in every way in which a server is away: the shop goes on, and so does its mail, later. */
import type postgres from "postgres"
import { describe, expect, it } from "vitest"
import { openPostOffice, read } from "../../packages/notify-smtp/test/postOffice.ts"
import { postgresUrl } from "../environment/postgres.ts"
import { ask } from "../environment/shopper.ts"
import { byMailAlone, database, opened, openShop, order, ownersEmail, until, variablesOf } from "./mailingShop.ts"

const minutes = 60
/** The clock goes on by so much at once: no two attempts are further apart. */
const stepMinutes = 5
const buyersAtFirst = 20
const buyersWhileItIsSilent = 5

const buyer = (n: number) => `buyer-${n}@example.com`
/** Whom the server does not know: it says so in words that a log is not to have. */
const nobody = "nobody@nowhere.example"

/** The queue takes the database's time: what is due later is moved towards now. */
const passes = (sql: postgres.Sql, span: number) =>
  sql`UPDATE job SET visible_at = visible_at - make_interval(mins => ${span})
      WHERE state = 'pending' AND queue_name = 'send-message' AND acquired_at IS NULL`

const statuses = async (sql: postgres.Sql) => {
  const rows = await sql`SELECT status, count(*)::int AS count FROM message WHERE channel = 'email' GROUP BY status`
  return Object.fromEntries(rows.map(({ count, status }) => [String(status), Number(count)]))
}

const jobs = async (sql: postgres.Sql) => {
  const [row] = await sql`
    SELECT count(*) FILTER (WHERE state = 'pending')::int AS pending,
      count(*) FILTER (WHERE state = 'pending'
        AND (visible_at <= now() AT TIME ZONE 'UTC' OR acquired_at IS NOT NULL))::int AS due
    FROM job WHERE queue_name IN ('tell-events', 'send-message')`
  return { pending: Number(row?.["pending"]), due: Number(row?.["due"]) }
}

describe.skipIf(postgresUrl === null)("an hour without a mail server", { timeout: 300_000 }, () => {
  it("keeps nobody from buying, and afterwards every message is sent once", async () => {
    await using office = await openPostOffice()
    await using kept = await database()
    const { sql } = kept
    await office.shut()
    await using shop = await openShop(["serve"], variablesOf(kept.url, office))
    const { goods, staff } = await opened(shop.url)
    await byMailAlone(shop.url, staff)
    let orders = 0
    const buys = async (email = buyer(orders)) => {
      expect((await order(shop.url, goods, email)).status).toBe(201)
      orders++
    }
    /** Nobody works on anything, and nothing is due. */
    const quiet = () =>
      until(
        async () => (await jobs(sql)).due === 0,
        () => jobs(sql)
      )

    // Nobody listens.
    for (let n = 0; n < buyersAtFirst; n++) await buys()
    await quiet()
    expect(await statuses(sql)).toStrictEqual({ pending: 2 * orders })

    // Somebody listens, and says nothing: whoever sends waits, and whoever buys does not wait for him.
    office.habits.isSilent = true
    await office.open()
    await passes(sql, stepMinutes)
    await until(() => office.hanging.size > 0)
    const [waiting] = office.hanging
    for (let n = 0; n < buyersWhileItIsSilent; n++) await buys()
    await buys(nobody)
    expect(waiting?.destroyed).toBe(false)
    await office.shut()
    office.habits.isSilent = false

    // The hour. People go on buying.
    for (let passed = 0; passed < minutes; passed += stepMinutes) {
      await passes(sql, stepMinutes)
      await buys()
      await quiet()
    }
    expect(await statuses(sql)).toStrictEqual({ pending: 2 * orders })
    expect(await sql`SELECT last_failure FROM job WHERE state = 'failed'`).toHaveLength(0)
    expect(office.letters).toStrictEqual([])
    const tried = await sql`
      SELECT attempts FROM job WHERE queue_name = 'send-message' AND state = 'pending' ORDER BY sequence LIMIT 1`
    expect(tried[0]?.["attempts"]).toBeGreaterThan(minutes / stepMinutes)

    // It is back, and does not know everybody.
    office.habits.recipient = (address) =>
      address === nobody ? { code: 550, words: `5.1.1 <${address}>: Amina Njeri is not known here` } : null
    await office.open()
    await until(
      async () => {
        await passes(sql, stepMinutes)
        return (await jobs(sql)).pending === 0
      },
      () => jobs(sql)
    )
    expect(await statuses(sql)).toStrictEqual({ sent: 2 * orders - 1, failed: 1 })
    expect(await sql`SELECT queue_name, last_failure FROM job WHERE state = 'failed'`).toHaveLength(0)

    const failed = await ask(shop.url, "GET", "/v1/messages?status=failed", undefined, staff)
    expect(failed.body.items).toHaveLength(1)
    expect(failed.body.items[0]).toMatchObject({ kind: "order-confirmation", address: nobody, reference: null })
    expect(failed.body.items[0].failure).toBe("The message was refused: 550 5.1.1 to RCPT TO")
    expect(office.refusals()).toBe(1)

    // Each once: nobody was written to twice, and nobody was forgotten.
    const rows = await sql`SELECT id::text FROM message WHERE channel = 'email' AND status = 'sent'`
    const ids = office.letters.map(({ messageId }) => messageId)
    expect(ids.toSorted()).toStrictEqual(rows.map(({ id }) => `<${id}@duka.example>`).toSorted())
    expect(new Set(ids).size).toBe(ids.length)
    const confirmed = office.letters.filter(({ recipient }) => recipient !== ownersEmail)
    expect(new Set(confirmed.map(({ recipient }) => recipient)).size).toBe(orders - 1)
    expect(confirmed).toHaveLength(orders - 1)
    const told = await Promise.all(office.letters.filter(({ recipient }) => recipient === ownersEmail).map(read))
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(orders)
  })
})
