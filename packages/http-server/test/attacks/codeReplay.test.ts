/** A callback that somebody else has seen: in a history, a log or a referrer. It is good once, and in one browser. */
import { AuthOidc } from "@duka/auth-oidc"
import { SecretKey, SignedIn } from "@duka/core"
import { it as law } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { assert, it } from "vitest"
import { realProvider } from "../../../auth-oidc/test/realProvider.ts"
import * as OidcLogins from "../../src/identity/OidcLogins.ts"
import { begun, callbackOf, cameBack, openWith, shopOrigin, standing } from "../oidcShop.ts"
import { codeOf, strictly } from "../shop.ts"

const real = await standing(realProvider("real", callbackOf("real")))
const { send } = openWith([real.options])

const reasonOf = (text: string) => /"reason":"(\w+)"/.exec(text)?.[1]

it("is good once: its code is used up, though the browser has kept the cookie", async () => {
  const { cookie, path } = await cameBack(send, "real")
  const { status } = await send("GET", path, { headers: { cookie } })
  assert.strictEqual(status, 200)
  for (const _ of ["again", "and again"]) {
    const replayed = await send("GET", path, { headers: { cookie } })
    assert.deepStrictEqual([codeOf(replayed), reasonOf(replayed.text)], ["401 OidcRefused", "answer"])
  }
})

it("is good for one at most of many who show it at once: a provider takes back what it gave for a code that comes twice", async () => {
  const { cookie, path } = await cameBack(send, "real")
  const answers = await Promise.all(Array.from({ length: 6 }, () => send("GET", path, { headers: { cookie } })))
  const done = answers.filter(({ status }) => status === 200)
  assert.isAtMost(done.length, 1)
  for (const { body } of done) strictly(SignedIn)(body)
})

it("is good in the browser that began it alone: nobody is logged in as somebody else by a link", async () => {
  const attacker = await cameBack(send, "real")
  const victim = await begun(send, "real")
  for (const headers of [{}, { cookie: victim.cookie }]) {
    const answer = await send("GET", attacker.path, { headers })
    assert.deepStrictEqual([codeOf(answer), reasonOf(answer.text)], ["401 OidcRefused", "begun"])
  }
})

it("a code of one login is worth nothing in another, whose state its thief knows", async () => {
  const stolen = await cameBack(send, "real")
  const own = await begun(send, "real")
  const url = new URL(stolen.path, "http://shop.localhost")
  url.searchParams.set("state", own.at.searchParams.get("state") ?? "")
  const answer = await send("GET", `${url.pathname}${url.search}`, { headers: { cookie: own.cookie } })
  assert.deepStrictEqual([codeOf(answer), reasonOf(answer.text)], ["401 OidcRefused", "answer"])
})

/** A shop's logins, by its key. */
const loginsBy = (key: number) =>
  OidcLogins.layer(new URL(shopOrigin)).pipe(
    Layer.provide([
      AuthOidc.layer([real.options]),
      Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(key)))
    ])
  )

law.effect("a login ends by itself after ten minutes, and is never another shop's", () =>
  Effect.gen(function* () {
    const { begin, opened } = yield* OidcLogins.OidcLogins
    const { sealed } = yield* begin("real", null)
    yield* TestClock.adjust(`${OidcLogins.loginMaxSeconds - 1} seconds`)
    assert.isNotNull(yield* opened("real", sealed))
    yield* TestClock.adjust("1 second")
    assert.isNull(yield* opened("real", sealed))
    const fresh = yield* begin("real", null)
    const theirs = Effect.flatMap(OidcLogins.OidcLogins, (shop) => shop.opened("real", fresh.sealed))
    assert.isNull(yield* Effect.provide(theirs, loginsBy(8)))
    assert.isNotNull(yield* opened("real", fresh.sealed))
  }).pipe(Effect.provide(loginsBy(7)))
)
