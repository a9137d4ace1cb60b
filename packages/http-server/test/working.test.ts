/** Jobs in processes of their own. */
import { JobPage } from "@duka/http-api"
import { randomBytes, randomUUID } from "node:crypto"
import { describe, expect, it } from "vitest"
import { createDatabase, dropDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { duka, serveReady, statusOf, until } from "./duka.ts"
import { bearing, logIn, password } from "./people.ts"
import { newProduct, openStore } from "./selling.ts"
import { sending, strictly } from "./shop.ts"

const limits = { timeout: 120_000 }
const setupToken = "a-token-for-the-tests"
const email = "otieno@example.com"

/** The owner of the shop at this address. */
const ownerAt = async (url: string) => {
  const send = sending(fetch, url)
  await send("POST", "/v1/auth/setup", { body: { token: setupToken, name: "Otieno", email, password } })
  return bearing(send, (await logIn(send, email)).accessToken)
}

describe("duka serve", limits, () => {
  it("runs the shop's jobs, and counts them", async () => {
    await using served = await serveReady({
      DUKA_STORAGE: "memory",
      DUKA_SEED: "off",
      DUKA_SETUP_TOKEN: setupToken
    })
    const owner = await ownerAt(served.url)
    await until(served, async () => {
      const { items } = strictly(JobPage)((await owner("GET", "/v1/jobs?state=completed")).body)
      return items.some(({ queue }) => queue === "sweep-carts")
    })
    await until(served, async () => (await (await fetch(`${served.url}/metrics`)).text()).includes("duka_jobs{"))
    served.signal("SIGTERM")
    expect(await served.ended).toBe(0)
    expect(served.output()).not.toContain("Jobs are not run any more")
  })
})

describe("duka worker", limits, () => {
  it("has nothing to do with a shop in memory", async () => {
    await using worker = duka(["worker"], { DUKA_STORAGE: "memory" })
    expect(await worker.ended).toBe(1)
    expect(worker.output()).toContain("duka serve")
  })

  it.skipIf(postgresUrl === null)("runs the jobs of a server that does not, and ends when it is told to", async () => {
    const database = await createDatabase()
    const variables = {
      DATABASE_URL: database,
      DUKA_SECRET_KEY: randomBytes(32).toString("base64"),
      DUKA_SETUP_TOKEN: setupToken
    }
    try {
      await using served = duka(["serve", "--no-worker"], { PORT: "0", ...variables })
      await until(served, () => /at http/.test(served.output()))
      const url = /at (http:[^\s"]+)/.exec(served.output())?.[1] ?? ""
      await until(served, async () => (await statusOf(`${url}/health/ready`)) === 200)
      const owner = await ownerAt(url)
      const { id: storeId } = await openStore(owner)
      const [{ id: variantId }] = (await newProduct(owner)).variants
      const movements = [{ variantId, storeId, kind: "receipt", quantity: 1, lowStockThreshold: 1 }]
      const headers = { "idempotency-key": randomUUID() }
      await owner("POST", "/v1/inventory/movements", { headers, body: { movements } })
      const jobs = async () => strictly(JobPage)((await owner("GET", "/v1/jobs")).body).items
      expect((await jobs()).map(({ queue, state }) => [queue, state])).toContainEqual(["low-stock", "pending"])
      const id = (await jobs()).find(({ queue }) => queue === "low-stock")?.id ?? ""

      await using worker = duka(["worker"], { ...variables, DUKA_LOG_LEVEL: "debug" })
      await until(worker, async () => (await jobs()).some((job) => job.id === id && job.state === "completed"))
      worker.signal("SIGTERM")
      expect(await worker.ended).toBe(0)
      await using listed = duka(["jobs", "list", "--queue", "low-stock", "--state", "completed"], variables)
      expect(await listed.ended).toBe(0)
      expect(listed.output()).toContain(id)
      await using retried = duka(["jobs", "retry", id], variables)
      expect(await retried.ended).toBe(1)
      expect(retried.output()).toContain("only failed jobs are retried")
      await using cleaned = duka(["jobs", "clean", "--older-than-days", "0"], variables)
      expect(await cleaned.ended).toBe(0)
      expect(cleaned.output()).toMatch(/\d+ were removed/)
      expect((await jobs()).filter(({ state }) => state === "completed")).toStrictEqual([])
      served.signal("SIGTERM")
      expect(await served.ended).toBe(0)
    } finally {
      await dropDatabase(database)
    }
  })
})
