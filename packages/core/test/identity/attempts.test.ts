import { CurrentClient, InvalidCredentials, TooManyAttempts } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Clock, Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { delayMillis } from "../../src/identity/attempts.ts"
import { as, guest, staff } from "../opened.ts"
import { amina, identityRooms, kinds, law, loggedIn, registered } from "./identified.ts"

const from = (address: string) => Effect.provideService(CurrentClient, { address })
const [home, elsewhere] = ["203.0.113.9", "198.51.100.7"]

const { fromAddress, messages } = { fromAddress: 20, messages: 5 }

const trying = (password: string = "kahawa na maji", login: string = amina.email) =>
  Effect.flatMap(identityRooms, ({ sessions }) => as(guest)(sessions.logIn({ login, password })))

/** How long it took, and what came of it, with a clock that goes on by itself. */
const timed = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const began = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.forkChild(
      Effect.map(
        Effect.flatMap(Effect.result(work), (result) => Effect.map(Clock.currentTimeMillis, (at) => ({ result, at }))),
        ({ at, result }) => ({ result, millis: at - began })
      )
    )
    // Hashing takes real time: the clock goes on until the answer is there.
    while (fiber.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise<void>((done) => setTimeout(done, 2)))
      yield* TestClock.adjust("10 millis")
    }
    return yield* Fiber.join(fiber)
  })

const isRefused = (result: Result.Result<unknown, unknown>) =>
  Result.isFailure(result) && result.failure instanceof TooManyAttempts

