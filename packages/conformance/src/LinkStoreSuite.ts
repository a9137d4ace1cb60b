import { type AccountId, customerOf, CustomerStore, type Link, LinkStore, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const link = (accountId: AccountId, changes: Partial<Link> = {}): Link => ({
  accountId,
  purpose: "reset",
  hash: Samples.hash(),
  email: "amina@example.com",
  expiresAt: Samples.at(100),
  ...changes
})

/** The laws of `LinkStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`LinkStore (${adapter})`, (it) => {
    it.effect("a link is taken once, for its purpose, until it expires", () =>
      Effect.gen(function* () {
        const { insert, take } = yield* LinkStore
        const made = link((yield* Saved.account()).id)
        yield* insert(made)
        assert.strictEqual(yield* take(Samples.hash(), "reset", Samples.at(1)), null)
        assert.strictEqual(yield* take(made.hash, "verification", Samples.at(1)), null)
        assert.strictEqual(yield* take(made.hash, "reset", Samples.at(100)), null)
        assert.deepStrictEqual(yield* take(made.hash, "reset", Samples.at(99)), made)
        assert.strictEqual(yield* take(made.hash, "reset", Samples.at(99)), null)
      })
    )

    it.effect("of many who take it at once, one has it", () =>
      Effect.gen(function* () {
        const { insert, take } = yield* LinkStore
        const made = link((yield* Saved.account()).id)
        yield* insert(made)
        const answers = yield* Effect.forEach(times(8), () => take(made.hash, "reset", Samples.at(1)), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          answers.filter((answer) => answer !== null),
          [made]
        )
      })
    )

    it.effect("a new link ends the account's earlier one for the purpose, and no other", () =>
      Effect.gen(function* () {
        const { insert, take } = yield* LinkStore
        const { id } = yield* Saved.account()
        const [first, second, other] = [link(id), link(id), link(id, { purpose: "verification" })]
        const stranger = link((yield* Saved.account()).id)
        for (const one of [first, other, stranger, second]) yield* insert(one)
        assert.strictEqual(yield* take(first.hash, "reset", Samples.at(1)), null)
        for (const one of [second, other, stranger]) {
          assert.deepStrictEqual(yield* take(one.hash, one.purpose, Samples.at(1)), one)
        }
      })
    )

    it.effect("all links of an account are ended together, and nobody else's", () =>
      Effect.gen(function* () {
        const { insert, removeAll, take } = yield* LinkStore
        const { id } = yield* Saved.account()
        const own = [link(id), link(id, { purpose: "verification" }), link(id, { purpose: "invitation" })]
        const stranger = link((yield* Saved.account()).id)
        for (const one of [...own, stranger]) yield* insert(one)
        yield* removeAll(id)
        for (const one of own) assert.strictEqual(yield* take(one.hash, one.purpose, Samples.at(1)), null)
        assert.deepStrictEqual(yield* take(stranger.hash, "reset", Samples.at(1)), stranger)
      })
    )

    it.effect("links go with their account, and none is made for one that has gone", () =>
      Effect.gen(function* () {
        const { insert, take } = yield* LinkStore
        const { id } = yield* Saved.account()
        const [made, late] = [link(id), link(id)]
        yield* insert(made)
        yield* (yield* CustomerStore).remove(customerOf(id), Samples.at(10))
        yield* insert(late)
        for (const { hash } of [made, late]) assert.strictEqual(yield* take(hash, "reset", Samples.at(1)), null)
      })
    )
  })
