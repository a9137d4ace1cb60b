/**
 * The same random shops on a PostgreSQL server, some tens of them: the laws hold, and a bug that is planted is found. The
 * server decides who is faster, so a seed that fails once may have to be tried several times.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresUrl } from "./environment/postgres.ts"
import { bugs } from "./simulation/bugs.ts"
import { onPostgres } from "./simulation/onPostgres.ts"
import { simulated } from "./simulation/shop.ts"
import { makeTally } from "./simulation/Tally.ts"

/** How long shops are opened, so many at once. */
const seconds = Number(process.env["DUKA_SIMULATION_ON_POSTGRES_SECONDS"] ?? "25")
const atOnce = 3

/** A machine that is busy with other things opens few shops: it is given more time, until all has happened once. */
const moreSeconds = 90

/** Each bug is found in one of so many shops, where one call in so many fails: most bugs show where answers are lost. */
const shopsMax = 100
const faultOutOf = 25

/** What the storage has to do with, and what any storage would show. */
const planted = [
  "cancelling does not release stock",
  "a payment's key is made anew",
  "placing ignores its key",
  "versions are not compared"
]

/** Less than in two minutes of memory: what some tens of shops cannot do without. */
const expected = {
  events: ["accept_cash", "authorise", "cancel", "expire", "place", "ship_part"],
  "faults of storages": ["CheckoutStore", "InventoryStore", "JobQueue", "OrderStore", "PaymentStore", "UnitOfWork"],
  "faults of processes": ["a worker died"],
  messages: ["lost", "told", "told again"],
  payers: ["declines", "late", "pays"]
}

describe.skipIf(postgresUrl === null)("random shops on PostgreSQL", () => {
  it("keep their laws, whatever fails", { timeout: (seconds + moreSeconds + 60) * 1_000 }, async () => {
    const tally = makeTally()
    const ends = performance.now() + seconds * 1_000
    let seed = 0
    const wrong: Array<string> = []
    const shops = Effect.gen(function* () {
      const opening = yield* onPostgres(postgresUrl ?? "")
      const mine = Effect.gen(function* () {
        while (wrong.length === 0 && (performance.now() < ends || tally.missing(expected).length > 0)) {
          if (performance.now() > ends + moreSeconds * 1_000) return
          const next = ++seed
          for (const words of yield* simulated({ seed: next, tally, opening })) {
            wrong.push(`${words} (npm run simulate -- --postgres --seed ${next})`)
          }
        }
      })
      yield* Effect.all(
        Array.from({ length: atOnce }, () => mine),
        { concurrency: "unbounded", discard: true }
      )
    })
    await Effect.runPromise(Effect.scoped(shops))
    console.log(`${seed} shops on PostgreSQL\n${tally.lines().join("\n")}`)
    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual(tally.missing(expected), [], "what never happened was never tried")
  })

  it.each(bugs.filter(({ name }) => planted.includes(name)).map((bug) => [bug.name, bug] as const))(
    "do not hide that %s",
    { timeout: 300_000 },
    async (name, bug) => {
      let isFound = false
      const shops = Effect.gen(function* () {
        const opening = yield* onPostgres(postgresUrl ?? "")
        const seeds = Array.from({ length: shopsMax }, (_, index) => index + 1)
        const opened = (seed: number) =>
          isFound
            ? Effect.void
            : Effect.map(simulated({ seed, tally: makeTally(), opening, faultOutOf, bug }), (wrong) => {
                isFound ||= wrong.length > 0
              })
        yield* Effect.forEach(seeds, opened, { concurrency: atOnce, discard: true })
      })
      await Effect.runPromise(Effect.scoped(shops))
      assert.isTrue(isFound, `${shopsMax} shops had this bug, and no law noticed: ${name}`)
    }
  )
})
