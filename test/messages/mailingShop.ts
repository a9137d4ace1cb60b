/** A shop that mails, as a process of its own over PostgreSQL, and who buys from it. */
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import postgres from "postgres"
import type { PostOffice } from "../../packages/notify-smtp/test/postOffice.ts"
import { freePort } from "../environment/freePort.ts"
import { createDatabase, dropDatabase } from "../environment/postgres.ts"
import { type ShopServer, startShop } from "../environment/shopServer.ts"
import { type Answer, ask, duka, type Goods, signedIn, stock } from "../environment/shopper.ts"

/** Processes have to start on machines that do much else. */
export const startMaxSeconds = 120
const patienceSeconds = 120

/** Of whoever owns the shop: he hears of orders. */
export const ownersEmail = "otieno@example.com"
export const mailFrom = "orders@duka.example"
export const publicUrl = "https://api.duka.example"

/** What every process of the shop is told. `user`: as whom it logs in to send mail. */
export const variablesOf = (database: string, office: PostOffice, user?: string) => ({
  DATABASE_URL: database,
  DUKA_SMTP_URL: office.url(user),
  DUKA_MAIL_FROM: mailFrom,
  DUKA_SHOP_NAME: "Mama Mboga",
  DUKA_PUBLIC_URL: publicUrl,
  DUKA_RATE_LIMIT: "0"
})

interface Kept extends AsyncDisposable {
  readonly url: string
  readonly sql: postgres.Sql
}

/** A database that goes away, and a connection to look into it. */
export const database = async (): Promise<Kept> => {
  const url = await createDatabase()
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const gone = async () => {
    await sql.end()
    await dropDatabase(url)
  }
  return { url, sql, [Symbol.asyncDispose]: gone }
}

export const openShop = async (
  args: ReadonlyArray<string>,
  variables: Readonly<Record<string, string>>
): Promise<ShopServer & AsyncDisposable> => {
  const command = { ...duka(args, variables), readyMaxSeconds: startMaxSeconds }
  const shop = await startShop({ ...command, port: await freePort() })
  return { ...shop, [Symbol.asyncDispose]: shop.kill }
}

/** Until it holds; fails with what is known of it when that takes far too long. */
export const until = async (holds: () => Promise<boolean> | boolean, known: () => unknown = () => "") => {
  const deadline = performance.now() + patienceSeconds * 1_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not come to that: ${JSON.stringify(await known())}`)
    await sleep(50)
  }
}

/** A store with plenty of something at KES 100, and somebody to sell it. */
export const opened = async (url: string) => {
  const goods = await stock(url, [1_000_000])
  return { goods, staff: await signedIn(url) }
}

/** Orders are told of by mail alone. */
export const byMailAlone = async (url: string, staff: Readonly<Record<string, string>>) => {
  for (const kind of ["order-confirmation", "staff-order-placed"]) {
    await ask(url, "PUT", `/v1/message-rules/${kind}`, { channels: ["email"] }, staff)
  }
}

/** A guest orders so many, to be fetched and paid in cash. */
export const order = (url: string, { storeId, variantIds }: Goods, email: string, quantity = 1): Promise<Answer> =>
  ask(
    url,
    "POST",
    "/v1/orders",
    {
      lines: [{ variantId: variantIds[0], quantity }],
      delivery: { method: "pickup", storeId },
      contact: { name: "Amina Njeri", phone: "+254711000111", email },
      payment: { method: "cash_on_delivery" },
      expectedTotal: { amount: 10_000 * quantity, currency: "KES" }
    },
    { "idempotency-key": randomUUID() }
  )
