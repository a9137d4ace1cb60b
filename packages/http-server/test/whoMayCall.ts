/** Every operation of the document, asked for by everybody: who is let in, and where that is not what a table says. */
import { type AccountMessage, AccountMessages, type Permission } from "@duka/core"
import { type Asks, OrderPage, PaymentPage } from "@duka/http-api"
import { MutableRef } from "effect"
import { randomUUID } from "node:crypto"
import { storage } from "./aMessage.ts"
import { type Actor, customer, guest, strangers } from "./actors.ts"
import { documentOf } from "./declared.ts"
import { filled, larder, newRole, placed, plenty, queryOf } from "./larder.ts"
import { linkTo, logIn, signUp } from "./people.ts"
import { rightBodies } from "./rightBodies.ts"
import { newProduct } from "./selling.ts"
import { type Answer, codeOf, openOver, strictly } from "./shop.ts"

/** By method and path. */
export type Table = ReadonlyMap<string, Asks>

interface Asking extends Actor {
  readonly owns: boolean
}

const holdsAll = ({ permissions }: Actor, all: ReadonlyArray<Permission>) =>
  all.every((permission) => permissions.includes(permission))

const isFor = (asks: Asks, actor: Asking): boolean => {
  const { kind, owns } = actor
  switch (asks._tag) {
    case "Everybody":
    case "Secret":
      return true
    case "SignedIn":
      return kind !== "guest" && (asks.as === "anybody" || kind !== "machine")
    case "Owner":
      return (owns && (asks.guests || kind !== "guest")) || (asks.or.length > 0 && holdsAll(actor, asks.or))
    case "Permission":
      return holdsAll(actor, asks.all)
  }
}

/** Whoever asks has been let in by then: it is the token in the body that is good for nothing, which none here can be. */
const needsToken = new Set(["POST /v1/auth/setup", "POST /v1/auth/email/verify"])

/** What is his that asks is gone afterwards: somebody of his kind asks in his place. */
const leaving = new Set(["DELETE /v1/me", "POST /v1/auth/logout"])

/** Null: neither let in nor refused for who he is. The request was wrong, and tells nothing. */
const isLetIn = (operation: string, answer: Answer): boolean | null => {
  if (needsToken.has(operation) && answer.status === 401) return codeOf(answer) === "401 InvalidToken"
  // A shop that nobody logs in to from elsewhere says so to everybody.
  if (answer.status === 404 && codeOf(answer) === "404 OidcProviderNotFound") return true
  if ([401, 403, 404].includes(answer.status)) return false
  return answer.status < 400 || answer.status === 409 ? true : null
}

const words = { true: "is let in", false: "is refused", null: "is told that the request is wrong" }

