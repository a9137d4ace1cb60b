/** Watching what goes out of this process, while the tests' clock stands. */
import { assert } from "@effect/vitest"
import { Cause, Effect, Fiber, Logger, Tracer } from "effect"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"

/** In seconds: nobody waits longer for an answer. */
export const waitMax = 60

/** What is on its way to this machine and back goes on while the clock stands. */
const turn = Effect.promise(() => new Promise<void>((resolve) => void setTimeout(resolve, 5)))

/** Until it holds, or the law has taken too long. */
export const until = (holds: () => boolean): Effect.Effect<void> =>
  Effect.whileLoop({ while: () => !holds(), body: () => turn, step: () => {} })

/** The clock goes on until it has ended. */
export const waited = Effect.fnUntraced(function* <A, E>(asking: Effect.Effect<A, E>) {
  const waiting = yield* Effect.forkChild(asking)
  for (let seconds = 0; seconds < waitMax && waiting.pollUnsafe() === undefined; seconds++) {
    for (let turns = 0; turns < 4; turns++) yield* turn
    yield* TestClock.adjust("1 seconds")
  }
  assert.isDefined(waiting.pollUnsafe(), "it has waited for a minute")
  return yield* Fiber.join(waiting)
})

/** Whatever anybody may come to read of a failure: itself, what is logged of it, what the spans hold. */
export const shown = Effect.fnUntraced(function* <A, E>(asking: Effect.Effect<A, E>) {
  const lines: Array<unknown> = []
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const cause = yield* asking.pipe(
    Effect.tapCause((cause) => Effect.logError("it failed", cause)),
    Effect.sandbox,
    Effect.flip,
    Effect.withTracer(tracer),
    Effect.provide(Logger.layer([Logger.make(({ cause, message }) => void lines.push(message, Cause.pretty(cause)))]))
  )
  const told = spans.map(({ attributes, events, name, status }) => ({ attributes, events, name, status }))
  const everything = inspect({ cause, lines, told }, { depth: 12, showHidden: true, maxStringLength: null })
  return [everything, Cause.pretty(cause), JSON.stringify(cause)].join("\n")
})