describe("attempts", () => {
  law(
    "wait the longer, the more have failed on an account, and never for ever",
    Effect.sync(() => {
      expect([10, 7, 6, 5, 4, 3, 2, 1, 0].map(delayMillis)).toStrictEqual([
        0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 8_000
      ])
    })
  )

  law(
    "that fail make the next on the account slow, from wherever they come, and nobody else's",
    Effect.gen(function* () {
      yield* registered()
      yield* registered({ email: "brian@example.com" })
      for (let count = 0; count < 7; count++) yield* timed(trying())
      const slow = yield* timed(trying().pipe(from(elsewhere)))
      expect(slow.millis).toBeGreaterThanOrEqual(1_000)
      expect((yield* timed(trying(amina.password, "brian@example.com"))).millis).toBeLessThan(1_000)
      // A login that nobody has is as slow as one that somebody has.
      for (let count = 0; count < 7; count++) yield* timed(trying("kahawa na maji", "nobody@example.com"))
      const nobodys = yield* timed(trying("kahawa na maji", "nobody@example.com"))
      expect(nobodys.millis).toBeGreaterThanOrEqual(1_000)
      expect(nobodys.result).toStrictEqual(Result.fail(new InvalidCredentials()))
    })
  )

  law(
    "of a thousand strangers keep the owner waiting for eight seconds and no more",
    Effect.gen(function* () {
      yield* registered()
      const stranger = (index: number) => trying().pipe(from(`10.0.${index >> 8}.${index & 255}`), Effect.result)
      const attack = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 150 }, (_, i) => i),
          stranger,
          { concurrency: 50 }
        )
      )
      const owner = yield* timed(trying(amina.password).pipe(from(home)))
      expect(Result.isSuccess(owner.result)).toBe(true)
      // Eight seconds, and what hashing takes by a clock that runs five times as fast.
      expect(owner.millis).toBeLessThan(20_000)
      yield* Fiber.interrupt(attack)
      // Once it is over, all is forgotten after a while.
      yield* TestClock.adjust("15 minutes")
      expect((yield* timed(trying(amina.password).pipe(from(home)))).millis).toBeLessThan(1_000)
    })
  )

  law(
    "that succeed are not counted, nor by where they come from",
    Effect.gen(function* () {
      yield* registered()
      for (let count = 0; count < fromAddress + 5; count++) yield* timed(trying(amina.password).pipe(from(home)))
      expect(Result.isSuccess((yield* timed(trying(amina.password).pipe(from(home)))).result)).toBe(true)
      for (let count = 0; count < 15; count++) expect((yield* timed(loggedIn())).millis).toBeLessThan(1_000)
    })
  )

  law(
    "from one address are refused when there are too many, with when to come again, and from another are not",
    Effect.gen(function* () {
      yield* registered()
      const many = Array.from({ length: fromAddress + 5 }, (_, index) => `nobody${index}@example.com`)
      const outcomes = yield* Effect.forEach(many, (login) =>
        Effect.map(timed(trying("kahawa na maji", login).pipe(from(home))), ({ result }) => result)
      )
      const refused = outcomes.filter(isRefused)
      expect(refused.length).toBeGreaterThanOrEqual(4)
      const error = yield* Effect.flip(trying(amina.password).pipe(from(home)))
      expect(error).toMatchObject({ attempt: "login", limit: fromAddress, windowSeconds: 60 })
      expect(Result.isSuccess((yield* timed(trying(amina.password).pipe(from(elsewhere)))).result)).toBe(true)
      if (!(error instanceof TooManyAttempts)) throw error
      yield* TestClock.adjust(`${error.retryAfterSeconds} seconds`)
      expect(Result.isSuccess((yield* timed(trying(amina.password).pipe(from(home)))).result)).toBe(true)
    })
  )

  law(
    "from this machine are not counted by address: a proxy may stand there",
    Effect.gen(function* () {
      yield* registered()
      const many = Array.from({ length: fromAddress + 5 }, (_, index) => `nobody${index}@example.com`)
      for (const login of many) {
        expect(isRefused((yield* timed(trying("kahawa na maji", login).pipe(from("127.0.0.1")))).result)).toBe(false)
      }
    })
  )

  law(
    "at registering and at resets are counted by address too, each for themselves",
    Effect.gen(function* () {
      const { accounts } = yield* identityRooms
      const forgot = accounts.forgotPassword({ email: "nobody@example.com" }).pipe(from(home))
      for (let count = 0; count < fromAddress; count++) yield* forgot
      expect(yield* Effect.flip(forgot)).toMatchObject({ _tag: "TooManyAttempts", attempt: "reset" })
      yield* registered().pipe(from(home))
      const reset = accounts.resetPassword({ token: "x", password: "maziwa lala leo" }).pipe(from(home))
      expect(yield* Effect.flip(reset)).toBeInstanceOf(TooManyAttempts)
    })
  )

  law(
    "to have somebody written to end after a few, and who asks is not told",
    Effect.gen(function* () {
      yield* registered()
      const { accounts } = yield* identityRooms
      for (let count = 0; count < messages + 3; count++) yield* accounts.forgotPassword({ email: amina.email })
      for (let count = 0; count < messages + 3; count++) yield* registered({ username: `amina${count}` })
      const sent = yield* kinds
      expect(sent.filter((kind) => !kind.startsWith("VerifyEmail"))).toHaveLength(messages)
    })
  )

  law(
    "to be written to oneself end after a few, and are told so",
    Effect.gen(function* () {
      yield* registered()
      const { accounts } = yield* identityRooms
      const { actor } = yield* loggedIn()
      for (let count = 0; count < messages; count++) yield* as(actor)(accounts.requestVerification())
      const { email, password } = { email: "amina@example.org", password: amina.password }
      for (const refused of [accounts.requestVerification(), accounts.changeEmail({ email, password })]) {
        expect(yield* Effect.flip(as(actor)(refused))).toMatchObject({ attempt: "message", limit: messages })
      }
    })
  )

  law(
    "at the password of who is signed in are slow too",
    Effect.gen(function* () {
      yield* registered()
      const { accounts } = yield* identityRooms
      const { actor } = yield* loggedIn()
      const wrong = as(actor)(accounts.changePassword({ current: "kahawa na maji", password: "maziwa lala leo" }))
      for (let count = 0; count < 7; count++) yield* timed(wrong)
      expect((yield* timed(wrong)).millis).toBeGreaterThanOrEqual(1_000)
    })
  )

  law(
    "at API keys are counted by address; keys that are good are not",
    Effect.gen(function* () {
      const { apiKeys, sessions } = yield* identityRooms
      const { key } = yield* as(staff("staff:manage"))(apiKeys.create({ name: "Till", permissions: [] }))
      const looked = (token: string) => sessions.authenticate(token).pipe(from(home), Effect.result)
      for (let count = 0; count < fromAddress + 5; count++) {
        expect(Result.isSuccess(yield* looked(key))).toBe(true)
        yield* TestClock.adjust("10 millis")
      }
      const outcomes = yield* Effect.forEach(
        Array.from({ length: fromAddress + 5 }, (_, i) => `duka_${i}`),
        looked
      )
      expect(outcomes.filter(isRefused)).toHaveLength(5)
    })
  )
})
