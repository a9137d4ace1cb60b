/** The first owner: by the token that a process prints, or by a command. */
import { describe, expect, it, onTestFinished } from "vitest"
import { createDatabase, dropDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { duka, serveReady } from "./duka.ts"

const limits = { timeout: 60_000 }
const boss = { name: "Otieno", email: "otieno@example.com", password: "mandazi ya asubuhi" }

const post = (url: string, body: object) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })

const logIn = async (url: string) => {
  const response = await post(`${url}/v1/auth/login`, { login: boss.email, password: boss.password })
  const { accessToken }: { readonly accessToken?: string } = await response.json()
  return { status: response.status, accessToken }
}

describe("the first owner", limits, () => {
  it("is made once, by whoever reads the terminal", async () => {
    await using served = await serveReady({ DUKA_STORAGE: "memory", DUKA_SEED: "off" })
    const token = /"token":"([\w-]{32})"/.exec(served.output())?.[1]
    const setUp = (given: object) => post(`${served.url}/v1/auth/setup`, { token, ...boss, ...given })
    expect((await setUp({ token: "guessed" })).status).toBe(401)
    expect((await setUp({ password: "password123" })).status).toBe(400)
    expect((await setUp({})).status).toBe(204)
    expect((await setUp({ email: "eve@example.com" })).status).toBe(401)
    const { accessToken } = await logIn(served.url)
    const staff = await fetch(`${served.url}/v1/staff`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(await staff.json()).toMatchObject({ items: [{ email: boss.email, roles: ["owner"] }] })
  })

  it.skipIf(postgresUrl === null)("is made by a command, and the server then asks for none", async () => {
    const databaseUrl = await createDatabase()
    onTestFinished(() => dropDatabase(databaseUrl))
    const environment = {
      DATABASE_URL: databaseUrl,
      DUKA_SECRET_KEY: Buffer.alloc(32, 5).toString("base64"),
      DUKA_ADMIN_PASSWORD: boss.password
    }
    const create = ["admin", "create", "--name", boss.name, "--email", boss.email]
    await using made = duka(create, environment)
    expect(await made.ended).toBe(0)
    expect(made.output()).toContain("Otieno owns the shop")
    expect(made.output()).not.toContain(boss.password)
    await using again = duka(create, environment)
    expect(await again.ended).toBe(1)
    expect(again.output()).toContain("Another account has this email")
    await using weak = duka(create, { ...environment, DUKA_ADMIN_PASSWORD: "short" })
    expect(await weak.ended).toBe(1)
    expect(weak.output()).toContain("/password")
    await using served = await serveReady(environment)
    expect(served.output()).not.toContain("Nobody owns the shop")
    expect((await logIn(served.url)).status).toBe(200)
  })

  it("is made by no command in a shop that ends with the command", async () => {
    await using made = duka(["admin", "create", "--name", "A", "--email", "a@example.com"], {
      DUKA_STORAGE: "memory",
      DUKA_ADMIN_PASSWORD: boss.password
    })
    expect(await made.ended).toBe(1)
    expect(made.output()).toContain("/v1/auth/setup")
  })
})
