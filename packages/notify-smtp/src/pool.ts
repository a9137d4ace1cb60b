/** Connections that stay open between messages, as long as the scope: opening one takes longer than sending a message. */
import type { SendFailure } from "@duka/core"
import { Clock, Effect, Exit, Option, Semaphore } from "effect"
import type { Checked } from "./checking.ts"
import { type Connection, type Delivery, ended, hasBegun, leave } from "./connection.ts"
import * as connections from "./connection.ts"
import { type Fault, failureOf, isRefusal } from "./failing.ts"

/** Servers close idle connections too, after minutes: a message is not lost to it when the shop does it first. */
const idleMaxSeconds = 20
const sweepSeconds = 5

interface Held {
  readonly connection: Connection
  /** `refused`: its last message was, and nothing else can be sent before that is forgotten. */
  state: "new" | "ready" | "refused"
  takesUtf8: boolean
  /** How many messages, whatever became of them. */
  carried: number
  idleSince: number
}

/** Sends one message once. Whoever stops waiting for it stops it: its connection is closed. */
export const make = Effect.fnUntraced(function* (checked: Checked) {
  const turns = yield* Semaphore.make(checked.maxConnections)
  const all = new Set<Held>()
  /** In the order of coming: the last one is taken first, and the others come of age. */
  const idle: Array<Held> = []
  let isClosed = false

  const opened = (): Held => {
    const held: Held = {
      connection: connections.make(checked),
      state: "new",
      takesUtf8: false,
      carried: 0,
      idleSince: 0
    }
    all.add(held)
    return held
  }

  const drop = (held: Held): void => {
    all.delete(held)
    held.connection.close()
  }

  const retire = (held: Held): void => {
    leave(held.connection)
    drop(held)
  }

  const taken = (): Held | null => {
    for (let held = idle.pop(); held !== undefined; held = idle.pop()) {
      if (!held.connection.destroyed) return held
      drop(held)
    }
    return null
  }

  const keep = (held: Held): Effect.Effect<void> =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      if (isClosed || held.connection.destroyed) return drop(held)
      if (held.carried >= checked.messagesPerConnection) return retire(held)
      held.idleSince = now
      idle.push(held)
    })

  /** What becomes of the connection. */
  const settle = (held: Held, exit: Exit.Exit<void, Fault>): Effect.Effect<void> => {
    held.carried++
    held.state = Option.exists(Exit.findErrorOption(exit), isRefusal) ? "refused" : "ready"
    return Exit.isSuccess(exit) || held.state === "refused" ? keep(held) : Effect.sync(() => drop(held))
  }

  const over = (held: Held, delivery: Delivery): Effect.Effect<void, Fault> => {
    const { connection, state } = held
    const sent = Effect.suspend(() => connections.transmit(connection, { ...delivery, takesUtf8: held.takesUtf8 }))
    if (state === "ready") return sent
    if (state === "refused") return Effect.andThen(connections.reset(connection), sent)
    return Effect.flatMap(connections.connect(connection, checked.place), (takesUtf8) => {
      held.takesUtf8 = takesUtf8
      return sent
    })
  }

  /** The server ended it before this message was begun, as it does with whom it has heard nothing of: another may carry it. */
  const isStale = (held: Held, { code }: Fault): boolean =>
    held.carried > 1 &&
    held.state !== "refused" &&
    code !== "ETIMEDOUT" &&
    code !== "EMESSAGE" &&
    !hasBegun(held.connection)

  const carried = (delivery: Delivery, found: () => Held | null): Effect.Effect<void, Fault> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        if (isClosed) return Effect.fail(ended)
        const held = found() ?? opened()
        return Effect.exit(restore(over(held, delivery))).pipe(
          Effect.tap((exit) => settle(held, exit)),
          Effect.flatten,
          Effect.catchIf(
            (fault) => isStale(held, fault),
            () => restore(carried(delivery, () => null))
          )
        )
      })
    )

  const sweep = Effect.map(Clock.currentTimeMillis, (now) => {
    const young = idle.findIndex(({ idleSince }) => now - idleSince < idleMaxSeconds * 1000)
    for (const held of idle.splice(0, young < 0 ? idle.length : young)) retire(held)
  })

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isClosed = true
      for (const held of idle.splice(0)) retire(held)
      for (const held of all) drop(held)
    })
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(`${sweepSeconds} seconds`), sweep)))

  return (delivery: Delivery): Effect.Effect<void, SendFailure> =>
    turns.withPermits(1)(Effect.mapError(carried(delivery, taken), failureOf))
})
