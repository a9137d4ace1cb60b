/** A refresh token that was stolen: whoever comes second, thief or owner, ends the session for both. */
import { TokenPair } from "@duka/core"
import { afterAll, assert, it } from "vitest"
import { assertRefused } from "../forging.ts"
import { bearing, logIn, signUp } from "../people.ts"
import { codeOf, open, strictly } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

const refresh = (refreshToken: string) => send("POST", "/v1/auth/refresh", { body: { refreshToken } })

it("ends the session at once, with every token that was ever made in it", async () => {
  const { email, tokens } = await signUp(send)
  const elsewhere = await logIn(send, email)
  const pairs = [tokens]
  for (let turn = 0; turn < 3; turn++) {
    const { refreshToken } = pairs.at(-1) ?? tokens
    const next = strictly(TokenPair)((await refresh(refreshToken)).body)
    assert.strictEqual((await bearing(send, next.accessToken)("GET", "/v1/me")).status, 200)
    pairs.push(next)
  }
  assert.strictEqual(codeOf(await refresh(pairs[1]?.refreshToken ?? "")), "401 InvalidToken")
  for (const { accessToken, refreshToken } of pairs) {
    await assertRefused(send, accessToken, "a token of the session")
    assert.strictEqual(codeOf(await refresh(refreshToken)), "401 InvalidToken")
  }
  assert.strictEqual((await bearing(send, elsewhere.accessToken)("GET", "/v1/me")).status, 200)
})

it("gives one pair to a crowd that shows the same token, and nobody keeps it", async () => {
  const { tokens } = await signUp(send)
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(tokens.refreshToken)))
  const given = answers.filter(({ status }) => status === 200)
  assert.strictEqual(given.length, 1)
  await assertRefused(send, strictly(TokenPair)(given[0]?.body).accessToken, "the pair that the first one got")
  await assertRefused(send, tokens.accessToken, "the token before it")
})

it("is told from one that is merely wrong: a guess ends nothing", async () => {
  const { send: me, tokens } = await signUp(send)
  for (const guess of [
    "x",
    tokens.accessToken.slice(0, 200),
    `${tokens.refreshToken}x`,
    tokens.refreshToken.slice(1)
  ]) {
    assert.strictEqual(codeOf(await refresh(guess)), "401 InvalidToken")
  }
  assert.strictEqual((await me("GET", "/v1/me")).status, 200)
  assert.strictEqual((await refresh(tokens.refreshToken)).status, 200)
})
