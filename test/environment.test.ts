import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import postgres from "postgres"
import { dropDatabase, freshDatabase, postgresUrl } from "./environment/postgres.ts"

const query = (url: string, text: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => postgres(url, { max: 1, onnotice: () => undefined })),
    (sql) => Effect.promise(() => sql.unsafe(text)),
    (sql) => Effect.promise(() => sql.end())
  )

it("does not know the shop's own database", () => {
  expect(process.env["DATABASE_URL"]).toBeUndefined()
})

describe.skipIf(postgresUrl === null)("the PostgreSQL server of the tests", () => {
  it.effect("gives a database of its own that is gone afterwards", () =>
    Effect.gen(function* () {
      const url = yield* Effect.scoped(
        Effect.gen(function* () {
          const url = yield* freshDatabase
          expect(yield* query(url, "SELECT current_database() AS name")).toEqual([
            { name: new URL(url).pathname.slice(1) }
          ])
          return url
        })
      )
      const name = new URL(url).pathname.slice(1)
      expect(yield* query(postgresUrl ?? "", `SELECT 1 FROM pg_database WHERE datname = '${name}'`)).toEqual([])
    })
  )

  it("drops no other database", async () => {
    await expect(dropDatabase("postgres://postgres@127.0.0.1/postgres")).rejects.toThrow("not a database of the tests")
  })
})
