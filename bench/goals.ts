/** What Duka wants to reach, and whether it did. */
import type { MemoryFigures } from "./memory.ts"
import type { Measured } from "./rounds.ts"
import type { StartFigures } from "./starts.ts"

export interface Results {
  readonly measured: ReadonlyArray<Measured>
  readonly starts: ReadonlyArray<StartFigures>
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

export const verdicts = ({ measured, memory, starts }: Results): ReadonlyArray<Verdict> => [
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
  ...(memory === null ? [] : [below("memory after five minutes by that after one", 1 + memory.growth, 1.1)])
]
