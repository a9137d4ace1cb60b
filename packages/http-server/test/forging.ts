/** Access tokens made by hand, with the shop's own key unless a test takes another. */
import { AuthJose } from "@duka/auth-jose"
import { Schema } from "effect"
import { type KeyObject, sign } from "node:crypto"
import { assert } from "vitest"
import { bearing, type Person, signUp } from "./people.ts"
import { problemOf, secretKey, type Send } from "./shop.ts"

const own = AuthJose.signingKey(AuthJose.derivedKey(secretKey))

const Claims = Schema.Record(Schema.String, Schema.Unknown)
export type Claims = typeof Claims.Type

export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** Header, payload and signature, as they are sent. */
export const partsOf = (token: string): readonly [string, string, string] => {
  const [header = "", payload = "", signature = ""] = token.split(".")
  return [header, payload, signature]
}

const decoded = (part: string): Claims =>
  Schema.decodeUnknownSync(Claims)(JSON.parse(Buffer.from(part, "base64url").toString()))

export const claimsOf = (token: string): Claims => decoded(partsOf(token)[1])

export const goodHeader: Claims = { alg: "EdDSA", typ: "at+jwt", kid: own.kid }

/** A claim that is undefined is left out. */
export const signed = (payload: Claims, header: Claims = goodHeader, key: KeyObject = own.privateKey): string => {
  const text = `${encoded(header)}.${encoded(payload)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString("base64url")}`
}

export interface Victim extends Person {
  readonly claims: Claims
}

/** Somebody whose token is good, and would be so had it been signed by hand: what a forgery changes is what refuses it. */
export const victim = async (send: Send): Promise<Victim> => {
  const person = await signUp(send)
  const claims = claimsOf(person.tokens.accessToken)
  assert.strictEqual((await bearing(send, signed(claims))("GET", "/v1/me")).status, 200)
  return { ...person, claims }
}

/** A token that is good for nothing is refused where one is needed, and where none is. */
export const assertRefused = async (send: Send, token: string, attack: string): Promise<void> => {
  for (const path of ["/v1/me", "/v1/products"]) {
    const answer = await bearing(send, token)("GET", path)
    assert.strictEqual(answer.status, 401, `${attack}: ${path}`)
    assert.strictEqual(problemOf(answer).code, "Unauthenticated", attack)
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/, attack)
  }
}
