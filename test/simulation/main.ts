/**
 * `npm run simulate -- --minutes 60`, or `-- --seed 123` to see one shop again. With `--postgres` the shops are on a server:
 * a seed that breaks a law there may have to be tried several times.
 */
import { Effect } from "effect"
import { findPostgres } from "../environment/postgresServer.ts"
import { bugs } from "./bugs.ts"
import { onPostgres } from "./onPostgres.ts"
import { inMemory } from "./premises.ts"
import { simulated } from "./shop.ts"
import { makeTally } from "./Tally.ts"

const given = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}

const isOnPostgres = process.argv.includes("--postgres")
const again = isOnPostgres ? "npm run simulate -- --postgres" : "npm run simulate --"
const bug = bugs.find(({ name }) => name === given("bug"))
const one = given("seed")
const minutes = Number(given("minutes") ?? "2")
const first = one === undefined ? Number(given("from") ?? "1") : Number(one)
const ends = performance.now() + minutes * 60_000
const tally = makeTally()
let shops = 0
let failed = 0

const server = Effect.acquireRelease(
  Effect.promise(async () => {
    const found = await findPostgres()
    if (found === null) throw new Error("no PostgreSQL server was found")
    return found
  }),
  ({ stop }) => Effect.promise(stop)
)

const run = Effect.gen(function* () {
  const opening = isOnPostgres ? yield* onPostgres((yield* server).url) : inMemory
  for (let seed = first; one === undefined ? performance.now() < ends : seed === first; seed++) {
    const wrong = yield* simulated({ seed, tally, opening, ...(bug === undefined ? {} : { bug }) })
    shops++
    if (wrong.length === 0) continue
    failed++
    console.error(`Seed ${seed} breaks ${wrong.length} laws. Again: ${again} --seed ${seed}`)
    for (const words of wrong) console.error(`  ${words}`)
    if (failed >= 5) break
  }
})

await Effect.runPromise(Effect.scoped(run))
for (const line of tally.lines()) console.log(line)
console.log(`${shops} shops, ${failed} of them broken`)
process.exitCode = failed === 0 ? 0 : 1
