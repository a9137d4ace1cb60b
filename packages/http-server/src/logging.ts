/**
 * What the process says of itself: lines for people, or a JSON object a line for machines. Whatever somebody has put into
 * a name or an error, it is one line, and no terminal takes it for more than text.
 */
import { Cause, Formatter, Layer, Logger, type LogLevel, References } from "effect"
import type { Configuration } from "./config/Configuration.ts"
import { secretHeaders } from "./middleware/secretHeaders.ts"
import { secretQueries } from "./middleware/secretQueries.ts"

const levels = {
  trace: "Trace",
  debug: "Debug",
  info: "Info",
  warn: "Warn",
  error: "Error",
  none: "None"
} as const satisfies Record<Configuration["logLevel"], LogLevel.LogLevel>

/** What a terminal obeys, or shows as another line or in another order than it was written: an event is one line. */
const commands = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** As JSON writes them, so that they are seen and nothing more. */
const harmless = (line: string): string =>
  line.replace(commands, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`)

const text = (value: unknown): string => harmless(typeof value === "string" ? value : Formatter.format(value))

/** Below its event, and further in than any event begins. */
const below = (cause: Cause.Cause<unknown>): string =>
  Cause.pretty(cause)
    .split("\n")
    .map((line) => `\n         ${harmless(line)}`)
    .join("")

/** Ordinary messages stand without a level: what stands out is what needs somebody. */
const pretty = Logger.make(({ cause, date, fiber, logLevel, message }) => {
  const words = Array.isArray(message) ? message.map(text) : [text(message)]
  const annotations = Object.entries(fiber.getRef(References.CurrentLogAnnotations))
  const line = [
    date.toTimeString().slice(0, 8),
    ...(logLevel === "Info" ? [] : [logLevel.toUpperCase()]),
    ...words,
    ...annotations.map(([name, value]) => `${harmless(name)}=${text(value)}`)
  ].join(" ")
  return cause.reasons.length === 0 ? line : `${line}${below(cause)}`
})

const json = Logger.map(Logger.formatJson, harmless)

/** Logs go to standard output. */
export const layer = ({ logFormat, logLevel }: Pick<Configuration, "logFormat" | "logLevel">): Layer.Layer<never> =>
  Layer.mergeAll(
    secretHeaders,
    secretQueries,
    Logger.layer([Logger.withConsoleLog(logFormat === "json" ? json : pretty)]),
    Layer.succeed(References.MinimumLogLevel, levels[logLevel])
  )
