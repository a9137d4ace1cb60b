/** Things that exist, for the ids in the paths of the API: somebody's cart, his order, a product of the shop's … */
import {
  CreatedApiKey,
  Customer,
  PlacedOrder,
  Product,
  QuotedCart,
  ReturnView,
  Role,
  Shipment,
  StaffMember
} from "@duka/core"
import { JobPage, Me, SessionList, WebhookEndpointList } from "@duka/http-api"
import { Schema } from "effect"
import { randomUUID } from "node:crypto"
import { aMessage } from "./aMessage.ts"
import { messageOf, ping } from "./bank.ts"
import { address, newProduct, openStore, receive } from "./selling.ts"
import { type Answer, reportSecret, type Send, strictly } from "./shop.ts"
import { rightBodies } from "./rightBodies.ts"

/** Parameters of a path by their names, and the headers that say whose the thing is. */
export interface Thing {
  readonly ids: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** What is signed, where the headers sign it. */
  readonly body?: string
}

const imageUrl = "https://images.example/1.jpg"

const price = { amount: 10_000, currency: "KES" }

/** Of which there may be another variant, and from which one may be taken. */
const cake = () => ({
  name: `Cake ${randomUUID()}`,
  options: [{ name: "size", values: ["S", "M", "L"] }],
  variants: ["S", "M"].map((size) => ({ optionValues: { size }, prices: [price] })),
  images: [{ url: imageUrl }]
})

/** What a path needs beside its parameters. */
export const queryOf = (method: string, path: string, variantId: string): string =>
  path === "/v1/inventory/movements" && method === "GET"
    ? `?variant=${variantId}`
    : path.endsWith("/images") && method === "DELETE"
      ? `?url=${encodeURIComponent(imageUrl)}`
      : path.startsWith("/v1/reports/")
        ? "?from=2026-11-01&to=2026-12-01"
        : path === "/v1/jobs" && method === "DELETE"
          ? "?olderThanSeconds=3600"
          : ""

const done = ({ body, status, text }: Answer) => {
  if (status >= 300) throw new Error(`The larder could not be filled: ${status} ${text}`)
  return body
}

export interface Goods {
  readonly variantId: string
  readonly storeId: string
}

/** A variant of which there is plenty, and where. No path names its product. */
export const plenty = async (staff: Send): Promise<Goods> => {
  const { id: storeId } = await openStore(staff)
  const [{ id: variantId }] = (await newProduct(staff)).variants
  done(await receive(staff, variantId, storeId, 100_000))
  return { variantId, storeId }
}

/** An empty role, which whoever may make one may give. */
export const newRole = async (staff: Send, permissions: ReadonlyArray<string> = []) => {
  const name = `r${randomUUID().replaceAll("-", "")}`
  return strictly(Role)(done(await staff("POST", "/v1/roles", { body: { name, permissions } }))).name
}

const Named = Schema.Struct({ id: Schema.String })
const idOf = (body: unknown) => Schema.decodeUnknownSync(Named)(body).id

export const newApiKey = async (staff: Send, permissions: ReadonlyArray<string>) =>
  strictly(CreatedApiKey)(done(await staff("POST", "/v1/api-keys", { body: { name: "Till", permissions } })))

/** Of which there may be so many: the one before goes. */
const newReceiver = async (staff: Send) => {
  const { items } = strictly(WebhookEndpointList)(done(await staff("GET", "/v1/webhook-endpoints")))
  for (const { id } of items.slice(10)) await staff("DELETE", `/v1/webhook-endpoints/${id}`)
  return idOf(done(await staff("POST", "/v1/webhook-endpoints", { body: { url: "https://receiver.example/" } })))
}

/** Buys one of the goods. */
export const placed = async (owner: Send, goods: Goods) =>
  strictly(PlacedOrder)(
    done(
      await owner("POST", "/v1/orders", {
        headers: { "idempotency-key": randomUUID() },
        body: rightBodies(goods)["POST /v1/orders"]
      })
    )
  )

