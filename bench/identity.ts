/**
 * What it costs that people sign in: a token beside a request, logins beside everybody else's requests, and what the time
 * that an answer takes tells of who has an account.
 */
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import * as Calls from "./calls.ts"
import type { Contender } from "./Contender.ts"
import { logIn, ownCart, password, type Person, post, register } from "./people.ts"
import type { Tally } from "./load.ts"
import type { Options } from "./options.ts"
import type { Field } from "./rounds.ts"
import type { ScenarioName } from "./scenarios.ts"
import { median, pairedRatio } from "./statistics.ts"

const loginsAtOnce = 50
const wrongLoginsPerMinute = 1_000
const samples = 150
const samplesQuick = 30

interface TimedPair {
  readonly title: string
  readonly withAccountMillis: number
  readonly withoutMillis: number
}

export interface IdentityFigures {
  /** Requests a second with a token, by those of a guest. */
  readonly productSignedIn: number
  readonly cartSignedIn: number
  readonly usualP99Millis: number
  /** While fifty people log in at once, again and again. */
  readonly loginsP99Millis: number
  readonly loginMillis: number
  /** While somebody tries a thousand passwords a minute. */
  readonly attackP99Millis: number
  readonly ownerLoginMillis: number
  readonly timing: ReadonlyArray<TimedPair>
}

/** The same rounds for a guest and for somebody with a token, one after the other. */
const tokenCost = async (
  play: (scenario: ScenarioName, seconds: number) => Promise<Tally>,
  guest: ScenarioName,
  signedIn: ScenarioName,
  { roundSeconds, rounds, warmSeconds }: Options
) => {
  const rates = { [guest]: Array<number>(), [signedIn]: Array<number>() }
  for (const scenario of [guest, signedIn]) await play(scenario, warmSeconds)
  for (let round = 0; round < rounds * 2; round++) {
    for (const scenario of round % 2 === 0 ? [guest, signedIn] : [signedIn, guest]) {
      const { seconds, turns } = await play(scenario, roundSeconds)
      rates[scenario]?.push(turns / seconds)
    }
  }
  return pairedRatio(rates[signedIn] ?? [], rates[guest] ?? [])
}

/** Does it again and again until the answer is called. */
const meanwhile = (work: () => Promise<void>) => {
  let isOver = false
  const done = (async () => {
    while (!isOver) await work()
  })()
  return () => {
    isOver = true
    return done
  }
}

const timed = async (ask: () => Promise<Response>): Promise<number> => {
  const began = performance.now()
  await (await ask()).arrayBuffer()
  return performance.now() - began
}

const wrong = (login: string) => ({ login, password: "kahawa na maji" })

/** In turns, so that a slow second of the machine hits both; the medians. */
const compared = async (title: string, times: number, ask: (has: boolean, turn: number) => Promise<Response>) => {
  const took = { true: Array<number>(), false: Array<number>() }
  for (let turn = 0; turn < times; turn++) {
    for (const has of turn % 2 === 0 ? [true, false] : [false, true]) {
      took[`${has}`].push(await timed(() => ask(has, turn)))
    }
  }
  return { title, withAccountMillis: median(took.true), withoutMillis: median(took.false) }
}

const timing = async (port: number, times: number): Promise<ReadonlyArray<TimedPair>> => {
  const logins: Array<string> = []
  for (let index = 0; index < times; index++) logins.push(await register(port))
  const of = (has: boolean, turn: number) => (has ? (logins[turn] ?? "") : `${randomUUID()}@shop.example`)
  const person = { name: "Wanjiru Otieno", phone: "+254700000001", password }
  return [
    await compared("a wrong login", times, (has, turn) => post(port, "/v1/auth/login", wrong(of(has, turn)))),
    await compared("a forgotten password", times, (has, turn) =>
      post(port, "/v1/auth/password/forgot", { email: of(has, turn) })
    ),
    await compared("registering", times, (has, turn) =>
      post(port, "/v1/auth/register", { ...person, email: of(has, turn) })
    )
  ]
}

export const measureIdentity = async (
  field: Field,
  { port }: Contender,
  options: Options
): Promise<IdentityFigures> => {
  const { secretKey, shelf, shoppers } = field
  const owner: Person = await logIn(port, await register(port))
  const variantIds = Calls.three(shelf, 0).map(({ variantId }) => variantId)
  const opened = await post(port, "/v1/carts", { lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })) })
  const guestCart: { readonly id: string } = await opened.json()
  const cartId = await ownCart(port, owner, variantIds)
  const stage = {
    shelf,
    secretKey,
    carts: [{ id: guestCart.id, total: 0 }],
    signedIn: { accessToken: owner.accessToken, cartId }
  }
  const play = (scenario: ScenarioName, seconds: number) => shoppers.play({ scenario, port, seconds, stage })

  const productSignedIn = await tokenCost(play, "slug", "slugSignedIn", options)
  const cartSignedIn = await tokenCost(play, "cartRead", "cartReadSignedIn", options)

  const visitSeconds = options.roundSeconds * 2
  const usual = await play("visit", visitSeconds)

  const people: Array<string> = []
  for (let index = 0; index < loginsAtOnce; index++) people.push(await register(port))
  const logins: Array<number> = []
  const stopLogins = meanwhile(async () => {
    const ask = async (login: string) => timed(() => post(port, "/v1/auth/login", { login, password }))
    logins.push(...(await Promise.all(people.map(ask))))
  })
  const busy = await play("visit", visitSeconds)
  await stopLogins()

  const waiting = new Set<Promise<unknown>>()
  const stopAttack = meanwhile(async () => {
    const asked = post(port, "/v1/auth/login", wrong(owner.login)).then((answer) => answer.arrayBuffer())
    waiting.add(asked)
    void asked.finally(() => waiting.delete(asked))
    await sleep(60_000 / wrongLoginsPerMinute)
  })
  const attacked = await play("visit", Math.max(visitSeconds, options.mode === "quick" ? 0 : 20))
  const ownerLoginMillis = await timed(() => post(port, "/v1/auth/login", { login: owner.login, password }))
  await stopAttack()
  await Promise.all(waiting)

  return {
    productSignedIn,
    cartSignedIn,
    usualP99Millis: usual.p99Millis,
    loginsP99Millis: busy.p99Millis,
    loginMillis: median(logins),
    attackP99Millis: attacked.p99Millis,
    ownerLoginMillis,
    timing: await timing(port, options.mode === "quick" ? samplesQuick : samples)
  }
}
