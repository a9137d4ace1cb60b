/**
 * Two minutes of random shops with concurrent buyers, staff, providers and workers, in which everything fails that can: the
 * laws hold in each of them, and every bug that is planted is found. `npm run simulate` runs them as long as one likes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { bugs } from "./simulation/bugs.ts"
import { expected } from "./simulation/expected.ts"
import { simulated } from "./simulation/shop.ts"
import { makeTally } from "./simulation/Tally.ts"

/** How long shops are opened, one after the other. */
const seconds = Number(process.env["DUKA_SIMULATION_SECONDS"] ?? "100")

/** Each bug is found in one of so many shops. */
const shopsMax = 100

describe("random shops", () => {
  it(
    "keep their laws, whatever fails, and everything that can happen has happened",
    { timeout: seconds * 1_000 + 60_000 },
    async () => {
      const tally = makeTally()
      const ends = performance.now() + seconds * 1_000
      let shops = 0
      for (let seed = 1; performance.now() < ends || tally.missing(expected).length > 0; seed++, shops++) {
        if (performance.now() > ends + 50_000) break
        const wrong = await Effect.runPromise(simulated({ seed, tally }))
        assert.deepStrictEqual(wrong, [], `npm run simulate -- --seed ${seed}`)
      }
      console.log(`${shops} shops\n${tally.lines().join("\n")}`)
      assert.deepStrictEqual(tally.missing(expected), [], "what never happened was never tried")
    }
  )

  it.each(bugs.map((bug) => [bug.name, bug] as const))("do not hide that %s", { timeout: 120_000 }, async (_, bug) => {
    for (let seed = 1; seed <= shopsMax; seed++) {
      const wrong = await Effect.runPromise(simulated({ seed, tally: makeTally(), bug }))
      if (wrong.length > 0) return
    }
    assert.fail(`${shopsMax} shops had this bug, and no law noticed`)
  })
})
