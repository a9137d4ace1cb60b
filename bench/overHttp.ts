/** A whole checkout as shoppers do it, three requests, answered by the server's own routes without a socket. */
import type { Server } from "@duka/http-server"
import { randomUUID } from "node:crypto"

type Handler = ReturnType<typeof Server.handler>["handler"]

export interface Goods {
  readonly variantIds: ReadonlyArray<string>
  readonly storeId: string
}

interface Given {
  readonly method: "POST" | "PUT"
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

interface Shown {
  readonly id: string
  readonly token?: string
  readonly quote: { readonly totals: { readonly total: unknown } }
}

export const checkoutOver = (handler: Handler, { storeId, variantIds }: Goods) => {
  let turn = 0
  const ask = async (status: number, { body, headers, method, path }: Given): Promise<Shown> => {
    const request = new Request(`http://shop${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body)
    })
    const response = await handler(request)
    if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return JSON.parse(await response.text())
  }
  return async (contact: unknown, method: string) => {
    const variantId = variantIds[turn++ % variantIds.length]
    const opened = await ask(201, { method: "POST", path: "/v1/carts", body: { lines: [{ variantId }] } })
    const headers = { "duka-cart-token": opened.token ?? "" }
    const { id, quote } = await ask(200, {
      method: "PUT",
      path: `/v1/carts/${opened.id}/delivery`,
      headers,
      body: { method: "pickup", storeId }
    })
    await ask(201, {
      method: "POST",
      path: "/v1/orders",
      headers: { ...headers, "idempotency-key": randomUUID() },
      body: { cartId: id, contact, payment: { method }, expectedTotal: quote.totals.total }
    })
  }
}
