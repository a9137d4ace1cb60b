/** Sessions that hold locks, wait for them, or lose them. */
import { UnitOfWork } from "@duka/core"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** Until so many sessions wait for a lock. */
export const waiting = Effect.fnUntraced(function* (sessions = 1) {
  const sql = yield* SqlClient.SqlClient
  while (true) {
    const rows = yield* sql`SELECT DISTINCT pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()`
    if (rows.length >= sessions) return
    yield* Effect.sleep("5 millis")
  }
})

/** Holds the lock of a statement until the answer is called. */
export const holding = Effect.fnUntraced(function* (
  table: "stock_level" | "cart" | "cart_line",
  column: string,
  id: string
) {
  const sql = yield* SqlClient.SqlClient
  const [locked, release] = yield* Effect.all([Deferred.make<void>(), Deferred.make<void>()])
  const holder = yield* Effect.forkChild(
    sql.withTransaction(
      Effect.gen(function* () {
        yield* sql`SELECT 1 FROM ${sql(table)} WHERE ${sql(column)} = ${id}::uuid FOR UPDATE`
        yield* Deferred.succeed(locked, undefined)
        yield* Deferred.await(release)
      })
    )
  )
  yield* Deferred.await(locked)
  return Effect.andThen(Deferred.succeed(release, undefined), Fiber.join(holder))
})

/** Begins a unit and does the work in it; the answer ends the unit, which keeps the work or takes it back. */
export const begun = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  const { commit } = yield* UnitOfWork
  const [worked, ended] = yield* Effect.all([Deferred.make<void>(), Deferred.make<void, "taken back">()])
  const unit = yield* Effect.forkChild(
    commit(Effect.andThen(work, Effect.andThen(Deferred.succeed(worked, undefined), Deferred.await(ended))))
  )
  yield* Deferred.await(worked)
  return (keeps: boolean) =>
    Effect.andThen(keeps ? Deferred.succeed(ended, undefined) : Deferred.fail(ended, "taken back"), Fiber.await(unit))
})

/** Begins a unit and does the first half in it; the answer does the second, and ends the unit. */
export const halfway = Effect.fnUntraced(function* <A, E, R, B, E2, R2>(
  first: Effect.Effect<A, E, R>,
  second: (made: A) => Effect.Effect<B, E2, R2>
) {
  const { commit } = yield* UnitOfWork
  const [worked, going] = yield* Effect.all([Deferred.make<void>(), Deferred.make<void>()])
  const unit = yield* Effect.forkChild(
    commit(
      Effect.gen(function* () {
        const made = yield* first
        yield* Deferred.succeed(worked, undefined)
        yield* Deferred.await(going)
        return yield* second(made)
      })
    )
  )
  yield* Deferred.await(worked)
  return Effect.andThen(Deferred.succeed(going, undefined), Fiber.await(unit))
})

const counted = SqlSchema.findOne({
  Request: Schema.Void,
  Result: Schema.Struct({ deadlocks: Schema.Int }),
  execute: () =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()`
    )
})

/** How many deadlocks this database has seen. */
export const deadlocks = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // A session tells what it has counted at most once a second, and only when it is at work: all of them are made to.
  yield* Effect.sleep("1100 millis")
  yield* Effect.all(
    Array.from({ length: 10 }, () => sql`SELECT pg_sleep(0.1)`),
    { concurrency: 10 }
  )
  return (yield* counted(undefined)).deadlocks
})
