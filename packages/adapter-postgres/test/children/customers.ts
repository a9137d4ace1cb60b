/** Opens the data directory that it is given, and saves customers until somebody ends it. Prints each id once it is saved. */
import { PgliteStorage } from "@duka/adapter-postgres"
import { CustomerId, CustomerStore, Time } from "@duka/core"
import { Effect } from "effect"

const at = Time.Timestamp.make("2026-11-20T09:00:00.000Z")

const program = Effect.gen(function* () {
  const { insert } = yield* CustomerStore
  while (true) {
    const id = CustomerId.make(crypto.randomUUID())
    yield* insert({
      id,
      name: "The customer",
      email: null,
      phone: null,
      addresses: [],
      defaultAddressId: null,
      version: 1,
      createdAt: at,
      updatedAt: at
    })
    yield* Effect.sync(() => process.stdout.write(`${id}\n`))
  }
})

await Effect.runPromise(program.pipe(Effect.provide(PgliteStorage.layer({ dataDir: process.argv[2] ?? "" }))))