/** It leaves the store whole. */
const shipped = async (staff: Send, orderId: string) =>
  strictly(Shipment)(
    done(
      await staff("POST", `/v1/orders/${orderId}/shipments`, { headers: { "idempotency-key": randomUUID() }, body: {} })
    )
  )

/** It arrives, and its buyer sends it back. */
const sentBack = async (owner: Send, staff: Send, order: typeof PlacedOrder.Type) => {
  const { id } = await shipped(staff, order.id)
  const body = { status: "delivered", collection: { reason: "x" } }
  done(await staff("PATCH", `/v1/shipments/${id}`, { headers: { "if-match": "*" }, body }))
  const lines = [{ position: 0, quantity: 1 }]
  const headers = { ...tokenOf(order), "idempotency-key": randomUUID() }
  return strictly(ReturnView)(done(await owner("POST", `/v1/orders/${order.id}/returns`, { headers, body: { lines } })))
}

/** What a guest shows of it. */
const tokenOf = ({ customerId, token }: typeof PlacedOrder.Type): Readonly<Record<string, string>> =>
  customerId === null ? { "duka-order-token": token } : {}

/** Brought to who has ordered it, who has paid for it at the door. */
const delivered = async (owner: Send, staff: Send, goods: Goods) => {
  const order = await placed(owner, goods)
  const move = async (body: object) =>
    done(await staff("PATCH", `/v1/orders/${order.id}/status`, { headers: { "if-match": "*" }, body }))
  await move({ status: "processing" })
  await move({ status: "shipped" })
  await move({ status: "delivered", collection: { amount: order.totals.total, means: "cash" } })
  return order
}

interface Fill {
  readonly owner: Send
  readonly staff: Send
  readonly goods: Goods
}

