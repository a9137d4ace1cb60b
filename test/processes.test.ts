/**
 * Four servers and two workers over one database, people who use them, a provider outside of them, and for a minute every
 * few seconds one of them is killed as a power cut would. Nothing waits longer than a minute after the last of it, and
 * then the laws hold.
 */
import { Effect } from "effect"
import { setTimeout as sleep } from "node:timers/promises"
import postgres from "postgres"
import { describe, expect, it } from "vitest"
import { credentials, type PaystackServer, paystackServer } from "../packages/payment-paystack/test/paystackServer.ts"
import { createDatabase, dropDatabase, postgresUrl } from "./environment/postgres.ts"
import { signedIn, stock } from "./environment/shopper.ts"
import { openFleet } from "./processes/Fleet.ts"
import { brokenLaws, waiting } from "./processes/laws.ts"
import { clerk, givesBack, shopper } from "./processes/people.ts"
import { sleepingLaws } from "./processes/spoiling.ts"
import type { World } from "./processes/World.ts"
import { chanceOf } from "./simulation/chance.ts"
import { makeTally } from "./simulation/Tally.ts"

const seconds = Number(process.env["DUKA_PROCESSES_SECONDS"] ?? "60")
const shoppers = 6
const clerks = 2
const waitMaxSeconds = 60

/** What has to happen, or nothing was tried. */
const expected = {
  kills: ["server", "worker"],
  asked: ["place ok", "pay again ok", "refund ok", "ship ok", "cancel ok", "receive ok"],
  "nobody there": ["place"],
  "retried answers": ["place ok"],
  "asked again": ["place"],
  webhooks: ["charge.success", "refund.processed"],
  payers: ["pays", "declines", "ignores"],
  provider: ["refund processed"]
}

/** Waits until nothing is left that could be done; answers what is, when that takes too long. */
const quiet = async (sql: postgres.Sql, world: World, until: number) => {
  for (;;) {
    const left = await waiting(sql, world)
    if (left.length === 0 || performance.now() > until) return left
    await sleep(500)
  }
}

const counts = async (sql: postgres.Sql) => {
  const [row] = await sql`
    SELECT (SELECT count(*) FROM orders)::int AS orders, (SELECT count(*) FROM payment)::int AS payments,
      (SELECT count(*) FROM payment WHERE captured > 0)::int AS captured, (SELECT count(*) FROM refund)::int AS refunds,
      (SELECT count(*) FROM shipment)::int AS shipments, (SELECT count(*) FROM provider_message)::int AS messages,
      (SELECT count(*) FROM job)::int AS jobs, (SELECT count(*) FROM job WHERE attempts > 1)::int AS "jobs tried again"`
  return row ?? {}
}

/** A minute of a shop whose processes are killed. */
const disturbed = async (database: string, paystack: PaystackServer) => {
  const chance = chanceOf(Date.now())
  const tally = makeTally()
  const sql = postgres(database, { max: 1, onnotice: () => undefined })
  const fleet = await openFleet({
    servers: 4,
    workers: 2,
    chance,
    tally,
    variables: {
      DATABASE_URL: database,
      DUKA_PAYSTACK_SECRET_KEY: credentials.secretKey,
      DUKA_TEST_PAYSTACK: paystack.baseUrl,
      DUKA_ORDER_MINUTES: "1",
      DUKA_RATE_LIMIT: "0",
      DUKA_DELIVERY_FEE: "0"
    }
  })
  try {
    const url = fleet.anyUrl()
    const goods = await stock(url, [200, 200, 20])
    const staff = await signedIn(url)
    const ends = performance.now() + seconds * 1_000
    let isOver = false
    let isQuiet = false
    const world: World = {
      fleet,
      paystack,
      goods,
      price: 10_000,
      staff,
      chance,
      tally,
      isOver: () => isOver,
      answered: { orders: [], payments: [], refunds: [], shipments: [], movements: [] },
      wrong: []
    }
    const people = Promise.all([
      ...Array.from({ length: shoppers }, () => shopper(world)),
      ...Array.from({ length: clerks }, () => clerk(world))
    ])
    const giving = givesBack(world, () => isQuiet)
    let last = performance.now()
    while (performance.now() < ends) {
      await sleep(2_000 + chance.below(3_000))
      await fleet.killOne()
      last = performance.now()
    }
    isOver = true
    await Promise.all([fleet.whole(), people])
    const left = await quiet(sql, world, last + waitMaxSeconds * 1_000)
    const waited = (performance.now() - last) / 1_000
    // What nobody has paid is let go of now: the orders' time is made to be over.
    await sql`UPDATE job SET visible_at = now() AT TIME ZONE 'UTC' WHERE queue_name = 'expire-order' AND state = 'pending'`
    await quiet(sql, world, performance.now() + waitMaxSeconds * 1_000)
    isQuiet = true
    await giving
    const finallyLeft = await quiet(sql, world, performance.now() + waitMaxSeconds * 1_000)
    console.log(
      [...tally.lines(), JSON.stringify(await counts(sql)), `quiet ${waited.toFixed(0)} s after the last kill`].join(
        "\n"
      )
    )
    const wrong = [...world.wrong, ...(await brokenLaws(sql, world))]
    await fleet.stop()
    const sleeping = await sleepingLaws(sql, world)
    return {
      wrong: [...wrong, ...fleet.errors()],
      "waits longer than a minute after the last kill": left,
      "waits when nobody pays any more": finallyLeft,
      "never happened, so that it was never tried": tally.missing(expected),
      "would not notice": sleeping
    }
  } finally {
    await fleet.stop()
    await sql.end()
  }
}

describe.skipIf(postgresUrl === null)("four servers and two workers that are killed", () => {
  it(
    "keep the laws, and do what they were asked to, once",
    async () => {
      const database = await createDatabase()
      try {
        const run = Effect.flatMap(paystackServer, (paystack) => Effect.promise(() => disturbed(database, paystack)))
        expect(await Effect.runPromise(Effect.scoped(run))).toEqual({
          wrong: [],
          "waits longer than a minute after the last kill": [],
          "waits when nobody pays any more": [],
          "never happened, so that it was never tried": [],
          "would not notice": []
        })
      } finally {
        await dropDatabase(database)
      }
    },
    (seconds + 4 * waitMaxSeconds + 180) * 1_000
  )
})
