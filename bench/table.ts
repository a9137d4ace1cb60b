/** The results as people read them. */
import type { MachineFacts } from "./machine.ts"
import { type Results, verdicts } from "./goals.ts"

const number = (value: number, digits = 0) =>
  Number.isNaN(value)
    ? "–"
    : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })

const columns = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

const machineText = ({ cores, memoryGiB, node, postgres, processor, system }: MachineFacts) =>
  [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, node ${node}`,
    Object.entries(postgres)
      .map(([name, setting]) => `${name} ${setting}`)
      .join(", ")
  ].join("\n")

export const table = (machine: MachineFacts, results: Results): string => {
  const head = ["", "", "a second", "Duka by it", "p50 ms", "p99 ms", "CPU µs", "database µs"]
  const rows = results.measured.flatMap(({ contenders, ratios, title }) =>
    contenders.map((one, index) => [
      index === 0 ? title : "",
      one.contender,
      number(one.perSecond),
      index === 0 ? "" : number(ratios[one.contender] ?? Number.NaN, 2),
      number(one.p50Millis, 1),
      number(one.p99Millis, 1),
      number(one.serverMicros),
      number(one.databaseMicros)
    ])
  )
  const starts = results.starts.map(({ contender, emptyMillis, idleMiB, millis }) => [
    contender,
    "",
    number(millis),
    emptyMillis === null ? "" : number(emptyMillis),
    number(idleMiB)
  ])
  const { identity, memory } = results
  const timing = (identity?.timing ?? []).map(({ title, withAccountMillis, withoutMillis }) => [
    title,
    "",
    number(withAccountMillis, 2),
    number(withoutMillis, 2)
  ])
  const judged = verdicts(results).map(({ figure, goal, isReached, limit }) => [
    isReached ? "reached" : "MISSED",
    goal,
    number(figure, 2),
    number(limit, 2)
  ])
  return [
    machineText(machine),
    ...(rows.length === 0 ? [] : [columns([head, ...rows])]),
    ...(starts.length === 0 ? [] : [columns([["start", "", "ms", "on an empty database", "idle MiB"], ...starts])]),
    ...(identity === null
      ? []
      : [
          columns([["how long it takes", "", "with an account, ms", "without one, ms"], ...timing]),
          `a login among 50 at once: ${number(identity.loginMillis)} ms`
        ]),
    ...(memory === null
      ? []
      : [
          `memory      after a minute ${number(memory.afterOneMinuteMiB)} MiB, at the end ${number(memory.atTheEndMiB)} MiB: ${number(memory.growth * 100, 1)} %`
        ]),
    columns([["goal", "", "figure", "limit"], ...judged])
  ].join("\n\n")
}
