/** What is measured: each scenario in turns, one after the other on each of its connections. */
import { randomUUID } from "node:crypto"
import * as Calls from "./calls.ts"
import { type Answer, type Call, Connection, request } from "./Connection.ts"
import type { ReadyCart, Shelf } from "./database.ts"

export interface Stage {
  readonly shelf: Shelf
  readonly carts: ReadonlyArray<ReadyCart>
  readonly secretKey: string
  /** Somebody with an account, and the cart that is his. */
  readonly signedIn?: { readonly accessToken: string; readonly cartId: string }
}

/** Does it once over a connection; false, and nothing was asked, when there is nothing left to do it with. */
export type Turn = (connection: Connection) => Promise<boolean>

export interface Scenario {
  readonly title: string
  readonly group: "reads" | "orders" | "checkouts" | "identity"
  readonly connections: number
  /** Each turn uses up one open cart with this many lines. */
  readonly cartLines?: number
  readonly turns: (stage: Stage) => Turn
}

const placeNowMax = 15_000

const expect = (status: number, answer: Answer, asked: string): Answer => {
  if (answer.status === status) return answer
  throw new Error(`${asked.slice(0, asked.indexOf("\r"))}: ${answer.status} ${answer.body.toString("utf8", 0, 1_000)}`)
}

/** These calls over and over. */
const rotating = (calls: ReadonlyArray<Call>): Turn => {
  const requests = calls.map(request)
  let next = 0
  return async (connection) => {
    const asked = requests[next++ % requests.length]
    if (asked === undefined) return false
    expect(200, await connection.ask(asked), asked)
    return true
  }
}

/** Each call once. */
const once = (status: number, calls: ReadonlyArray<Call>): Turn => {
  const requests = calls.map(request)
  let next = 0
  return async (connection) => {
    const asked = requests[next++]
    if (asked === undefined) return false
    expect(status, await connection.ask(asked), asked)
    return true
  }
}

interface ShownCart {
  readonly id: string
  readonly quote: { readonly totals: { readonly total: { readonly amount: number } } }
}

/** Three requests: a cart with three lines, its delivery, the order. */
const checkouts = ({ secretKey, shelf }: Stage): Turn => {
  let turn = 0
  return async (connection) => {
    const ask = async (status: number, call: Call) => {
      const asked = request(call)
      return expect(status, await connection.ask(asked), asked).body.toString("utf8")
    }
    const opened: ShownCart = JSON.parse(await ask(201, Calls.openCart(Calls.three(shelf, turn++))))
    const quoted: ShownCart = JSON.parse(await ask(200, Calls.pickUp(secretKey, opened, shelf)))
    const cart = { id: quoted.id, total: quoted.quote.totals.total.amount }
    await ask(201, Calls.placeCart(secretKey, cart, randomUUID()))
    return true
  }
}

/** A call in the name of who is signed in. */
const inTheNameOf = ({ signedIn }: Stage, calls: (cartId: string) => ReadonlyArray<Call>): Turn => {
  if (signedIn === undefined) throw new Error("nobody is signed in")
  const authorization = `Bearer ${signedIn.accessToken}`
  return rotating(calls(signedIn.cartId).map((call) => ({ ...call, headers: { authorization } })))
}

const reads = { group: "reads", connections: 32 } as const
const orders = { group: "orders", connections: 32 } as const
const identity = { group: "identity", connections: 32 } as const

export const scenarios = {
  list: { ...reads, title: "product page of 20", turns: () => rotating(Calls.list()) },
  slug: { ...reads, title: "product by slug", turns: ({ shelf }: Stage) => rotating(Calls.slug(shelf)) },
  search: { ...reads, title: "search, filters, by price", turns: () => rotating(Calls.search()) },
  offset: { ...reads, title: "page at offset 9,000", turns: ({ shelf }: Stage) => rotating(Calls.offset(shelf)) },
  cursor: { ...reads, title: "the same place by cursor", turns: ({ shelf }: Stage) => rotating(Calls.cursor(shelf)) },
  cartAdd: {
    ...orders,
    title: "add to a cart",
    cartLines: 2,
    turns: ({ carts, secretKey, shelf }: Stage) =>
      once(
        200,
        carts.map((cart, turn) => Calls.addLine(secretKey, cart, Calls.three(shelf, turn)[2]?.variantId ?? ""))
      )
  },
  placeCart: {
    ...orders,
    title: "place order, from a cart",
    cartLines: 3,
    turns: ({ carts, secretKey }: Stage) =>
      once(
        201,
        carts.map((cart) => Calls.placeCart(secretKey, cart, randomUUID()))
      )
  },
  placeNow: {
    ...orders,
    title: "place order, one request",
    turns: ({ shelf }: Stage) =>
      once(
        201,
        Array.from({ length: placeNowMax }, (_, turn) => Calls.placeNow(Calls.three(shelf, turn), shelf, randomUUID()))
      )
  },
  slugSignedIn: {
    ...identity,
    title: "product by slug, with a token",
    turns: (stage: Stage) => inTheNameOf(stage, () => Calls.slug(stage.shelf))
  },
  cartRead: {
    ...identity,
    title: "a cart",
    turns: ({ carts, secretKey }: Stage) => rotating(carts.map(({ id }) => Calls.showCart(secretKey, id)))
  },
  cartReadSignedIn: {
    ...identity,
    title: "a cart, with a token",
    turns: (stage: Stage) => inTheNameOf(stage, (id) => [Calls.cart(id)])
  },
  /** A few who look around, on a machine that has time for them. */
  visit: {
    ...identity,
    connections: 4,
    title: "visitors",
    turns: ({ shelf }: Stage) => rotating(Calls.slug(shelf))
  },
  checkout: { group: "checkouts", connections: 16, title: "whole checkout, 3 requests", turns: checkouts }
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioName = keyof typeof scenarios

export const scenarioNames: ReadonlyArray<ScenarioName> = [
  "list",
  "slug",
  "search",
  "offset",
  "cursor",
  "cartAdd",
  "placeCart",
  "placeNow",
  "checkout"
]
