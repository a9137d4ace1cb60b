/**
 * A simulated shop on a PostgreSQL server, in a database of its own. Its clock stands while a statement is on its way, and
 * goes on when nobody waits for anything else. The queue takes the database's time: as the clock goes on, the time at which
 * a job is due is moved towards now. Which of two statements is the faster one the server decides: a seed gives the same
 * people with the same wishes each time, but not always the same shop.
 */
import { JobQueue, type StoragePorts } from "@duka/core"
import { Context, Effect, Layer, Redacted, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import postgres from "postgres"
import * as Database from "../../packages/adapter-postgres/src/Database.ts"
import * as Migrations from "../../packages/adapter-postgres/src/migrate.ts"
import * as Stores from "../../packages/adapter-postgres/src/stores.ts"
import { createDatabaseOn, dropDatabaseOn } from "../environment/databases.ts"
import { turn } from "../../packages/core/test/busy.ts"
import { type Opening, type Premises } from "./premises.ts"
import { type Watch, watchedClient } from "./watchedSql.ts"

/** A statement that is not answered by then may wait for the lock of somebody who sleeps. */
const patienceMillis = 10

/** Turns of the event loop in which nobody has asked anything. */
const quietTurns = 4

/** Jobs become due at most so much later than they would. */
const dueSeconds = 30

/** Nobody looks by himself for what is due, hundreds of times in simulated hours: whoever waits is woken. */
const never = "365 days"

/** While people act, nobody's patience is spent by how coarsely the clock goes; in long hours they sleep. */
const grainOf = (seconds: number) => (seconds <= 300 ? 5 : seconds / 10)

const Due = Schema.Array(Schema.Struct({ name: Schema.String, id: Schema.String }))

const closed = (sql: postgres.Sql) => Effect.promise(() => sql.end())

const databaseOf = (server: string, template: string) =>
  Effect.acquireRelease(
    Effect.promise(() => createDatabaseOn(server, template)),
    (url) => Effect.promise(() => dropDatabaseOn(server, url))
  )

const storage = Effect.fnUntraced(function* (url: string, watch: Watch) {
  const secret = Redacted.make(url)
  const write = yield* watchedClient({ url: secret, connections: 5, watch })
  const read = yield* watchedClient({ url: secret, connections: 2, watch })
  const database = Context.make(Database.Database, Database.make({ read, write }))
  const ports = yield* Layer.build(Layer.provide(Stores.layer, Layer.succeedContext(database)))
  return { ports, write }
}, TestClock.withLive)

/** Opens a shop in a copy of `template`, which is a database of this version's schema that nobody is connected to. */
const opening = (server: string, template: string): Opening =>
  Effect.gen(function* () {
    const url = yield* databaseOf(server, template)
    const watch: Watch = { open: 0 }
    const { ports, write } = yield* Effect.orDie(storage(url, watch))
    const sql = yield* Effect.acquireRelease(
      Effect.sync(() => postgres(url, { max: 1, onnotice: () => undefined })),
      closed
    )
    const queue = yield* PersistedQueue.makeStoreSql({
      tableName: "job",
      lockExpiration: "30 seconds",
      lockRefreshInterval: never,
      pollInterval: never
    }).pipe(Effect.provideService(SqlClient.SqlClient, write), Effect.orDie)

    /** Whoever has not been answered waits for somebody's lock: only the clock can help. */
    const isStuck = async () => {
      const [row] = await sql`
        SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`
      return watch.open > 0 && row?.["waiting"] === watch.open
    }

    const settled = Effect.promise(async () => {
      for (let quiet = 0; quiet < quietTurns;) {
        const began = performance.now()
        while (watch.open > 0 && performance.now() - began < patienceMillis) await turn()
        if (watch.open > 0 && (await isStuck())) return
        quiet = watch.open > 0 ? 0 : quiet + 1
        await turn()
      }
    })

    const dueAfter = (seconds: number) =>
      Effect.promise(() =>
        sql`
          WITH moved AS (
            UPDATE job SET visible_at = visible_at - make_interval(secs => ${seconds}) WHERE sequence IN (
              SELECT sequence FROM job WHERE state = 'pending' FOR UPDATE SKIP LOCKED)
            RETURNING queue_name, id, visible_at
          )
          SELECT queue_name AS name, min(id) AS id FROM moved
          WHERE visible_at <= now() AT TIME ZONE 'UTC' GROUP BY queue_name`.then(Schema.decodeUnknownPromise(Due))
      )

    /** Of what is there already, offered again, nothing more is kept; but whoever waits for it looks. */
    const moved = (seconds: number) =>
      Effect.flatMap(dueAfter(seconds), (due) =>
        Effect.forEach(
          due,
          ({ id, name }) => Effect.orDie(queue.offer({ name, id, element: {}, isCustomId: true, delay: undefined })),
          { discard: true }
        )
      )

    const passes = Effect.fnUntraced(function* (seconds: number) {
      const grain = grainOf(seconds)
      let owed = 0
      for (let left = seconds; left > 0; left -= grain) {
        const now = Math.min(left, grain)
        yield* TestClock.adjust(`${now} seconds`)
        owed += now
        if (owed >= dueSeconds || left <= grain) {
          yield* moved(owed)
          owed = 0
        }
        yield* settled
      }
    })

    const isBusy = Effect.promise(async () => {
      const [row] = await sql`
        SELECT EXISTS (SELECT FROM job WHERE state = 'pending' AND visible_at <= now() AT TIME ZONE 'UTC') AS busy`
      return row?.["busy"] === true
    })

    const all: Context.Context<StoragePorts> = Context.merge(ports, Context.make(JobQueue, queue))
    const premises: Premises = { ports: all, passes, settled, isBusy }
    return premises
  })

/** Premises on this server, each in a database of its own. Everything is gone with the scope. */
export const onPostgres = Effect.fnUntraced(function* (server: string) {
  const template = yield* Effect.acquireRelease(
    Effect.promise(() => createDatabaseOn(server)),
    (url) => Effect.promise(() => dropDatabaseOn(server, url))
  )
  const migrated = Effect.flatMap(
    watchedClient({ url: Redacted.make(template), connections: 1, watch: { open: 0 } }),
    (client) => Effect.provideService(Migrations.migrate, SqlClient.SqlClient, client)
  )
  yield* Effect.orDie(Effect.scoped(migrated))
  return opening(server, template)
})
