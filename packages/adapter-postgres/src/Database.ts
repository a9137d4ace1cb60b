/** What the stores of this package talk to: two ways into one database, and the rule which of them a statement takes. */
import { Context, Effect, Layer } from "effect"
import { SqlClient, SqlError } from "effect/sql"

export class Database extends Context.Service<
  Database,
  {
    /** Statements that write, and reads that a write rests on. */
    readonly write: SqlClient.SqlClient
    /** Statements that only read. Inside a transaction they run in it, on its own connection. */
    readonly read: SqlClient.SqlClient
    /** What happens in several statements happens together or not at all. Nested: only the inner changes are taken back. */
    transaction<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError.SqlError, R>
  }
>()("@duka/adapter-postgres/Database") {}

export interface Clients {
  readonly write: SqlClient.SqlClient
  readonly read: SqlClient.SqlClient
}

export const make = ({ read, write }: Clients): Database["Service"] => ({
  write,
  read,
  transaction: (work) =>
    write.withTransaction(
      // A unit's reads would not see its changes through the other client: it is lent the unit's connection.
      Effect.withFiber((fiber) => {
        const connection = Context.getOrUndefined(fiber.context, write.transactionService)
        return connection === undefined ? work : Effect.provideService(work, read.transactionService, connection)
      })
    )
})

/** One client for both ways. */
export const layerClient: Layer.Layer<Database, never, SqlClient.SqlClient> = Layer.effect(
  Database,
  Effect.map(SqlClient.SqlClient, (client) => make({ read: client, write: client }))
)

const attempts = 5

/** Begins again when the database says that somebody else was faster: all of its own has been taken back then. */
const again = <A, E, R>(
  database: Database["Service"],
  work: Effect.Effect<A, E, R>,
  reasons: ReadonlySet<string>
): Effect.Effect<A, E | SqlError.SqlError, R> =>
  Effect.retry(database.transaction(work), {
    times: attempts,
    while: (error) => SqlError.isSqlError(error) && reasons.has(error.reason._tag)
  })

const overtaken: ReadonlySet<string> = new Set([
  "UniqueViolation",
  "ConstraintError",
  "DeadlockError",
  "SerializationError"
])

/**
 * A transaction that decides from what it reads. Somebody who was faster may break a constraint under it: then it has
 * taken back everything of its own, and begins again with what is there now.
 */
export const decided = <A, E, R>(
  database: Database["Service"],
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, SqlError.SqlError>, R> =>
  Effect.catch(again(database, work, overtaken), (error) =>
    isExpected(error) ? Effect.fail(error) : Effect.die(error)
  )

const givingWay: ReadonlySet<string> = new Set(["DeadlockError"])

/**
 * A statement that may lock rows in another order than everybody's: one that makes rows, some of which somebody else is
 * making. Who has to give way has changed nothing, and begins again.
 */
export const yielding = <A, E, R>(
  database: Database["Service"],
  statement: Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError.SqlError, R> => again(database, statement, givingWay)

const isExpected = <E>(error: E): error is Exclude<E, SqlError.SqlError> => !SqlError.isSqlError(error)
