/** What has become of the lines of a file so far, and where what is wrong with them is told. */
import type { Violation } from "@duka/core"
import { Effect } from "effect"
import type { Line } from "./Line.ts"

export interface Tally {
  /** What people call the file. */
  readonly source: string
  created: number
  /** There already. */
  skipped: number
  refused: number
  bytesRead: number
  readonly bytesTotal: number | null
  /** Tells somebody, once for each line that is refused. */
  readonly tell: (text: string) => Effect.Effect<void>
  /** What people call a place in a line. */
  readonly place: (pointer: string) => string
}

export const make = (options: Pick<Tally, "source" | "tell" | "place"> & { readonly bytesTotal?: number }): Tally => ({
  source: options.source,
  tell: options.tell,
  place: options.place,
  bytesTotal: options.bytesTotal ?? null,
  created: 0,
  skipped: 0,
  refused: 0,
  bytesRead: 0
})

/** How many lines have been dealt with. */
export const done = ({ created, refused, skipped }: Tally): number => created + refused + skipped

/** Counts a line that cannot be used and tells its number, the place in it and the rule. */
export const refuse = (
  tally: Tally,
  line: Pick<Line<unknown>, "number">,
  violations: ReadonlyArray<Violation>
): Effect.Effect<void> =>
  Effect.suspend(() => {
    tally.refused++
    const found = violations.map(({ message, pointer, rule }) => {
      const place = tally.place(pointer)
      return `${place === "" ? "" : `${place} `}(${rule}): ${message}`
    })
    return tally.tell(`${tally.source}, line ${line.number}: ${found.join("; ")}`)
  })

/** `products.csv: 1,200 created, 3 there already, 2 refused`. */
export const summary = (tally: Tally): string => {
  const count = (number: number) => number.toLocaleString("en")
  return `${tally.source}: ${count(tally.created)} created, ${count(tally.skipped)} there already, ${count(tally.refused)} refused`
}
