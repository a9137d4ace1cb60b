/** The process: what `duka` was asked for, how it ends, and with which exit code. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit, Layer, Runtime } from "effect"
import { CliConfig, CliError, GlobalFlag } from "effect/cli"
import { commandLine } from "./duka.ts"

/** A terminal's Ctrl-C reaches the process twice when npm passes it on: that is one wish, not two. */
const sameSignalMillis = 500

/** Longer than requests in flight and the storage need to end. */
const endMaxMillis = 20_000

const signals = { SIGINT: 130, SIGTERM: 143 } as const

/** The first signal ends the process in good order; the second one ends it at once, and so does a way out that is stuck. */
const endInTheEnd = () => {
  let first: number | undefined
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      if (first === undefined) {
        first = performance.now()
        setTimeout(() => process.exit(1), endMaxMillis).unref()
      } else if (performance.now() - first > sameSignalMillis) process.exit(code)
    })
  }
}

/** npm ends without a word to what it has started: then the server ends too, and does not hold the port for ever. */
const endWithNpm = () => {
  const { ppid } = process
  if (process.env["npm_lifecycle_event"] === undefined) return
  setInterval(() => {
    if (process.ppid !== ppid) process.kill(process.pid, "SIGTERM")
  }, 500).unref()
}

/** Commands that end only when they are told to. */
const untilTold: ReadonlySet<string> = new Set(["serve", "worker", "templates"])

/** A server that is told to end has done all it was to do; a command that is has not. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) && untilTold.has(process.argv[2] ?? "")
    ? onExit(0)
    : Runtime.defaultTeardown(exit, onExit)

/** What somebody can act on is told in its own words; only what nobody expected has a stack trace. */
const tell = (cause: Cause.Cause<unknown>) => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.void
  const error = Cause.squash(cause)
  if (CliError.isCliError(error) || !Runtime.getErrorReported(error)) return Effect.void
  return Cause.hasDies(cause)
    ? Effect.logFatal(cause)
    : Console.error(error instanceof Error ? error.message : String(error))
}

export const main = (): void => {
  endInTheEnd()
  endWithNpm()
  commandLine.pipe(
    Effect.tapCause(tell),
    Effect.provide(
      Layer.merge(
        NodeServices.layer,
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
      )
    ),
    NodeRuntime.runMain({ disableErrorReporting: true, teardown })
  )
}
