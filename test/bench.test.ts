/** The benchmark compares what can be compared: all contenders send the same bytes and leave the same rows behind. */
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { seed } from "../bench/catalog.ts"
import { start } from "../bench/Contender.ts"
import { baselines, duka } from "../bench/contenders.ts"
import { createDatabase, dropDatabase, fillCarts, readShelf, settle } from "../bench/database.ts"
import { readOptions } from "../bench/options.ts"
import { dump, idsIn, leftBehind, transcript } from "../bench/sameness.ts"
import { median, pairedRatio, percentile } from "../bench/statistics.ts"
import { postgresUrl } from "./environment/postgres.ts"

const server = { url: postgresUrl ?? "", own: false, stop: async () => undefined }
const secretKey = randomBytes(32).toString("base64")
const products = 80

describe.skipIf(postgresUrl === null)("the contenders", () => {
  const databases: Array<string> = []

  const play = async (program: typeof duka, template: string) => {
    const [shelf, before] = [await readShelf(template), await dump(template)]
    const databaseUrl = await createDatabase(server, template)
    databases.push(databaseUrl)
    const contender = await start(program, { databaseUrl, secretKey })
    try {
      const carts = await openCarts(before)
      const said = await transcript(contender, { carts, known: idsIn(before), secretKey, shelf })
      return { said, rows: leftBehind(await dump(databaseUrl), before) }
    } finally {
      await contender.stop()
    }
  }

  let ready: Awaited<ReturnType<typeof fillCarts>> = []
  const openCarts = async (before: Awaited<ReturnType<typeof dump>>) => {
    const [first, second, third] = ready
    if (first === undefined || second === undefined || third === undefined) throw new Error("no carts")
    expect(before.get("cart")).toHaveLength(3)
    return [first, second, third] as const
  }

  let template = ""
  let ours: Awaited<ReturnType<typeof play>>

  beforeAll(async () => {
    template = await createDatabase(server)
    databases.push(template)
    await seed(template, products)
    await settle(template)
    ready = await fillCarts(template, await readShelf(template), { carts: 3, lines: 3 })
    ours = await play(duka, template)
  }, 120_000)

  afterAll(async () => {
    for (const databaseUrl of databases) await dropDatabase(server, databaseUrl)
  })

  it("are compared on purchases that change something", () => {
    expect(ours.rows["orders"]).toHaveLength(3)
    expect(ours.rows["order_line"]).toHaveLength(9)
    expect(ours.rows["idempotency_key"]).toHaveLength(3)
    expect(ours.rows["cart"]?.filter((row) => row.startsWith("gone: "))).toHaveLength(3)
    expect(ours.rows["stock_level"]?.length).toBeGreaterThan(0)
    expect(ours.said.filter((answer) => answer.includes("HTTP/1.1 20"))).toHaveLength(ours.said.length)
  })

  it.each(baselines)(
    "$name sends the same bytes and leaves the same rows behind",
    { timeout: 60_000 },
    async (program) => {
      const theirs = await play(program, template)
      expect(theirs.said).toEqual(ours.said)
      expect(theirs.rows).toEqual(ours.rows)
    }
  )
})

describe("the figures", () => {
  it("are medians, also of an even number", () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  it("are ratios of rounds that ran one after the other", () => {
    expect(pairedRatio([10, 50, 30], [10, 100, 20])).toBe(1)
  })

  it("take a percentile from an ascending list", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
    expect(percentile(hundred, 0.5)).toBe(51)
    expect(percentile(hundred, 0.99)).toBe(100)
    expect(percentile([], 0.5)).toBeNaN()
  })
})

describe("the options", () => {
  it("leave the memory run to --long", () => {
    expect(readOptions([]).groups.has("memory")).toBe(false)
    expect(readOptions(["--long"]).groups.has("memory")).toBe(true)
  })

  it("take one part alone", () => {
    expect([...readOptions(["--quick", "--only", "reads"]).groups]).toEqual(["reads"])
  })

  it("refuse what they do not know", () => {
    expect(() => readOptions(["--only", "everything"])).toThrow("--only")
  })
})
