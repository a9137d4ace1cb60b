/** What the process says of itself: lines for people, or a JSON object a line for machines. */
import { Cause, Formatter, Layer, Logger, type LogLevel, References } from "effect"
import type { Configuration } from "./config/Configuration.ts"
import { secretHeaders } from "./middleware/secretHeaders.ts"

const levels = {
  trace: "Trace",
  debug: "Debug",
  info: "Info",
  warn: "Warn",
  error: "Error",
  none: "None"
} as const satisfies Record<Configuration["logLevel"], LogLevel.LogLevel>

const text = (value: unknown): string => (typeof value === "string" ? value : Formatter.format(value))

/** Ordinary messages stand without a level: what stands out is what needs somebody. */
const pretty = Logger.make(({ cause, date, fiber, logLevel, message }) => {
  const words = Array.isArray(message) ? message.map(text) : [text(message)]
  const annotations = Object.entries(fiber.getRef(References.CurrentLogAnnotations))
  const line = [
    date.toTimeString().slice(0, 8),
    ...(logLevel === "Info" ? [] : [logLevel.toUpperCase()]),
    ...words,
    ...annotations.map(([name, value]) => `${name}=${text(value)}`)
  ].join(" ")
  return cause.reasons.length === 0 ? line : `${line}\n${Cause.pretty(cause)}`
})

/** Logs go to standard output. */
export const layer = ({ logFormat, logLevel }: Pick<Configuration, "logFormat" | "logLevel">): Layer.Layer<never> =>
  Layer.mergeAll(
    secretHeaders,
    Logger.layer([logFormat === "json" ? Logger.consoleJson : Logger.withConsoleLog(pretty)]),
    Layer.succeed(References.MinimumLogLevel, levels[logLevel])
  )
