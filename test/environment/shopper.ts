import { randomBytes, randomUUID } from "node:crypto"
import { join } from "node:path"
import { freePort } from "./freePort.ts"
import { startShop } from "./shopServer.ts"

const setupToken = randomBytes(24).toString("base64url")
const boss = { name: "Otieno", email: "otieno@example.com", password: "mandazi ya asubuhi" }
const secretKey = randomBytes(32).toString("base64")

/** The `duka` command of the sources, over an empty shop. */
export const duka = (args: ReadonlyArray<string>, variables: Readonly<Record<string, string>>) => ({
  command: process.execPath,
  args: ["--conditions=@duka/source", "packages/http-server/src/main.ts", ...args],
  folder: join(import.meta.dirname, "../.."),
  variables: { DUKA_SEED: "off", DUKA_SETUP_TOKEN: setupToken, DUKA_SECRET_KEY: secretKey, ...variables },
  readyMaxSeconds: 40
})

/** A server with an empty shop, on a port of its own. */
export const openShop = async (variables: Readonly<Record<string, string>>, port?: number) =>
  startShop({ ...duka(["serve"], variables), port: port ?? (await freePort()) })

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of every endpoint, looked into by the tests
  readonly body: any
}

export const ask = async (
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {}
): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await response.text()
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
}

/** The owner, who is made if there is none. */
export const signedIn = async (url: string) => {
  await ask(url, "POST", "/v1/auth/setup", { token: setupToken, ...boss })
  const { body } = await ask(url, "POST", "/v1/auth/login", { login: boss.email, password: boss.password })
  return { authorization: `Bearer ${body.accessToken}` }
}

export interface Goods {
  readonly storeId: string
  readonly variantIds: ReadonlyArray<string>
}

/** A store with so many units of each of some new products, at 100 shillings a unit. */
export const stock = async (url: string, quantities: ReadonlyArray<number>): Promise<Goods> => {
  const address = { lines: ["Woodvale Grove"], city: "Nairobi", country: "KE" }
  const staff = await signedIn(url)
  const store = await ask(url, "POST", "/v1/stores", { name: `Branch ${randomUUID()}`, address }, staff)
  const variantIds: Array<string> = []
  for (const quantity of quantities) {
    const given = { name: `Sugar ${randomUUID()}`, price: { amount: 10_000, currency: "KES" } }
    const product = await ask(url, "POST", "/v1/products", given, staff)
    const variantId: string = product.body.variants[0].id
    variantIds.push(variantId)
    const movement = { variantId, storeId: store.body.id, kind: "receipt", quantity }
    const moved = await ask(
      url,
      "POST",
      "/v1/inventory/movements",
      { movements: [movement] },
      {
        ...staff,
        "idempotency-key": randomUUID()
      }
    )
    if (moved.status >= 300) throw new Error(JSON.stringify(moved.body))
  }
  return { storeId: store.body.id, variantIds }
}

/** What the books say of a variant in its only store. */
export const levelOf = async (url: string, variantId: string) => {
  const { body } = await ask(url, "GET", `/v1/inventory?variant=${variantId}`, undefined, await signedIn(url))
  const { allocated, available, onHand } = body.items[0]
  return { allocated, available, onHand }
}

export interface Purchase {
  readonly key: string
  readonly lines: ReadonlyArray<string>
}

/** Buys one unit of each line, picked up at the store; asks again with the same key while the shop is busy. */
export const buy = async (url: string, { storeId }: Goods, { key, lines }: Purchase): Promise<Answer> => {
  const order = {
    lines: lines.map((variantId) => ({ variantId, quantity: 1 })),
    delivery: { method: "pickup", storeId },
    contact: { name: "Wanjiru", phone: "+254700000001" },
    payment: { method: "cash_on_delivery" },
    expectedTotal: { amount: 10_000 * lines.length, currency: "KES" }
  }
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(url, "POST", "/v1/orders", order, { "idempotency-key": key })
    const busy = answer.status === 503 || answer.body?.code === "IdempotencyRunning"
    if (!busy || attempt === 20) return answer
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
