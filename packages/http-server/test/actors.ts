/** Everybody who may ask: guests, customers, each role of a new shop, machines, and staff with one permission each. */
import { type AccountMessage, firstRoles, Permission, permissionsOf } from "@duka/core"
import type { MutableRef } from "effect"
import { randomUUID } from "node:crypto"
import { newApiKey, newRole } from "./larder.ts"
import { bearing, linkTo, logIn, password, type Person, signUp } from "./people.ts"
import type { Send } from "./shop.ts"

type Post = MutableRef.MutableRef<ReadonlyArray<AccountMessage>>

export interface Actor {
  readonly name: string
  readonly kind: "guest" | "customer" | "staff" | "machine"
  readonly permissions: ReadonlyArray<Permission>
  readonly send: Send
  readonly email?: string
  /** Another one of the same kind, who may leave. */
  readonly another: () => Promise<Send>
}

interface Shop {
  readonly send: Send
  readonly staff: Send
  readonly post: Post
}

const working = async ({ post, send, staff }: Shop, role: string): Promise<Person> => {
  const email = `${randomUUID()}@example.com`
  const invited = await staff("POST", "/v1/staff/invitations", { body: { name: "Asha", email, roles: [role] } })
  if (invited.status !== 201) throw new Error(`${role} could not be invited: ${invited.text}`)
  const token = await linkTo(post, email, "Invited")
  await send("POST", "/v1/auth/invitations/accept", { body: { token, password } })
  const tokens = await logIn(send, email)
  return { email, tokens, send: bearing(send, tokens.accessToken) }
}

const employee = async (shop: Shop, role: string, permissions: ReadonlyArray<Permission>, name: string) => {
  const person = await working(shop, role)
  const another = async () => (await working(shop, role)).send
  return { name, kind: "staff", permissions, email: person.email, send: person.send, another } satisfies Actor
}

const machine = async ({ send, staff }: Shop, permissions: ReadonlyArray<Permission>, name: string) => {
  const own = bearing(send, (await newApiKey(staff, permissions)).key)
  return { name, kind: "machine", permissions, send: own, another: () => Promise.resolve(own) } satisfies Actor
}

export const customer = async (send: Send, name: string): Promise<Actor> => {
  const person = await signUp(send, name)
  return {
    name,
    kind: "customer",
    permissions: [],
    email: person.email,
    send: person.send,
    another: async () => (await signUp(send, name)).send
  }
}

export const guest = (send: Send, name: string): Actor => ({
  name,
  kind: "guest",
  permissions: [],
  send,
  another: () => Promise.resolve(send)
})

/** Whom nothing of what is asked for belongs to. */
export const strangers = async (shop: Shop): Promise<ReadonlyArray<Actor>> => {
  const all = [guest(shop.send, "a guest"), await customer(shop.send, "another customer")]
  for (const { name } of firstRoles) {
    all.push(await employee(shop, name, permissionsOf([name], firstRoles), `staff as ${name}`))
  }
  for (const permission of Permission.literals) {
    all.push(await employee(shop, await newRole(shop.staff, [permission]), [permission], `staff with ${permission}`))
  }
  all.push(await machine(shop, Permission.literals, "an API key that may do everything"))
  all.push(await machine(shop, [], "an API key that may do nothing"))
  return all
}
