import {
  type StoragePorts,
  UnitOfWork,
  type WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookDeliveryStore,
  WebhookEndpointStore,
  type WebhookOutcome
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { refusal, times } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import { delivery, endpoint, savedEndpoint } from "./webhookSamples.ts"

const saved = Effect.fnUntraced(function* (changes: Partial<WebhookDelivery> = {}) {
  const { id } = yield* savedEndpoint()
  const made = delivery(id, changes)
  yield* (yield* WebhookDeliveryStore).add([made])
  return made
})

const outcome = (changes: Partial<WebhookOutcome> = {}): WebhookOutcome => ({
  status: "pending",
  lastStatus: 503,
  lastError: "The receiver answered 503.",
  nextAttemptAt: Samples.at(60),
  updatedAt: Samples.at(30),
  deliveredAt: null,
  attempted: true,
  ...changes
})

const delivered = outcome({
  status: "delivered",
  lastStatus: 204,
  lastError: null,
  nextAttemptAt: null,
  updatedAt: Samples.at(40),
  deliveredAt: Samples.at(40)
})

/** The laws of `WebhookDeliveryStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`WebhookDeliveryStore (${adapter})`, (it) => {
    it.effect("an event is kept once for each endpoint, byte for byte, whoever adds it again", () =>
      Effect.gen(function* () {
        const { add, get } = yield* WebhookDeliveryStore
        const [one, other] = [yield* savedEndpoint(), yield* savedEndpoint()]
        const body = '{ "data":{"é":"½ “quoted” \\u0001 \\\\ \\n"} ,"type":"x" }'
        const first = delivery(one.id, {}, body)
        const { event } = first.delivery
        const second = delivery(other.id, {
          event,
          attempts: 3,
          lastStatus: 500,
          lastError: "No.",
          nextAttemptAt: null
        })
        assert.deepStrictEqual(
          [...(yield* add([first, second]))].toSorted(),
          [first.delivery.id, second.delivery.id].toSorted()
        )
        const third = delivery(other.id)
        const again = [delivery(one.id, { event }), third, delivery(other.id, { event })]
        assert.deepStrictEqual([...(yield* add(again))], [third.delivery.id])
        for (const kept of [first, second, third]) assert.deepStrictEqual(yield* get(kept.delivery.id), kept)
        assert.strictEqual(yield* refusal(get(again[0]?.delivery.id ?? third.delivery.id)), "WebhookDeliveryNotFound")
        assert.deepStrictEqual([...(yield* add([]))], [])
      })
    )

    it.effect("twice in one call, or by many at once, it is kept once too", () =>
      Effect.gen(function* () {
        const { add, list } = yield* WebhookDeliveryStore
        const endpoints = yield* Effect.forEach(times(4), () => savedEndpoint())
        const { event } = delivery(endpoint().id).delivery
        const batch = () => endpoints.flatMap(({ id }) => [delivery(id, { event }), delivery(id, { event })])
        const answers = yield* Effect.forEach(times(6), () => add(batch()), { concurrency: "unbounded" })
        assert.strictEqual(
          answers.reduce((sum, added) => sum + added.size, 0),
          4
        )
        for (const { id } of endpoints) {
          assert.lengthOf(yield* everyWay((slice) => list(id, {}, slice), [5]), 1)
        }
      })
    )

    it.effect("for an endpoint that is not there none is kept, and the others are", () =>
      Effect.gen(function* () {
        const { add } = yield* WebhookDeliveryStore
        const gone = yield* savedEndpoint()
        yield* (yield* WebhookEndpointStore).remove(gone.id, {})
        const one = delivery((yield* savedEndpoint()).id)
        assert.deepStrictEqual([...(yield* add([delivery(gone.id), one, delivery(endpoint().id)]))], [one.delivery.id])
      })
    )

    it.effect("a unit that fails has added and recorded nothing", () =>
      Effect.gen(function* () {
        const { add, get, record } = yield* WebhookDeliveryStore
        const made = yield* saved()
        const more = delivery(made.delivery.endpointId)
        const work = Effect.gen(function* () {
          yield* add([more])
          yield* record(made.delivery, delivered)
          return yield* Effect.fail("no" as const)
        })
        yield* Effect.flip((yield* UnitOfWork).commit(work))
        assert.deepStrictEqual(yield* get(made.delivery.id), made)
        assert.strictEqual(yield* refusal(get(more.delivery.id)), "WebhookDeliveryNotFound")
      })
    )

    it.effect("what became of it is written down until it is over", () =>
      Effect.gen(function* () {
        const { get, postpone, record } = yield* WebhookDeliveryStore
        const { body, delivery: made } = yield* saved()
        const { attempted: _, ...failed } = outcome()
        assert.isTrue(yield* record(made, outcome()))
        assert.deepStrictEqual(yield* get(made.id), { body, delivery: { ...made, ...failed, attempts: 1 } })
        yield* postpone(made, Samples.at(90))
        const postponed = { ...made, ...failed, attempts: 1, nextAttemptAt: Samples.at(90) }
        assert.deepStrictEqual(yield* get(made.id), { body, delivery: postponed })
        assert.isTrue(yield* record(made, outcome({ attempted: false })))
        const { attempted: __, ...done } = delivered
        assert.isTrue(yield* record(made, delivered))
        const over = { body, delivery: { ...made, ...done, attempts: 2 } }
        assert.deepStrictEqual(yield* get(made.id), over)
        assert.isFalse(yield* record(made, outcome({ status: "failed" })))
        yield* postpone(made, Samples.at(99))
        assert.deepStrictEqual(yield* get(made.id), over)
        assert.isFalse(yield* record(delivery(made.endpointId).delivery, delivered))
      })
    )

    it.effect("of many who have sent it at once one is believed", () =>
      Effect.gen(function* () {
        const { record } = yield* WebhookDeliveryStore
        const { delivery: made } = yield* saved()
        const answers = yield* Effect.forEach(times(6), () => record(made, delivered), { concurrency: "unbounded" })
        assert.deepStrictEqual(answers.filter(Boolean), [true])
      })
    )

    it.effect("it is sent again as often as somebody wants, and what was sent before counts no more", () =>
      Effect.gen(function* () {
        const { get, record, resend } = yield* WebhookDeliveryStore
        const { body, delivery: made } = yield* saved()
        yield* record(made, delivered)
        const { attempted: _, ...done } = delivered
        const again: WebhookDelivery = {
          ...made,
          ...done,
          status: "pending",
          attempts: 1,
          resends: 1,
          nextAttemptAt: Samples.at(50),
          updatedAt: Samples.at(50),
          deliveredAt: null
        }
        assert.deepStrictEqual(yield* resend(made.id, Samples.at(50)), again)
        assert.deepStrictEqual(yield* get(made.id), { body, delivery: again })
        assert.isFalse(yield* record(made, delivered))
        assert.strictEqual((yield* resend(made.id, Samples.at(51))).resends, 2)
        assert.isFalse(yield* record(again, outcome()))
        assert.isTrue(yield* record({ id: made.id, resends: 2 }, outcome()))
        assert.strictEqual((yield* get(made.id)).delivery.attempts, 2)
        const missing = delivery(made.endpointId).delivery.id
        assert.strictEqual(yield* refusal(resend(missing, Samples.at(50))), "WebhookDeliveryNotFound")
      })
    )

    it.effect("an endpoint's stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { add, list } = yield* WebhookDeliveryStore
        const [{ id }, { id: other }] = [yield* savedEndpoint(), yield* savedEndpoint()]
        const statuses = WebhookDeliveryStatus.literals
        const made = times(9).map((index) =>
          delivery(id, { createdAt: Samples.at(index >> 1), status: statuses[index % 3] ?? "pending" })
        )
        yield* add([...made, delivery(other)])
        const all = made
          .map((kept) => kept.delivery)
          .toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? 1 : -1))
        assert.deepStrictEqual(yield* everyWay((slice) => list(id, {}, slice)), all)
        for (const status of statuses) {
          assert.deepStrictEqual(
            yield* everyWay((slice) => list(id, { status }, slice)),
            all.filter((one) => one.status === status)
          )
        }
        assert.deepStrictEqual(yield* everyWay((slice) => list(endpoint().id, {}, slice)), [])
      })
    )

    it.effect("the oldest go, whatever has become of them, and their events may come again", () =>
      Effect.gen(function* () {
        const { add, get, removeOlder } = yield* WebhookDeliveryStore
        // Long before anybody else's.
        const at = (seconds: number) => Samples.at(seconds - 3_600 * 24 * 3_650)
        const { id } = yield* savedEndpoint()
        const made = times(4).map((index) =>
          delivery(id, { createdAt: at(index), status: index === 1 ? "delivered" : "pending" })
        )
        yield* add(made)
        assert.strictEqual(yield* removeOlder(at(0), 10), 0)
        assert.strictEqual(yield* removeOlder(at(3), 2), 2)
        const left = yield* Effect.forEach(made, (kept) => Effect.isSuccess(get(kept.delivery.id)))
        assert.deepStrictEqual(left, [false, false, true, true])
        assert.strictEqual(yield* removeOlder(at(3), 2), 1)
        const event = made[0]?.delivery.event
        const again = delivery(id, event === undefined ? {} : { event })
        assert.strictEqual((yield* add([again])).size, 1)
        assert.strictEqual(yield* removeOlder(at(4), 10), 1)
      })
    )
  })
