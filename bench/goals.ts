/** What Duka wants to reach, and whether it did. */
import type { IdentityFigures } from "./identity.ts"
import type { MemoryFigures } from "./memory.ts"
import type { Measured } from "./rounds.ts"
import type { StartFigures } from "./starts.ts"

export interface Results {
  readonly measured: ReadonlyArray<Measured>
  readonly starts: ReadonlyArray<StartFigures>
  readonly identity: IdentityFigures | null
  readonly memory: MemoryFigures | null
}

export interface Verdict {
  readonly goal: string
  readonly figure: number
  readonly limit: number
  readonly isReached: boolean
}

const atLeast = (goal: string, figure: number, limit: number): Verdict => ({
  goal,
  figure,
  limit,
  isReached: figure >= limit
})
const below = (goal: string, figure: number, limit: number): Verdict => ({
  goal,
  figure,
  limit,
  isReached: figure < limit
})

const reads: ReadonlySet<string> = new Set(["list", "slug", "search", "offset", "cursor"])
const placing: ReadonlySet<string> = new Set(["placeCart", "placeNow"])

const ofIdentity = (figures: IdentityFigures): ReadonlyArray<Verdict> => [
  atLeast("product by slug with a token: of a guest's", figures.productSignedIn, 0.95),
  atLeast("a cart with a token: of a guest's", figures.cartSignedIn, 0.9),
  below("p99 of visitors while 50 log in at once, ms", figures.loginsP99Millis, 100),
  below("p99 under 1,000 wrong logins a minute, by the usual", figures.attackP99Millis / figures.usualP99Millis, 2),
  below("the owner's own login meanwhile, seconds", figures.ownerLoginMillis / 1000, 10)
]

export const verdicts = ({ identity, measured, memory, starts }: Results): ReadonlyArray<Verdict> => [
  ...measured.flatMap(({ contenders, ratios, scenario, title }) => {
    const [duka] = contenders
    if (duka === undefined) return []
    return [
      ...(reads.has(scenario)
        ? [
            atLeast(`${title}: of fastify + pg`, ratios["fastify + pg"] ?? Number.NaN, 1),
            atLeast(`${title}: of node:http + postgres`, ratios["node:http + postgres"] ?? Number.NaN, 0.9)
          ]
        : []),
      ...(placing.has(scenario)
        ? [atLeast(`${title}: of fastify + pg`, ratios["fastify + pg"] ?? Number.NaN, 1.3)]
        : []),
      ...(scenario === "checkout" ? [atLeast(`${title}: a second`, duka.perSecond, 300)] : []),
      below(`${title}: p99 by p50`, duka.p99Millis / duka.p50Millis, 4)
    ]
  }),
  ...starts.flatMap(({ contender, idleMiB, millis }) =>
    contender.startsWith("duka")
      ? [below(`${contender}: cold start, seconds`, millis / 1000, 1.5), below(`${contender}: idle, MiB`, idleMiB, 150)]
      : []
  ),
  ...(identity === null ? [] : ofIdentity(identity)),
  ...(memory === null ? [] : [below("memory after five minutes by that after one", 1 + memory.growth, 1.1)])
]
