/** The log is append-only by the database's own will, whoever asks it. */
import { Samples } from "@duka/conformance"
import { type AuditEntry, AuditEntryId, AuditStore, UnitOfWork } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { postgresStorage } from "./storage.ts"

const entry: AuditEntry = {
  id: AuditEntryId.make(Samples.uuid()),
  at: Samples.at(0),
  actor: { kind: "staff", id: Samples.uuid() },
  action: "product.updated",
  subject: { kind: "product", id: Samples.uuid() },
  from: null,
  changed: ["name"],
  before: { name: "Chai" },
  after: { name: "Kahawa" }
}

const all = Effect.flatMap(AuditStore, ({ list }) => list({}, { _tag: "Numbered", page: 1, size: 10 }))

describe.skipIf(postgresUrl === null)("the log, on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })((it) => {
    for (const [name, text] of [
      ["changed", "UPDATE audit_entry SET actor_id = 'somebody else'"],
      ["changed where nothing is found", "UPDATE audit_entry SET actor_id = 'x' WHERE false"],
      ["removed", "DELETE FROM audit_entry"],
      ["emptied", "TRUNCATE audit_entry"],
      ["emptied with others", "TRUNCATE customer, audit_entry CASCADE"]
    ] as const) {
      it.effect(`is not ${name}, not even by who turns triggers off`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { commit } = yield* UnitOfWork
          if ((yield* all).total === 0) yield* Effect.flatMap(AuditStore, ({ append }) => append([entry]))
          for (const role of ["origin", "replica"]) {
            const attempt = commit(
              Effect.andThen(sql.unsafe(`SET LOCAL session_replication_role = ${role}`), sql.unsafe(text))
            )
            const exit = yield* Effect.exit(attempt)
            // restrict_violation
            assert.include(exit._tag === "Failure" ? JSON.stringify(exit.cause) : "", '"code":"23001"', role)
          }
          assert.deepStrictEqual((yield* all).items, [entry])
        })
      )
    }
  })
})
