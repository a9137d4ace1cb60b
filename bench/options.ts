import { parseArgs } from "node:util"

const groups = ["start", "reads", "orders", "checkouts", "identity", "memory"] as const
type Group = (typeof groups)[number]

/** How much is measured. The contenders take turns: a round is one turn of each. */
export interface Options {
  readonly mode: "quick" | "default" | "long"
  readonly groups: ReadonlySet<Group>
  readonly products: number
  readonly rounds: number
  readonly roundSeconds: number
  readonly warmSeconds: number
  readonly starts: number
  readonly memorySeconds: number
}

const usage = `npm run bench -- [--quick | --long] [--only ${groups.join(" | ")}]
  --quick  about two minutes: enough to see that it works
  --long   adds five minutes of load in which memory is watched
  --only   one part alone; may stand several times`

const isGroup = (text: string): text is Group => groups.some((group) => group === text)

export const readOptions = (args: ReadonlyArray<string>): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      long: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] }
    }
  })
  const { long, only, quick } = values
  if ((quick && long) || !only.every(isGroup)) throw new Error(usage)
  const all = groups.filter((group) => group !== "memory" || long)
  const common = { groups: new Set(only.length === 0 ? all : only), products: 10_000, memorySeconds: 300 }
  return quick
    ? { ...common, mode: "quick", rounds: 2, roundSeconds: 1.5, warmSeconds: 0.7, starts: 3 }
    : { ...common, mode: long ? "long" : "default", rounds: 3, roundSeconds: 4, warmSeconds: 5, starts: 5 }
}
