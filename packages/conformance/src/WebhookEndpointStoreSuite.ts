import { type StoragePorts, WebhookDeliveryStore, type WebhookEndpointId, WebhookEndpointStore } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import { delivery, endpoint, savedEndpoint } from "./webhookSamples.ts"

const hour = 3_600

/** The laws of `WebhookEndpointStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`WebhookEndpointStore (${adapter})`, (it) => {
    const own = (ids: ReadonlyArray<WebhookEndpointId>) =>
      Effect.map(
        Effect.flatMap(WebhookEndpointStore, (store) => store.list),
        (all) => all.filter(({ id }) => ids.includes(id))
      )

    it.effect("endpoints are read as they were saved, the newest first", () =>
      Effect.gen(function* () {
        const { get } = yield* WebhookEndpointStore
        const old = yield* savedEndpoint({ createdAt: Samples.at(1), events: "all", description: "" })
        const young = yield* savedEndpoint({
          createdAt: Samples.at(3),
          status: "disabled",
          disabledReason: "failing",
          failure: "The receiver answered 503.",
          failingSince: Samples.at(4),
          pausedUntil: Samples.at(5),
          secretVersion: 2,
          secretRotatedAt: Samples.at(6),
          version: 7,
          updatedAt: Samples.at(8)
        })
        const middle = yield* savedEndpoint({ createdAt: Samples.at(2) })
        assert.deepStrictEqual(yield* own([old.id, young.id, middle.id]), [young, middle, old])
        for (const one of [old, young, middle]) assert.deepStrictEqual(yield* get(one.id), one)
        const missing = endpoint().id
        assert.deepStrictEqual(told(yield* Effect.flip(get(missing))), {
          _tag: "WebhookEndpointNotFound",
          endpointId: missing
        })
      })
    )

    it.effect("saving keeps what may change as the next version, and of many who save at once, one does", () =>
      Effect.gen(function* () {
        const { get, save } = yield* WebhookEndpointStore
        const before = yield* savedEndpoint()
        const changes = {
          url: "https://other.example/",
          description: "Another",
          events: "all",
          status: "disabled",
          disabledReason: "staff",
          secretVersion: 2,
          secretRotatedAt: Samples.at(9),
          updatedAt: Samples.at(10)
        } as const
        const expected = { ...before, ...changes, version: 2 }
        const forged = { createdAt: Samples.at(80), version: 40 }
        assert.deepStrictEqual(yield* save({ ...before, ...changes, ...forged }, before), expected)
        assert.deepStrictEqual(yield* get(before.id), expected)
        const late = yield* Effect.flip(save(before, before))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 1, actual: 2 })
        const unknown = endpoint()
        assert.strictEqual(yield* refusal(save(unknown, unknown)), "WebhookEndpointNotFound")
        const one = (index: number) => Effect.result(save({ ...expected, description: `The ${index}.` }, expected))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id)]
        )
      })
    )

    it.effect("one is removed once, at the version that is named or at any, and its deliveries go with it", () =>
      Effect.gen(function* () {
        const { add, get: sent } = yield* WebhookDeliveryStore
        const { get, remove } = yield* WebhookEndpointStore
        const [one, other] = [yield* savedEndpoint(), yield* savedEndpoint()]
        const [ofOne, ofOther] = [delivery(one.id), delivery(other.id)]
        yield* add([ofOne, ofOther])
        const late = yield* Effect.flip(remove(one.id, { version: 2 }))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 2, actual: 1 })
        assert.deepStrictEqual(yield* remove(one.id, { version: 1 }), one)
        assert.strictEqual(yield* refusal(get(one.id)), "WebhookEndpointNotFound")
        assert.strictEqual(yield* refusal(remove(one.id, {})), "WebhookEndpointNotFound")
        assert.strictEqual(yield* refusal(sent(ofOne.delivery.id)), "WebhookDeliveryNotFound")
        assert.deepStrictEqual(yield* sent(ofOther.delivery.id), ofOther)
        assert.deepStrictEqual(yield* remove(other.id, {}), other)
      })
    )

    it.effect("failures are counted from the first of them until one that goes well, or from after a long peace", () =>
      Effect.gen(function* () {
        const { get, noteFailure, noteSuccess } = yield* WebhookEndpointStore
        const made = yield* savedEndpoint()
        const failed = (at: number, pausedUntil: number, failure = `At ${at}.`) =>
          noteFailure(made.id, {
            at: Samples.at(at),
            failure,
            pausedUntil: Samples.at(pausedUntil),
            wellSince: Samples.at(at - hour)
          })
        assert.strictEqual(yield* failed(10, 20), Samples.at(10))
        assert.deepStrictEqual(yield* get(made.id), {
          ...made,
          failure: "At 10.",
          failingSince: Samples.at(10),
          pausedUntil: Samples.at(20)
        })
        assert.strictEqual(yield* failed(15, 18), Samples.at(10))
        const longer = { failure: "At 15.", failingSince: Samples.at(10), pausedUntil: Samples.at(20) }
        assert.deepStrictEqual(yield* get(made.id), { ...made, ...longer })
        // Its last pause was over by then exactly, and an instant before.
        assert.strictEqual(yield* failed(20 + hour, 30 + hour), Samples.at(10))
        assert.strictEqual(yield* failed(31 + 2 * hour, 32 + 2 * hour), Samples.at(31 + 2 * hour))
        // What was under way when it failed has arrived: the pause stays until it is over.
        yield* noteSuccess(made.id, Samples.at(31 + 2 * hour))
        assert.deepStrictEqual(yield* get(made.id), { ...made, pausedUntil: Samples.at(32 + 2 * hour) })
        yield* noteSuccess(made.id, Samples.at(32 + 2 * hour))
        assert.deepStrictEqual(yield* get(made.id), made)
        yield* noteSuccess(made.id, Samples.at(33 + 2 * hour))
        assert.deepStrictEqual(yield* get(made.id), made)
        assert.strictEqual(yield* failed(34 + 2 * hour, 35 + 2 * hour), Samples.at(34 + 2 * hour))
        yield* noteSuccess(endpoint().id, Samples.at(0))
      })
    )

    it.effect("of many who fail at once the first counts", () =>
      Effect.gen(function* () {
        const { get, noteFailure } = yield* WebhookEndpointStore
        const made = yield* savedEndpoint()
        const one = (index: number) =>
          noteFailure(made.id, {
            at: Samples.at(index),
            failure: "It failed.",
            pausedUntil: Samples.at(100 + index),
            wellSince: Samples.at(index - hour)
          })
        const since = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.strictEqual(new Set(since).size, 1)
        const { failingSince, pausedUntil } = yield* get(made.id)
        assert.deepStrictEqual([failingSince, pausedUntil], [since[0], Samples.at(107)])
      })
    )

    it.effect("one is disabled once, as its next version, and fails no more then", () =>
      Effect.gen(function* () {
        const { disable, get, noteFailure } = yield* WebhookEndpointStore
        const made = yield* savedEndpoint({ failingSince: Samples.at(1) })
        const disabled = { reason: "gone", failure: "It is gone.", at: Samples.at(5) } as const
        const answers = yield* Effect.forEach(times(4), () => disable(made.id, disabled), { concurrency: "unbounded" })
        assert.deepStrictEqual(answers.toSorted(), [false, false, false, true])
        const expected = {
          ...made,
          status: "disabled",
          disabledReason: "gone",
          failure: "It is gone.",
          version: 2,
          updatedAt: Samples.at(5)
        } as const
        assert.deepStrictEqual(yield* get(made.id), expected)
        const [at, pausedUntil, wellSince] = [Samples.at(6), Samples.at(7), Samples.at(0)]
        assert.isNull(yield* noteFailure(made.id, { at, failure: "Again.", pausedUntil, wellSince }))
        assert.isNull(yield* noteFailure(endpoint().id, { at, failure: "Again.", pausedUntil, wellSince }))
        assert.deepStrictEqual(yield* get(made.id), expected)
        assert.isFalse(yield* disable(endpoint().id, disabled))
      })
    )
  })