/** By the beginning of the path. A guest has carts and orders, and none of the rest that is somebody's. */
const makers = ({ goods, owner, staff }: Fill): Readonly<Record<string, () => Promise<Thing>>> => {
  const me = async () => strictly(Me)(done(await owner("GET", "/v1/me")))
  return {
    "/v1/carts/{id}": async () => {
      const { id, lines, token } = strictly(QuotedCart)(
        done(await owner("POST", "/v1/carts", { body: { lines: [{ variantId: goods.variantId }] } }))
      )
      const headers = token === null ? {} : { "duka-cart-token": token }
      return { ids: { id, lineId: lines[0]?.id ?? "" }, headers }
    },
    "/v1/orders/{id}": async () => {
      const order = await placed(owner, goods)
      return { ids: { id: order.id }, headers: tokenOf(order) }
    },
    "/v1/orders/drafts/{id}": async () => {
      const body = rightBodies(goods)["POST /v1/orders/drafts"]
      return { ids: { id: idOf(done(await staff("POST", "/v1/orders/drafts", { body }))) } }
    },
    "/v1/shipments/{id}": async () => {
      const order = await placed(owner, goods)
      return { ids: { id: (await shipped(staff, order.id)).id }, headers: tokenOf(order) }
    },
    "/v1/returns/{id}": async () => {
      const order = await placed(owner, goods)
      return { ids: { id: (await sentBack(owner, staff, order)).id }, headers: tokenOf(order) }
    },
    "/v1/payments/{id}": async () => {
      const { customerId, payment, token } = await placed(owner, goods)
      return { ids: { id: payment?.id ?? "" }, headers: customerId === null ? { "duka-order-token": token } : {} }
    },
    "/v1/refunds/{id}": async () => {
      const { payment } = await delivered(owner, staff, goods)
      const headers = { "idempotency-key": randomUUID() }
      return {
        ids: { id: idOf(done(await staff("POST", `/v1/payments/${payment?.id}/refund`, { headers, body: {} }))) }
      }
    },
    "/v1/webhooks/messages/{secret}": () => Promise.resolve({ ids: { secret: reportSecret }, body: "id=x" }),
    "/v1/webhooks/payments/{provider}": () =>
      Promise.resolve({
        ids: { provider: "bank", secret: "x", message: "x", about: "x" },
        ...messageOf(ping)
      }),
    "/v1/track/{token}": async () => ({ ids: { token: (await placed(owner, goods)).trackingToken } }),
    "/v1/customers/{id}": async () => ({ ids: { id: (await me()).customer.id } }),
    "/v1/me/addresses/{id}": async () => {
      const { addresses } = strictly(Customer)(done(await owner("POST", "/v1/me/addresses", { body: address })))
      return { ids: { id: addresses.at(-1)?.id ?? "" } }
    },
    "/v1/me/notifications/stock-alerts/{variantId}": async () => ({
      ids: { variantId: (await newProduct(staff)).variants[0].id }
    }),
    "/v1/auth/sessions/{id}": async () => {
      const { items } = strictly(SessionList)(done(await owner("GET", "/v1/auth/sessions")))
      return { ids: { id: items[0]?.id ?? "" } }
    },
    "/v1/auth/oidc/{provider}": () => Promise.resolve({ ids: { provider: "google" } }),
    "/v1/products/{idOrSlug}": async () => {
      const { id, variants } = strictly(Product)(done(await staff("POST", "/v1/products", { body: cake() })))
      return { ids: { idOrSlug: id, variantId: variants[0].id } }
    },
    "/v1/categories/{idOrSlug}": async () => ({
      ids: { idOrSlug: idOf(done(await staff("POST", "/v1/categories", { body: { name: randomUUID() } }))) }
    }),
    "/v1/stores/{id}": async () => ({ ids: { id: (await openStore(staff, randomUUID())).id } }),
    "/v1/roles/{name}": async () => ({ ids: { name: await newRole(staff) } }),
    "/v1/staff/{id}": async () => {
      const body = { name: "Asha", email: `${randomUUID()}@example.com`, roles: [await newRole(staff)] }
      return { ids: { id: strictly(StaffMember)(done(await staff("POST", "/v1/staff/invitations", { body }))).id } }
    },
    "/v1/jobs/{id}": async () => {
      const [variant] = (await newProduct(staff)).variants
      const { storeId } = goods
      const low = { variantId: variant.id, storeId, kind: "receipt", quantity: 1, lowStockThreshold: 1 }
      const headers = { "idempotency-key": randomUUID() }
      done(await staff("POST", "/v1/inventory/movements", { headers, body: { movements: [low] } }))
      const { items } = strictly(JobPage)(done(await staff("GET", "/v1/jobs?queue=low-stock&limit=1")))
      return { ids: { id: items[0]?.id ?? "" } }
    },
    "/v1/messages/{id}": () => Promise.resolve({ ids: { id: aMessage.id } }),
    "/v1/message-rules/{kind}": () => Promise.resolve({ ids: { kind: "welcome" } }),
    "/v1/unsubscribe/{token}": async () => ({ ids: { token: await aMessage.unsubscribeToken() } }),
    "/v1/api-keys/{id}": async () => ({ ids: { id: (await newApiKey(staff, [])).id } }),
    "/v1/webhook-endpoints/{id}": async () => ({ ids: { id: await newReceiver(staff) } }),
    "/v1/webhook-deliveries/{id}": async () => {
      const { body } = await staff("POST", `/v1/webhook-endpoints/${await newReceiver(staff)}/test`)
      return { ids: { id: idOf(body) } }
    }
  }
}

/** Each thing is made when a path first names it, and anew after it was taken. */
export const larder = (fill: Fill) => {
  const recipes = Object.entries(makers(fill))
  const made = new Map<string, Promise<Thing>>()
  const recipeOf = (path: string) => {
    const found = recipes.find(([prefix]) => path.startsWith(prefix))
    if (found === undefined) throw new Error(`${path} has an id that the larder does not know`)
    return found
  }
  return {
    of: (path: string): Promise<Thing> => {
      if (!path.includes("{")) return Promise.resolve({ ids: {} })
      const [prefix, make] = recipeOf(path)
      const kept = made.get(prefix) ?? make()
      made.set(prefix, kept)
      return kept
    },
    /** It was changed, or is gone. */
    taken: (path: string): void => {
      if (path.includes("{")) made.delete(recipeOf(path)[0])
    }
  }
}

export const filled = (path: string, { ids }: Thing): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ""))
