import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { OrderNotFound, VersionConflict } from "@duka/core"
import { retried } from "../src/Version.ts"

const conflict = new VersionConflict({ expected: 1, actual: 2 })

/** Fails so often before it succeeds; counts how often it was begun. */
const contested = <E>(failures: number, error: E) => {
  const begun = { times: 0 }
  const change = Effect.suspend(() => (++begun.times > failures ? Effect.succeed("changed") : Effect.fail(error)))
  return { begun, change }
}

describe("a change that somebody else was faster than", () => {
  it.effect("begins again, a few times, when no version was named", () =>
    Effect.gen(function* () {
      const some = contested(8, conflict)
      expect(yield* retried({})(some.change)).toBe("changed")
      const many = contested(100, conflict)
      expect(yield* Effect.flip(retried({})(many.change))).toBe(conflict)
      expect(many.begun.times).toBe(9)
    })
  )

  it.effect("does not begin again when the version that was read is named, nor after another failure", () =>
    Effect.gen(function* () {
      const named = contested(1, conflict)
      expect(yield* Effect.flip(retried({ version: 1 })(named.change))).toBe(conflict)
      const other = contested(1, new OrderNotFound({ orderId: "1" }))
      expect(yield* Effect.flip(retried({})(other.change))).toBeInstanceOf(OrderNotFound)
      expect([named.begun.times, other.begun.times]).toStrictEqual([1, 1])
    })
  )
})
