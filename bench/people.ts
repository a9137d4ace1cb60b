/** People with accounts, made through a server as anybody makes one. */
import { randomUUID } from "node:crypto"

export const password = "kahawa na chai"

export interface Person {
  readonly login: string
  readonly accessToken: string
}

export const post = (port: number, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body)
  })

export const register = async (port: number, login = `${randomUUID()}@shop.example`): Promise<string> => {
  const registration = { name: "Wanjiru Otieno", email: login, phone: "+254700000001", password }
  const { status } = await post(port, "/v1/auth/register", registration)
  if (status !== 202) throw new Error(`nobody could register: ${status}`)
  return login
}

export const logIn = async (port: number, login: string): Promise<Person> => {
  const answer = await post(port, "/v1/auth/login", { login, password })
  const { accessToken }: { readonly accessToken?: string } = await answer.json()
  if (accessToken === undefined) throw new Error(`nobody could log in: ${answer.status}`)
  return { login, accessToken }
}

/** A cart of somebody's own, with three lines. */
export const ownCart = async (port: number, { accessToken }: Person, variantIds: ReadonlyArray<string>) => {
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }))
  const answer = await post(port, "/v1/carts", { lines }, { authorization: `Bearer ${accessToken}` })
  const { id }: { readonly id?: string } = await answer.json()
  if (id === undefined) throw new Error(`nobody could open a cart: ${answer.status}`)
  return id
}
