/** A client that knows how many of its statements have not been answered: when there are none, only the clock goes on. */
import { PgClient } from "@effect/sql-pg"
import { Effect, type Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection, SqlError } from "effect/sql"

/** How many statements are on their way. */
export interface Watch {
  open: number
}

/** Every call of a connection's counts until it has ended, however it ends. */
const watched = (connection: SqlConnection.Connection, watch: Watch): SqlConnection.Connection =>
  new Proxy(connection, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property, target)
      if (typeof member !== "function") return member
      return (...args: ReadonlyArray<unknown>) => {
        const answer: unknown = Reflect.apply(member, target, args)
        if (!Effect.isEffect(answer)) return answer
        return Effect.suspend(() => {
          watch.open++
          return Effect.onExit(answer, () => Effect.sync(() => void watch.open--))
        })
      }
    }
  })

/** A transaction that was broken answers `ROLLBACK` to `COMMIT`. */
const commit = (connection: SqlConnection.Connection) =>
  Effect.flatMap(connection.executeRaw("COMMIT", []), (answer) =>
    typeof answer === "object" && answer !== null && "command" in answer && answer.command === "ROLLBACK"
      ? Effect.fail(
          new SqlError.SqlError({
            reason: new SqlError.UnknownError({ cause: answer, message: "rolled back", operation: "commit" })
          })
        )
      : Effect.void
  )

export interface Watching {
  readonly url: Redacted.Redacted
  readonly connections: number
  readonly watch: Watch
}

/** Its connections are all there before it is: none is made while somebody waits. */
export const watchedClient = Effect.fnUntraced(function* ({ connections, url, watch }: Watching) {
  const client = yield* PgClient.make({
    url,
    minConnections: connections,
    maxConnections: connections,
    startupParameters: { TimeZone: "UTC", lock_timeout: "5s", statement_timeout: "30s", jit: "off" }
  })
  const acquirer = Effect.map(client.reserve, (connection) => watched(connection, watch))
  return yield* SqlClient.make({
    driver: client.driver,
    acquirer,
    transactionAcquirer: acquirer,
    compiler: PgClient.makeCompiler(),
    prepareTransactionControls: true,
    commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: []
  })
}, Effect.provide(Reactivity.layer))
