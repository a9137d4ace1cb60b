import {
  AccountStore,
  AddressId,
  customerOf,
  CustomerStore,
  RoleName,
  type SavedAddress,
  type StoragePorts,
  wantedWords
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { erasing } from "./erasing.ts"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const savedAddress = (changes: Parameters<typeof Samples.address>[0] = {}): SavedAddress => ({
  id: AddressId.make(Samples.uuid()),
  ...Samples.address(changes)
})

const bare = (): SavedAddress => ({
  id: AddressId.make(Samples.uuid()),
  firstName: "Only",
  lines: ["One line"],
  city: "Kampala",
  country: "UG"
})

/** The laws of `CustomerStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`CustomerStore (${adapter})`, (it) => {
    it.effect("what was saved is read again as it was, the addresses in their order", () =>
      Effect.gen(function* () {
        const { get } = yield* CustomerStore
        const addresses = [savedAddress({ note: "a\nb" }), bare(), savedAddress({ city: "Mombasa" })]
        const full = yield* Saved.customer({ name: "Zoë ☕", addresses, defaultAddressId: addresses[1]?.id ?? null })
        const plain = yield* Saved.customer({ email: null, phone: "+256700000001" })
        assert.deepStrictEqual(yield* get(full.id), full)
        assert.deepStrictEqual(yield* get(plain.id), plain)
        const { id } = Samples.customer()
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "CustomerNotFound", customerId: id })
      })
    )

    it.effect("lists stand newest first, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* CustomerStore
        const own = yield* Effect.forEach(times(9), (index) => Saved.customer({ createdAt: Samples.at(index % 3) }))
        const ids = new Set(own.map(({ id }) => id))
        const newestFirst = (a: (typeof own)[number], b: (typeof own)[number]) =>
          a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1
        const all = yield* everyWay((slice) => list({ words: [] }, slice), [4, 50])
        assert.deepStrictEqual(all, all.toSorted(newestFirst))
        assert.deepStrictEqual(
          all.filter(({ id }) => ids.has(id)),
          own.toSorted(newestFirst)
        )
        const [first] = all
        assert(first !== undefined)
        const { next } = yield* list({ words: [] }, { _tag: "After", limit: 1, position: null })
        assert.deepStrictEqual(next, { sort: "-createdAt", value: first.createdAt, id: first.id })
      })
    )

    it.effect("a search finds by the beginnings of words and any part of a number, and tells every page the same", () =>
      Effect.gen(function* () {
        const { list, replace } = yield* CustomerStore
        const mark = `m${Samples.uuid().replaceAll("-", "").slice(0, 12)}`
        const zoe = { name: `Zoë O’Néill ${mark}`, email: "Z.Oneill+x@Example.co.ke", phone: "+254700123456" }
        const asha = { name: `Asha ${mark}`, email: null, phone: "+256711222333" }
        const plain = { name: mark, email: `${mark}@example.com`, phone: null }
        const saved = yield* Effect.forEach([zoe, asha, plain], (changes, index) =>
          Saved.customer({ ...changes, createdAt: Samples.at(index) })
        )
        const found = Effect.fnUntraced(function* (q: string) {
          const words = wantedWords({ q: `${mark} ${q}` }) ?? []
          const all = yield* everyWay((slice) => list({ words }, slice), [1, 2])
          return all.map(({ id }) => saved.findIndex((one) => one.id === id))
        })
        for (const [q, wanted] of [
          ["", [2, 1, 0]],
          ["zoe", [0]],
          ["ZOË one", [0]],
          ["NEI", [0]],
          ["oe", []],
          ["example.co", [2, 0]],
          ["co.ke", [0]],
          ["+254 700 123", [0]],
          ["0700123456", [0]],
          ["0711222333", [1]],
          ["222", [1]],
          ["999", []],
          ["asha 0711", [1]],
          ["asha zoe", []]
        ] as const) {
          assert.deepStrictEqual(yield* found(q), [...wanted], q)
        }
        const [first] = saved
        assert(first !== undefined)
        yield* replace({ ...first, name: `Amina ${mark}`, phone: "+255699888777" }, first)
        assert.deepStrictEqual(
          [yield* found("neill"), yield* found("0700123456"), yield* found("amina 0699")],
          [[], [], [0]]
        )
      })
    )

    it.effect("replacing saves profile and addresses as the next version, unless they have changed since", () =>
      Effect.gen(function* () {
        const { get, replace } = yield* CustomerStore
        const [staying, going] = [savedAddress(), savedAddress()]
        const before = yield* Saved.customer({ addresses: [going, staying], defaultAddressId: going.id })
        const addresses = [savedAddress(), { ...staying, city: "Nakuru" }]
        const next = Samples.customer({
          id: before.id,
          name: "Another",
          email: null,
          phone: "+254711000000",
          addresses,
          defaultAddressId: staying.id,
          updatedAt: Samples.at(5),
          version: 40
        })
        const saved = yield* replace(next, before)
        assert.deepStrictEqual(saved, { ...next, version: 2 })
        assert.deepStrictEqual(yield* get(before.id), saved)
        const stale = yield* Effect.flip(replace(before, before))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
        assert.strictEqual(yield* refusal(replace(Samples.customer(), { version: 1 })), "CustomerNotFound")
        const one = (index: number) => Effect.result(replace({ ...saved, name: `Name ${index}` }, saved))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id)]
        )
      })
    )

    it.effect("a customer who is removed is gone; orders and carts are no business of this store", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* CustomerStore
        const { id } = yield* Saved.customer({ addresses: [savedAddress()] })
        const { product, storeId } = yield* Saved.stocked(1)
        const order = yield* Saved.placed({ storeId, customerId: id, lines: [{ product, quantity: 1 }] })
        yield* remove(id, Samples.at(10))
        assert.strictEqual(yield* refusal(get(id)), "CustomerNotFound")
        assert.strictEqual(yield* refusal(remove(id, Samples.at(10))), "CustomerNotFound")
        assert.deepStrictEqual(yield* Saved.keptOrder(order.id), order)
      })
    )

    it.effect("a customer is removed only if his account is still as it was read", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* CustomerStore
        const { replace } = yield* AccountStore
        const account = yield* Saved.account()
        const id = customerOf(account.id)
        for (const read of [{ account: 2 }, { account: null }]) {
          const refused = yield* Effect.flip(remove(id, Samples.at(10), read))
          assert.deepStrictEqual(told(refused), { _tag: "VersionConflict", expected: read.account ?? 1, actual: 1 })
        }
        yield* replace({ ...account, roles: [RoleName.make("support")] }, account)
        assert.strictEqual(yield* refusal(remove(id, Samples.at(10), { account: 1 })), "VersionConflict")
        assert.strictEqual((yield* get(id)).id, id)
        yield* remove(id, Samples.at(10), { account: 2 })
        assert.strictEqual(yield* refusal(remove(id, Samples.at(10), { account: 2 })), "CustomerNotFound")
        const without = yield* Saved.customer()
        assert.strictEqual(yield* refusal(remove(without.id, Samples.at(10), { account: 1 })), "VersionConflict")
        yield* remove(without.id, Samples.at(10), { account: null })
        assert.strictEqual(yield* refusal(get(without.id)), "CustomerNotFound")
      })
    )

    it.effect("of one who is given a role and removed at once, either happens and not both", () =>
      Effect.gen(function* () {
        const { remove } = yield* CustomerStore
        const { replace } = yield* AccountStore
        for (const _ of times(10)) {
          const account = yield* Saved.account()
          const given = replace({ ...account, roles: [RoleName.make("support")] }, account)
          const gone = remove(customerOf(account.id), Samples.at(10), { account: 1 })
          const answers = yield* Effect.all([Effect.exit(given), Effect.exit(gone)], { concurrency: 2 })
          assert.lengthOf(
            answers.filter(({ _tag }) => _tag === "Success"),
            1
          )
        }
      })
    )

    erasing(it)
  })
