/** One PostgreSQL server for all contenders, and for each of them a copy of the same shop. */
import { randomBytes, randomUUID } from "node:crypto"
import postgres, { type Sql } from "postgres"
import { findPostgres, startPostgres } from "../test/environment/postgresServer.ts"
import { hotVariantsMax } from "./catalog.ts"

/** As a shop would run it: what is committed survives a power cut. */
const settings = { shared_buffers: "256MB", fsync: "on", full_page_writes: "on", max_connections: "200" }

export interface Server {
  readonly url: string
  /** Whether its processes are on this machine and ours to look at. */
  readonly own: boolean
  readonly stop: () => Promise<void>
}

/** The server of `DUKA_TEST_DATABASE_URL` as it is set up, else one of our own. */
export const openServer = async (): Promise<Server> => {
  const own = (process.env["DUKA_TEST_DATABASE_URL"] ?? "") === ""
  const server = await (own ? startPostgres(settings) : findPostgres())
  if (server === null) throw new Error("no PostgreSQL: install one, or set DUKA_TEST_DATABASE_URL")
  return { ...server, own }
}

export const connect = (url: string): Sql => postgres(url, { max: 1, onnotice: () => undefined })

const within = async <A>(url: string, work: (sql: Sql) => Promise<A>): Promise<A> => {
  const sql = connect(url)
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

const nameOf = (url: string) => {
  const name = /^\/(duka_test_[0-9a-f]{16})$/.exec(new URL(url).pathname)?.[1]
  if (name === undefined) throw new Error("not a database of ours")
  return name
}

/** A new database, empty or equal to another one that nobody is connected to. */
export const createDatabase = async (server: Server, template?: string): Promise<string> => {
  const name = `duka_test_${randomBytes(8).toString("hex")}`
  const source = template === undefined ? "" : ` TEMPLATE ${nameOf(template)}`
  await within(server.url, (sql) => sql.unsafe(`CREATE DATABASE ${name}${source}`))
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return url.href
}

export const dropDatabase = (server: Server, url: string) =>
  within(server.url, (sql) => sql.unsafe(`DROP DATABASE IF EXISTS ${nameOf(url)} WITH (FORCE)`))

/** What shoppers know of the shop. */
export interface Shelf {
  readonly storeId: string
  readonly slugs: ReadonlyArray<string>
  readonly offers: ReadonlyArray<{ readonly variantId: string; readonly amount: number }>
  /** Behind the product at place 9,000 (or the middle of a smaller shop), newest first; and how many stand before it. */
  readonly depth: { readonly at: string; readonly id: string; readonly offset: number }
}

export const settle = (url: string) => within(url, (sql) => sql.unsafe("VACUUM ANALYZE"))

export const readShelf = (url: string): Promise<Shelf> =>
  within(url, async (sql) => {
    const [store] = await sql<Array<{ id: string }>>`SELECT id FROM store ORDER BY name_sort LIMIT 1`
    const products = await sql<Array<{ slug: string }>>`SELECT slug FROM product ORDER BY md5(slug) LIMIT 1000`
    const offers = await sql<Array<{ variantId: string; amount: number }>>`
      SELECT variant_id AS "variantId", amount::float8 AS amount FROM variant_price
      ORDER BY md5(variant_id::text) LIMIT ${hotVariantsMax}`
    const [{ count } = { count: 0 }] = await sql<Array<{ count: number }>>`SELECT count(*)::int AS count FROM product`
    const offset = count > 9_000 ? 9_000 : Math.floor(count / 40) * 20
    const [last] = await sql<Array<{ at: string; id: string }>>`
      SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, id
      FROM product ORDER BY created_at DESC, id DESC OFFSET ${offset - 1} LIMIT 1`
    if (store === undefined || last === undefined) throw new Error("the shop is empty")
    return { storeId: store.id, slugs: products.map(({ slug }) => slug), offers, depth: { ...last, offset } }
  })

/** An open cart of a guest, and what it costs. */
export interface ReadyCart {
  readonly id: string
  readonly total: number
}

/** Removes the carts that are left, and opens this many: `lines` lines each, to be picked up. */
export const fillCarts = (
  url: string,
  shelf: Shelf,
  { carts, lines }: { readonly carts: number; readonly lines: number }
) =>
  within(url, async (sql): Promise<ReadonlyArray<ReadyCart>> => {
    const wanted = Array.from({ length: carts }, (_, cart) => {
      const chosen = Array.from({ length: lines }, (_, line) => {
        const offer = shelf.offers[(cart * 17 + line * 331) % shelf.offers.length]
        if (offer === undefined) throw new Error("nothing is for sale")
        return offer
      })
      return { id: randomUUID(), total: chosen.reduce((sum, { amount }) => sum + amount, 0), chosen }
    })
    await sql`DELETE FROM cart`
    await sql`
      INSERT INTO cart (id, currency, delivery, delivery_store_id, version, created_at, updated_at, expires_at)
      SELECT id, 'KES', '{"method":"pickup"}', ${shelf.storeId}::uuid, 1, now(), now(), now() + interval '30 days'
      FROM unnest(${wanted.map(({ id }) => id)}::uuid[]) AS id`
    const rows = wanted.flatMap(({ chosen, id }) =>
      chosen.map((offer, place) => ({ ...offer, id, position: place + 1 }))
    )
    await sql`
      INSERT INTO cart_line (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
      SELECT cart_id, gen_random_uuid(), position, variant_id, 1, '{}', amount
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ position }) => position)}::int[],
        ${rows.map(({ variantId }) => variantId)}::uuid[], ${rows.map(({ amount }) => amount)}::bigint[])
        AS line(cart_id, position, variant_id, amount)`
    await sql`ANALYZE cart, cart_line`
    return wanted.map(({ id, total }) => ({ id, total }))
  })

/** The processes that serve a database. */
export const backendsOf = (url: string): Promise<ReadonlyArray<number>> =>
  within(url, async (sql) => {
    const rows = await sql<Array<{ pid: number }>>`
      SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
    return rows.map(({ pid }) => pid)
  })
