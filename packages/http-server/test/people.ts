/** Somebody with an account, over HTTP. */
import { Schema } from "effect"
import { randomUUID } from "node:crypto"
import type { Send } from "./shop.ts"

export const password = "kahawa na chai"

const Tokens = Schema.Struct({ accessToken: Schema.String, refreshToken: Schema.String })

export const tokensOf = Schema.decodeUnknownSync(Tokens)

export interface Person {
  readonly email: string
  readonly tokens: typeof Tokens.Type
  /** Asks in his name. */
  readonly send: Send
}

export const logIn = async (send: Send, login: string, secret = password) => {
  const { body, status } = await send("POST", "/v1/auth/login", { body: { login, password: secret } })
  if (status !== 200) throw new Error(`${login} could not log in: ${JSON.stringify(body)}`)
  return tokensOf(body)
}

/** With this access token. */
export const bearing =
  (send: Send, token: string): Send =>
  (method, path, { body, headers } = {}) =>
    send(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}`, ...headers }
    })

export const signUp = async (send: Send, name = "Amina"): Promise<Person> => {
  const email = `${randomUUID()}@example.com`
  const { status } = await send("POST", "/v1/auth/register", {
    body: { name, email, phone: "+254700000001", password }
  })
  if (status !== 202) throw new Error(`${email} could not register`)
  const tokens = await logIn(send, email)
  return { email, tokens, send: bearing(send, tokens.accessToken) }
}
