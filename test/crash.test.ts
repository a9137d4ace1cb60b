import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { freePort } from "./environment/freePort.ts"
import { createDatabase, dropDatabase, postgresUrl } from "./environment/postgres.ts"
import { ask, buy, levelOf, openShop, stock, type Answer } from "./environment/shopper.ts"

const checkouts = 200
const answeredBeforeTheCrash = 60
const shoppers = 16

/** So many shoppers work through the keys; the power goes off when some have been answered. */
const crashInTheMiddle = async (variables: Readonly<Record<string, string>>) => {
  const port = await freePort()
  const first = await openShop(variables, port)
  const goods = await stock(first.url, [1_000])
  const keys = Array.from({ length: checkouts }, () => randomUUID())
  const answered = new Map<string, Answer>()
  const waiting = [...keys]
  let crashed: Promise<void> | undefined
  const shopper = async () => {
    for (let key = waiting.shift(); key !== undefined && crashed === undefined; key = waiting.shift()) {
      try {
        const answer = await buy(first.url, goods, { key, lines: goods.variantIds })
        answered.set(key, answer)
        if (answered.size >= answeredBeforeTheCrash) crashed ??= first.kill()
      } catch {
        // The shop is gone: nobody knows what became of this one. It is asked for again below.
        return
      }
    }
  }
  await Promise.all(Array.from({ length: shoppers }, shopper))
  await crashed

  const second = await openShop(variables, port)
  try {
    expect(answered.size).toBeLessThan(checkouts)
    for (const { body } of answered.values()) {
      const read = await ask(second.url, "GET", `/v1/orders/${body.id}`, undefined, { "duka-order-token": body.token })
      expect([read.status, read.body.number]).toEqual([200, body.number])
    }
    const booked = (await levelOf(second.url, goods.variantIds[0] ?? "")).allocated
    expect(booked).toBeGreaterThanOrEqual(answered.size)
    expect(booked).toBeLessThanOrEqual(answered.size + shoppers)

    const again = new Map<string, Answer>()
    for (const key of keys) again.set(key, await buy(second.url, goods, { key, lines: goods.variantIds }))
    expect(new Set([...again.values()].map((answer) => answer.status))).toEqual(new Set([201]))
    for (const [key, { body }] of answered) {
      const repeated = again.get(key)?.body
      expect([repeated.id, repeated.number, repeated.token]).toEqual([body.id, body.number, body.token])
    }
    expect(new Set([...again.values()].map((answer) => answer.body.id)).size).toBe(checkouts)
    expect(await levelOf(second.url, goods.variantIds[0] ?? "")).toEqual({
      onHand: 1_000,
      allocated: checkouts,
      available: 1_000 - checkouts
    })
  } finally {
    await second.stop()
  }
}

describe("kill -9 in the middle of 200 checkouts loses no answered order and no unit", () => {
  it.skipIf(postgresUrl === null)(
    "on a PostgreSQL server",
    async () => {
      const database = await createDatabase()
      try {
        await crashInTheMiddle({ DATABASE_URL: database })
      } finally {
        await dropDatabase(database)
      }
    },
    120_000
  )

  it("on the embedded store", async () => {
    const folder = mkdtempSync(join(tmpdir(), "duka-crash-"))
    try {
      await crashInTheMiddle({ DUKA_DATA_DIR: folder })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
