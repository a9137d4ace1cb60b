/** Things that exist, for the ids in the paths of the API: somebody's cart, his order, a product of the shop's … */
import { CreatedApiKey, Customer, PlacedOrder, Product, QuotedCart, Role, StaffMember } from "@duka/core"
import { Me, SessionList } from "@duka/http-api"
import { Schema } from "effect"
import { randomUUID } from "node:crypto"
import { address, newProduct, openStore, receive } from "./selling.ts"
import { type Answer, type Send, strictly } from "./shop.ts"
import { rightBodies } from "./rightBodies.ts"

/** Parameters of a path by their names, and the headers that say whose the thing is. */
export interface Thing {
  readonly ids: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
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
      const { customerId, id, token } = await placed(owner, goods)
      return { ids: { id }, headers: customerId === null ? { "duka-order-token": token } : {} }
    },
    "/v1/track/{token}": async () => ({ ids: { token: (await placed(owner, goods)).trackingToken } }),
    "/v1/customers/{id}": async () => ({ ids: { id: (await me()).customer.id } }),
    "/v1/me/addresses/{id}": async () => {
      const { addresses } = strictly(Customer)(done(await owner("POST", "/v1/me/addresses", { body: address })))
      return { ids: { id: addresses.at(-1)?.id ?? "" } }
    },
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
    "/v1/api-keys/{id}": async () => ({ ids: { id: (await newApiKey(staff, [])).id } })
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
