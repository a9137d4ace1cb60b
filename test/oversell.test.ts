import { randomUUID } from "node:crypto"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createDatabase, dropDatabase, postgresUrl } from "./environment/postgres.ts"
import { buy, levelOf, openShop, stock } from "./environment/shopper.ts"

// Four processes over one database, and everybody at once.
describe.skipIf(postgresUrl === null)("selling the last units over HTTP", () => {
  let database = ""
  let shops: ReadonlyArray<Awaited<ReturnType<typeof openShop>>> = []
  const urlOf = (index: number) => shops[index % shops.length]?.url ?? ""

  beforeAll(async () => {
    database = await createDatabase()
    shops = await Promise.all(Array.from({ length: 4 }, () => openShop({ DATABASE_URL: database })))
  }, 120_000)

  afterAll(async () => {
    await Promise.all(shops.map((shop) => shop.stop()))
    await dropDatabase(database)
  }, 60_000)

  const deadlocks = async () => {
    const sql = postgres(database, { max: 1 })
    try {
      const [row] =
        await sql`SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()`
      return row?.["deadlocks"]
    } finally {
      await sql.end()
    }
  }

  it("500 shoppers and 50 units: 50 orders, and every loser hears what was available", async () => {
    const goods = await stock(urlOf(0), [50])
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        buy(urlOf(index), goods, { key: randomUUID(), lines: goods.variantIds })
      )
    )
    const outcomes = Object.groupBy(answers, (answer) => `${answer.status} ${answer.body.code ?? answer.body.status}`)
    expect(Object.keys(outcomes).toSorted()).toEqual(["201 confirmed", "409 OutOfStock"])
    expect(outcomes["201 confirmed"]).toHaveLength(50)
    expect(new Set(outcomes["201 confirmed"]?.map((answer) => answer.body.number)).size).toBe(50)
    for (const loser of outcomes["409 OutOfStock"] ?? []) {
      expect(loser.body.shortages).toEqual([{ variantId: goods.variantIds[0], requested: 1, available: 0 }])
    }
    expect(await levelOf(urlOf(1), goods.variantIds[0] ?? "")).toEqual({ onHand: 50, allocated: 50, available: 0 })
    expect(await deadlocks()).toBe(0)
  }, 120_000)

  it("carts that name the same goods in opposite orders sell all of them without a deadlock", async () => {
    const goods = await stock(urlOf(0), [60, 60, 60])
    const answers = await Promise.all(
      Array.from({ length: 240 }, (_, index) =>
        buy(urlOf(index), goods, {
          key: randomUUID(),
          lines: index % 2 === 0 ? goods.variantIds : goods.variantIds.toReversed()
        })
      )
    )
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(60)
    expect(answers.filter((answer) => answer.body.code === "OutOfStock")).toHaveLength(180)
    for (const variantId of goods.variantIds) {
      expect(await levelOf(urlOf(2), variantId)).toEqual({ onHand: 60, allocated: 60, available: 0 })
    }
    expect(await deadlocks()).toBe(0)
  }, 120_000)
})
