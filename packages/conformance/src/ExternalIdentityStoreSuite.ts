import {
  type AccountId,
  customerOf,
  CustomerStore,
  ExternalIdentityStore,
  Issuer,
  type LinkedIdentity,
  type StoragePorts,
  Subject
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const linked = (accountId: AccountId, changes: Partial<LinkedIdentity> = {}): LinkedIdentity => ({
  issuer: Issuer.make("https://login.example"),
  subject: Subject.make(Samples.uuid()),
  accountId,
  linkedAt: Samples.at(1),
  ...changes
})

/** The laws of `ExternalIdentityStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ExternalIdentityStore (${adapter})`, (it) => {
    it.effect("an identity is found by issuer and subject, each as it is written", () =>
      Effect.gen(function* () {
        const { find, link } = yield* ExternalIdentityStore
        const { id } = yield* Saved.account()
        const made = linked(id, { subject: Subject.make(`Subject-${Samples.uuid()}`) })
        assert.strictEqual(yield* find(made), null)
        assert.isTrue(yield* link(made))
        assert.strictEqual(yield* find(made), id)
        for (const other of [
          { issuer: Issuer.make("https://login.example/") },
          { issuer: Issuer.make("https://other.example") },
          { subject: Subject.make(made.subject.toLowerCase()) },
          { subject: Subject.make(`${made.subject} `) }
        ]) {
          assert.strictEqual(yield* find({ ...made, ...other }), null)
        }
      })
    )

    it.effect("an identity belongs to whom it was linked to first", () =>
      Effect.gen(function* () {
        const { find, link, list } = yield* ExternalIdentityStore
        const [first, second] = [yield* Saved.account(), yield* Saved.account()]
        const made = linked(first.id)
        assert.isTrue(yield* link(made))
        assert.isFalse(yield* link({ ...made, accountId: second.id }))
        assert.isFalse(yield* link({ ...made, linkedAt: Samples.at(2) }))
        assert.strictEqual(yield* find(made), first.id)
        assert.deepStrictEqual(yield* list(first.id), [made])
        assert.deepStrictEqual(yield* list(second.id), [])
      })
    )

    it.effect("of many who link it at once, one does", () =>
      Effect.gen(function* () {
        const { find, link } = yield* ExternalIdentityStore
        const accounts = yield* Effect.forEach(times(8), () => Saved.account())
        const subject = Subject.make(Samples.uuid())
        const answers = yield* Effect.forEach(accounts, ({ id }) => link(linked(id, { subject })), {
          concurrency: "unbounded"
        })
        const owner = yield* find({ issuer: Issuer.make("https://login.example"), subject })
        assert.deepStrictEqual(
          accounts.flatMap(({ id }, index) => (answers[index] === true ? [id] : [])),
          [owner]
        )
      })
    )

    it.effect("an account has several, told in the order in which they were linked", () =>
      Effect.gen(function* () {
        const { link, list } = yield* ExternalIdentityStore
        const { id } = yield* Saved.account()
        const [second, first] = [linked(id, { linkedAt: Samples.at(9) }), linked(id, { linkedAt: Samples.at(3) })]
        for (const one of [second, first, linked((yield* Saved.account()).id)]) yield* link(one)
        assert.deepStrictEqual(yield* list(id), [first, second])
      })
    )

    it.effect("identities go with their account, and none is linked to one that has gone", () =>
      Effect.gen(function* () {
        const { find, link } = yield* ExternalIdentityStore
        const { id } = yield* Saved.account()
        const [made, late] = [linked(id), linked(id)]
        assert.isTrue(yield* link(made))
        yield* (yield* CustomerStore).remove(customerOf(id), Samples.at(10))
        assert.isFalse(yield* link(late))
        for (const one of [made, late]) assert.strictEqual(yield* find(one), null)
        // Whom it belonged to may come again.
        const again = linked((yield* Saved.account()).id, { subject: made.subject })
        assert.isTrue(yield* link(again))
        assert.strictEqual(yield* find(made), again.accountId)
      })
    )
  })
