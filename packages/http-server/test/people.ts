/** Somebody with an account, over HTTP. */
import type { AccountMessage } from "@duka/core"
import { type MutableRef, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type Send, tokensOf } from "./shop.ts"

export const password = "kahawa na chai"

export interface Person {
  readonly email: string
  readonly tokens: ReturnType<typeof tokensOf>
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

/** The token of the last message of a kind to an email. It is sent behind the answer that it follows. */
export const linkTo = async (
  post: MutableRef.MutableRef<ReadonlyArray<AccountMessage>>,
  email: string,
  kind: AccountMessage["_tag"]
) => {
  for (let turn = 0; turn < 400; turn++) {
    const found = post.current.findLast((message) => message._tag === kind && message.email === email)
    if (found !== undefined && "token" in found) return Redacted.value(found.token)
    await sleep(5)
  }
  throw new Error(`no ${kind} was sent to ${email}`)
}
