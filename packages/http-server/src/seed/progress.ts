/** How far a long loading is: one line that is rewritten on a terminal, a line now and then where there is none. */
import { Clock, Effect, Schedule, Stdio, Stream } from "effect"
import { done, type Tally } from "./Tally.ts"

export interface Progress {
  /** A line of its own, above the one that is rewritten. */
  readonly say: (text: string) => Effect.Effect<void>
  /** Shows how far `tally` is while `work` runs. */
  readonly during: <A, E, R>(tally: Tally, work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const barWidth = 24
const clear = "\r\u001b[K"

const bar = (part: number) => {
  const filled = Math.round(Math.min(Math.max(part, 0), 1) * barWidth)
  return `[${"=".repeat(filled)}${" ".repeat(barWidth - filled)}] ${String(Math.floor(part * 100)).padStart(3)} %`
}

/** `products.csv [=====     ]  21 %  120,000 lines  3,100/s  2 refused`. */
const lineOf = (tally: Tally, seconds: number): string => {
  const lines = done(tally)
  const { bytesRead, bytesTotal, refused, source } = tally
  return [
    source,
    ...(bytesTotal === null || bytesTotal === 0 ? [] : [bar(bytesRead / bytesTotal)]),
    `${lines.toLocaleString("en")} lines`,
    `${Math.round(lines / Math.max(seconds, 0.001)).toLocaleString("en")}/s`,
    ...(refused === 0 ? [] : [`${refused.toLocaleString("en")} refused`])
  ].join("  ")
}

/** On standard error: standard output is for logs. */
export const make: Effect.Effect<Progress, never, Stdio.Stdio> = Effect.gen(function* () {
  const stdio = yield* Stdio.Stdio
  const isTerminal = yield* stdio.stderrIsTerminal
  const write = (text: string) =>
    // Nobody is told of a terminal that cannot be written to.
    Effect.ignore(Stream.run(Stream.make(text), stdio.stderr({ endOnDone: false })))
  const say = (text: string) => write(isTerminal ? `${clear}${text}\n` : `${text}\n`)
  return {
    say,
    during: (tally, work) =>
      Effect.gen(function* () {
        const started = yield* Clock.currentTimeMillis
        const line = Effect.map(Clock.currentTimeMillis, (now) => lineOf(tally, (now - started) / 1000))
        const shown = Effect.flatMap(line, (text) => write(isTerminal ? `${clear}${text}` : `${text}\n`))
        const every = Schedule.spaced(isTerminal ? "200 millis" : "10 seconds")
        yield* Effect.forkScoped(Effect.schedule(shown, every))
        return yield* work
      }).pipe(Effect.scoped, Effect.ensuring(isTerminal ? write(clear) : Effect.void))
  }
})
