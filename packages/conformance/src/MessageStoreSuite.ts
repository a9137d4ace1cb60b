import {
  type Message,
  MessageId,
  type MessageListFilter,
  MessageStore,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { erasing } from "./messageErasures.ts"
import { inboxed, message, one, outcome, person } from "./messageSamples.ts"
import { times } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"

/** The laws of `MessageStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`MessageStore (${adapter})`, (it) => {
    const kept = (filter: MessageListFilter) =>
      Effect.flatMap(MessageStore, ({ list }) => everyWay((slice) => list(filter, slice), [1, 4, 50]))

    it.effect("messages are read as they were added, those without anything too", () =>
      Effect.gen(function* () {
        const { add } = yield* MessageStore
        const bare = message({ recipientId: null, address: null, data: null, link: null, eventId: null, name: "" })
        const full = message({ aboutId: person(), readAt: Samples.at(3), ...outcome() })
        assert.deepStrictEqual(yield* add([bare, full]), [bare.id, full.id])
        assert.deepStrictEqual(yield* add([]), [])
        assert.deepStrictEqual([yield* one(bare.id), yield* one(full.id)], [bare, full])
      })
    )

    it.effect("of several with the same key the first is kept, whoever is faster", () =>
      Effect.gen(function* () {
        const { add, get } = yield* MessageStore
        const key = `key-${Samples.uuid()}`
        const twins = times(8).map(() => message({ key }))
        const ids = (yield* Effect.forEach(twins, (twin) => add([twin]), { concurrency: "unbounded" })).flat()
        assert.strictEqual(ids.length, 1)
        for (const { id } of twins) {
          const found = yield* Effect.result(get(id, Samples.at(0)))
          assert.strictEqual(found._tag === "Success", id === ids[0])
        }
        const [first, second] = [message(), message()]
        const added = yield* add([first, message({ key: first.key }), second])
        assert.deepStrictEqual(added, [first.id, second.id])
        assert.deepStrictEqual(yield* one(second.id), second)
      })
    )

    it.effect("a message is part of the unit that adds it", () =>
      Effect.gen(function* () {
        const { add, get } = yield* MessageStore
        const { commit } = yield* UnitOfWork
        const lost = message()
        yield* Effect.flip(commit(Effect.andThen(add([lost]), Effect.fail("no"))))
        assert.strictEqual((yield* Effect.flip(get(lost.id, Samples.at(0))))._tag, "MessageNotFound")
        assert.deepStrictEqual(yield* add([lost]), [lost.id])
      })
    )

    it.effect("what became of it is written down once, by whoever still finds it as it was", () =>
      Effect.gen(function* () {
        const { add, conclude } = yield* MessageStore
        const sent = message()
        yield* add([sent])
        const outcomes = times(6).map(() => outcome())
        const first = yield* Effect.forEach(outcomes, (each) => conclude(sent.id, "pending", each), {
          concurrency: "unbounded"
        })
        assert.strictEqual(first.filter(Boolean).length, 1)
        const written = outcomes[first.indexOf(true)]
        assert.deepStrictEqual(yield* one(sent.id), { ...sent, ...written })
        const again = outcome({
          status: "failed",
          sender: null,
          reference: null,
          cost: null,
          segments: null,
          content: null
        })
        assert.isTrue(yield* conclude(sent.id, "sent", again))
        assert.deepStrictEqual(yield* one(sent.id), { ...sent, ...again })
        assert.isFalse(yield* conclude(MessageId.make(Samples.uuid()), "pending", again))
      })
    )

    it.effect("lists stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { add } = yield* MessageStore
        const recipientId = person()
        const all = times(12).map((index) =>
          message({
            recipientId,
            channel: index % 2 === 0 ? "inbox" : "sms",
            kind: index % 3 === 0 ? "welcome" : "order-shipped",
            status: index % 4 === 0 ? "failed" : "delivered",
            readAt: index % 5 === 0 ? Samples.at(50) : null,
            createdAt: Samples.at(index % 4)
          })
        )
        yield* add(all)
        const sorted = all.toSorted((a, b) =>
          a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1
        )
        const filters: ReadonlyArray<readonly [MessageListFilter, (message: Message) => boolean]> = [
          [{}, () => true],
          [{ channel: "inbox" }, ({ channel }) => channel === "inbox"],
          [{ kind: "welcome" }, ({ kind }) => kind === "welcome"],
          [{ status: "failed", channel: "sms" }, ({ channel, status }) => status === "failed" && channel === "sms"],
          [{ read: true }, ({ readAt }) => readAt !== null],
          [{ read: false, channel: "inbox" }, ({ channel, readAt }) => readAt === null && channel === "inbox"]
        ]
        for (const [filter, isWanted] of filters) {
          assert.deepStrictEqual(
            yield* kept({ recipientId, ...filter }),
            sorted.filter(isWanted),
            JSON.stringify(filter)
          )
        }
      })
    )

    it.effect("a carrier's report counts for what it took, once", () =>
      Effect.gen(function* () {
        const { add, conclude, report } = yield* MessageStore
        const reference = Samples.uuid()
        const [taken, other] = [message({ channel: "sms" }), message({ channel: "sms" })]
        yield* add([taken, other])
        yield* conclude(taken.id, "pending", outcome({ reference, sender: "carrier" }))
        yield* conclude(other.id, "pending", outcome({ reference, sender: "another" }))
        const delivered = { status: "delivered", failure: null, updatedAt: Samples.at(9) } as const
        const lost = { status: "undelivered", failure: "AbsentSubscriber", updatedAt: Samples.at(10) } as const
        assert.isFalse(yield* report({ sender: "carrier", reference: Samples.uuid() }, delivered))
        assert.isTrue(yield* report({ sender: "carrier", reference }, delivered))
        assert.isTrue(yield* report({ sender: "carrier", reference }, lost))
        assert.deepInclude(yield* one(taken.id), delivered)
        assert.deepInclude(yield* one(other.id), { status: "sent" })
        assert.isTrue(yield* report({ sender: "another", reference }, lost))
        assert.deepInclude(yield* one(other.id), lost)
      })
    )

    it.effect("an inbox counts what its person has not read, and marks what it is told to, once", () =>
      Effect.gen(function* () {
        const { add, countUnread, markRead } = yield* MessageStore
        const [mine, theirs] = [person(), person()]
        const own = times(4).map(() => inboxed(mine))
        const strange = inboxed(theirs)
        yield* add([
          ...own,
          strange,
          inboxed(mine, { status: "pending" }),
          inboxed(mine, { readAt: Samples.at(1) }),
          message({ recipientId: mine, status: "delivered" })
        ])
        assert.strictEqual(yield* countUnread(mine), 4)
        const [first, second] = own
        assert(first !== undefined && second !== undefined)
        assert.strictEqual(
          yield* markRead(mine, [first.id, strange.id, MessageId.make(Samples.uuid())], Samples.at(7)),
          1
        )
        assert.strictEqual(yield* markRead(mine, [first.id, second.id], Samples.at(8)), 1)
        assert.strictEqual(yield* markRead(mine, [], Samples.at(8)), 0)
        assert.deepInclude(yield* one(first.id), { readAt: Samples.at(7), updatedAt: Samples.at(7) })
        assert.strictEqual(yield* countUnread(mine), 2)
        assert.strictEqual(yield* markRead(mine, null, Samples.at(9)), 2)
        assert.deepStrictEqual([yield* countUnread(mine), yield* countUnread(theirs)], [0, 1])
      })
    )

    erasing(it)

    it.effect("old ones go, a few at a time, but for those that are still to be sent; their keys are free then", () =>
      Effect.gen(function* () {
        const { add, get, remove } = yield* MessageStore
        const old = (changes: Partial<Message>) => message({ createdAt: Samples.at(-100_000), ...changes })
        const gone = times(3).map(() => old({ status: "sent" }))
        const [waiting, young] = [old({}), message({ status: "sent" })]
        yield* add([...gone, waiting, young])
        const before = Samples.at(-99_999)
        assert.deepStrictEqual(
          [yield* remove(before, 2), yield* remove(before, 2), yield* remove(before, 2)],
          [2, 1, 0]
        )
        for (const { id } of gone) yield* Effect.flip(get(id, Samples.at(0)))
        assert.deepStrictEqual([yield* one(waiting.id), yield* one(young.id)], [waiting, young])
        const [first] = gone
        assert(first !== undefined)
        assert.deepStrictEqual(yield* add([first]), [first.id])
      })
    )

    it.effect("a channel is paused by whoever is first, until its time is over", () =>
      Effect.gen(function* () {
        const { add, get, pause } = yield* MessageStore
        const [sms, mail] = [message({ channel: "sms" }), message()]
        yield* add([sms, mail])
        // Other laws share the storage: this one's times are its own.
        const at = (seconds: number) => Samples.at(1_000_000 + seconds)
        const first = yield* Effect.forEach(
          times(5),
          () => pause("sms", { until: at(60), reason: "no credit" }, at(0)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(first.filter(Boolean).length, 1)
        assert.deepStrictEqual((yield* get(sms.id, at(59))).pause, { until: at(60), reason: "no credit" })
        assert.isNull((yield* get(mail.id, at(59))).pause)
        assert.isNull((yield* get(sms.id, at(60))).pause)
        assert.isTrue(yield* pause("sms", { until: at(120), reason: "still none" }, at(60)))
        assert.deepStrictEqual((yield* get(sms.id, at(61))).pause, { until: at(120), reason: "still none" })
      })
    )
  })
