import { Cause } from "effect"
import { SqlError } from "effect/sql"
import { assert, it } from "vitest"
import { answerTo } from "../src/serve/away.ts"

const database = (reason: SqlError.SqlError["reason"]) => new SqlError.SqlError({ reason })

it("a database that is gone, locks that were not had and statements that took too long are 503s to ask again after; a bug is none of them", () => {
  const cause = new Error("underneath")
  const status = (error: unknown) => {
    const answer = answerTo(Cause.die(error))
    return answer === null ? null : [answer.status, answer.headers["retry-after"]]
  }
  assert.deepStrictEqual(status(database(new SqlError.ConnectionError({ cause }))), [503, "1"])
  assert.deepStrictEqual(status(database(new SqlError.LockTimeoutError({ cause }))), [503, "1"])
  assert.deepStrictEqual(status(database(new SqlError.StatementTimeoutError({ cause }))), [503, "1"])
  assert.deepStrictEqual(status(database(new SqlError.SerializationError({ cause }))), [503, "1"])
  assert.deepStrictEqual(status(database(new SqlError.DeadlockError({ cause }))), [503, "1"])
  assert.deepStrictEqual(status(database(new SqlError.UnknownError({ cause: { code: "57P01" } }))), [503, "1"])
  assert.isNull(status(database(new SqlError.SqlSyntaxError({ cause }))))
  assert.isNull(status(cause))
})