/** What a guest may own, by its token. */
const isForTokens = (path: string) => /^\/v1\/(carts|orders|payments|returns|shipments)\/\{/.test(path)

export const openEverybody = async () => {
  const post = MutableRef.make<ReadonlyArray<AccountMessage>>([])
  const { dispose, handler, send, staff } = openOver(storage, AccountMessages.layerRecorder(post))
  const { operations } = await documentOf(handler)
  const goods = await plenty(staff)
  const role = await newRole(staff)
  const amina = await customer(send, "the customer whose it is")
  const login = amina.email ?? ""
  const rehema = await signUp(send, "Rehema")
  // Whoever has an open order is not erased, however often somebody asks.
  await placed(amina.send, goods)
  const guestsOrder = await placed(send, goods)
  const draft = await newProduct(staff, { status: "draft" })

  const hers = larder({ owner: amina.send, staff, goods })
  const guests = larder({ owner: send, staff, goods })
  const stranger = (actor: Actor): Asking => ({ ...actor, owns: false })
  const everybody: ReadonlyArray<Asking> = [
    { ...amina, owns: true },
    ...(await strangers({ post, send, staff })).map(stranger)
  ]
  const tokenHolder: Asking = { ...guest(send, "the guest whose it is"), owns: true }

  /** Each is good once. */
  const secrets: Readonly<Record<string, () => Promise<string>>> = {
    "POST /v1/auth/refresh": async () => (await logIn(send, rehema.email)).refreshToken,
    "POST /v1/auth/password/reset": async () => {
      MutableRef.set(post, [])
      await send("POST", "/v1/auth/password/forgot", { body: { email: rehema.email } })
      return linkTo(post, rehema.email, "ResetPassword")
    },
    "POST /v1/auth/invitations/accept": async () => {
      const email = `${randomUUID()}@example.com`
      await staff("POST", "/v1/staff/invitations", { body: { name: "Asha", email, roles: [role] } })
      return linkTo(post, email, "Invited")
    }
  }

  const ask = async ({ method, path, takesBody }: (typeof operations)[number], actor: Asking) => {
    const operation = `${method} ${path}`
    const things = actor === tokenHolder ? guests : hers
    if (path === "/v1/auth/sessions/{id}") {
      // Not the one that asks.
      await logIn(send, login)
      things.taken(path)
    }
    const thing = await things.of(path)
    const secret = (await secrets[operation]?.()) ?? "x"
    const right = rightBodies({ ...goods, login, role, secret, email: `${randomUUID()}@example.com` })
    const body = thing.body ?? right[operation]
    if (takesBody && body === undefined) throw new Error(`No body is known that is right for ${operation}`)
    const asking = leaving.has(operation) ? await actor.another() : actor.send
    const answer = await asking(method, `${filled(path, thing)}${queryOf(method, path, goods.variantId)}`, {
      ...(body === undefined ? {} : { body }),
      headers: { "idempotency-key": randomUUID(), "if-match": "*", ...thing.headers }
    })
    if (method !== "GET" && answer.status < 300) things.taken(path)
    return answer
  }

  const finds = (path: string) => async (actor: Asking) => (await actor.send("GET", path)).status === 200

  /** Whether somebody sees more of what is everybody's, or of what he has a part of. */
  const more: Readonly<Record<string, (actor: Asking) => Promise<boolean>>> = {
    "GET /v1/products": finds("/v1/products?status=draft"),
    "GET /v1/products/featured": finds("/v1/products/featured?status=draft"),
    "GET /v1/products/{idOrSlug}": finds(`/v1/products/${draft.id}`),
    "GET /v1/stores/{id}/products": finds(`/v1/stores/${goods.storeId}/products?status=draft`),
    "GET /v1/payments": async (actor) => {
      const { body, status } = await actor.send("GET", `/v1/payments?order=${guestsOrder.id}`)
      return status === 200 && strictly(PaymentPage)(body).items.length > 0
    },
    "GET /v1/orders": async (actor) => {
      const { body, status } = await actor.send("GET", `/v1/orders?number=${guestsOrder.number}`)
      return status === 200 && strictly(OrderPage)(body).items.length > 0
    }
  }

  const differs = async (operation: (typeof operations)[number], asks: Asks, actor: Asking) => {
    const name = `${operation.method} ${operation.path}`
    const found = isLetIn(name, await ask(operation, actor))
    const expected = isFor(asks, actor)
    const first = found === expected ? [] : [`${name}: ${actor.name} ${words[`${found}`]}`]
    const wanted = "more" in asks ? asks.more : undefined
    const looks = more[name]
    if (looks === undefined) return wanted === undefined ? first : [...first, `${name}: nobody has looked for more`]
    const sees = await looks(actor)
    return sees === (wanted !== undefined && holdsAll(actor, [wanted]))
      ? first
      : [...first, `${name}: ${actor.name} ${sees ? "sees" : "does not see"} more`]
  }

  return {
    dispose,
    /** What the document itself says. */
    table: new Map(operations.map(({ asked, method, path }) => [`${method} ${path}`, asked])),
    /** How each operation that takes a secret answers whoever has guessed a wrong one. */
    guessed: async (): Promise<ReadonlyArray<string>> => {
      const found: Array<string> = []
      for (const { asked, method, path } of operations) {
        if (asked._tag !== "Secret") continue
        const body = rightBodies()[`${method} ${path}`]
        const wrong = { ids: { token: "x", provider: "bank", secret: "x", message: "x" } }
        for (const { send } of everybody) {
          const { status } = await send(method, filled(path, wrong), body === undefined ? {} : { body })
          found.push(`${method} ${path} ${status}`)
        }
      }
      return [...new Set(found)]
    },
    /** Where the API differs from a table; of some operations alone where they are named. */
    differences: async (table: Table, only?: ReadonlySet<string>): Promise<ReadonlyArray<string>> => {
      const found: Array<string> = []
      for (const operation of operations) {
        const name = `${operation.method} ${operation.path}`
        if (only?.has(name) === false) continue
        const asks = table.get(name)
        if (asks === undefined) {
          found.push(`${name}: is not in the table`)
          continue
        }
        const actors = isForTokens(operation.path) ? [tokenHolder, ...everybody] : everybody
        for (const actor of actors) found.push(...(await differs(operation, asks, actor)))
      }
      return found
    }
  }
}
