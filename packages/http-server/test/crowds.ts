/** What everybody is answered when too many come, or one comes too often. */
import { Accounts, CustomerId, PasswordsBusy, Sessions, Staff } from "@duka/core"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { assert } from "vitest"
import * as Server from "../src/Server.ts"
import type { documentOf } from "./declared.ts"
import { ownerToken, useCases } from "./shop.ts"

type Document = Awaited<ReturnType<typeof documentOf>>

/** Whoever comes when too many sign in. */
export const everybodySigningIn = async ({ judged }: Document) => {
  const busy = () => Effect.fail(new PasswordsBusy({ retryAfterSeconds: 2 }))
  const somebody = { _tag: "Customer", id: CustomerId.make(randomUUID()) } as const
  const { dispose, handler } = Server.handler(
    Layer.mergeAll(
      Layer.effect(
        Accounts,
        Effect.map(Accounts, (accounts) => ({
          ...accounts,
          register: busy,
          resetPassword: busy,
          changePassword: busy,
          changeEmail: busy,
          acceptInvitation: busy
        }))
      ),
      Layer.effect(
        Sessions,
        Effect.map(Sessions, (sessions) => ({ ...sessions, logIn: busy, authenticate: () => Effect.succeed(somebody) }))
      ),
      Layer.effect(
        Staff,
        Effect.map(Staff, (staff) => ({ ...staff, createOwner: busy }))
      )
    ).pipe(Layer.provideMerge(useCases))
  )
  const password = "maziwa lala leo"
  for (const [path, body] of [
    ["register", { name: "Amina", email: "amina@example.com", phone: "+254700000001", password }],
    ["login", { login: "amina@example.com", password }],
    ["password/reset", { token: "x", password }],
    ["password/change", { current: "x", password }],
    ["email/change", { email: "amina@example.com", password }],
    ["invitations/accept", { token: "x", password }],
    ["setup", { token: "let-the-owner-in", name: "Otieno", email: "otieno@example.com", password }]
  ] as const) {
    const headers = path.endsWith("change") ? { authorization: "Bearer x" } : {}
    assert.strictEqual((await judged(handler)("POST", `/v1/auth/${path}`, { body, headers })).status, 503, path)
  }
  await dispose()
}

/** Whoever sends too much. */
export const everybodyHurrying = async ({ judged, operations }: Document) => {
  const { dispose, handler } = Server.handler(Layer.merge(useCases, Layer.succeed(Server.RequestsPerMinute, 1)))
  const hurried = judged(handler)
  const authorization = `Bearer ${await ownerToken(hurried)}`
  const { body } = await hurried("POST", "/v1/api-keys", {
    headers: { authorization },
    body: { name: "Till", permissions: [] }
  })
  const key = { authorization: `Bearer ${Object(body).key}` }
  await hurried("GET", "/v1/products", { headers: key })
  for (const { answers, method, path } of operations) {
    if (!answers.has("429")) continue
    const answer = await hurried(method, path.replaceAll(/\{\w+\}/g, "x"), { headers: key })
    assert.strictEqual(answer.status, 429, `${method} ${path}`)
    assert.strictEqual(answer.headers.get("ratelimit-policy"), '"requests";q=1;w=60')
    assert.match(answer.headers.get("ratelimit") ?? "", /^"requests";r=0;t=\d+$/)
    assert.strictEqual(answer.headers.get("retry-after"), String(Object(answer.body).retryAfterSeconds))
  }
  await dispose()
}
