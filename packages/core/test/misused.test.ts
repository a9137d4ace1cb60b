/** What callers without types do with a shop of promises, and what they are told. */
import { MemoryStorage } from "@duka/adapter-memory"
import { ActorMissing, CurrentActor, Duka, type OrderView, Shop, ShopClosed, StorageMissing } from "@duka/core"
import { Context, Effect, Layer, Stream } from "effect"
import { assert, describe, expect, it } from "vitest"
import { freshKey } from "./opened.ts"
import { uuid } from "./samples.ts"

const storage = MemoryStorage.layer
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing went wrong",
    (error: unknown) => error
  )

/** Every method of every room, called with something that may even be right; and the name it was called by. */
const calls = (rooms: object, prefix = ""): ReadonlyArray<readonly [called: string, call: () => Promise<unknown>]> =>
  Object.keys(Duka.services).flatMap((room) => {
    const methods: object = Reflect.get(rooms, room)
    return Object.entries(methods).map(
      ([name, method]) => [`${prefix}${room}.${name}`, () => method(uuid(1), {}, freshKey())] as const
    )
  })

const everyCall = (shop: Awaited<ReturnType<typeof Duka.open>>) => [...calls(shop), ...calls(shop.attempt, "attempt.")]

describe("opening", () => {
  it.each([
    ["nothing at all", [], "nothing"],
    ["no storage", [{}], "nothing"],
    ["null", [{ storage: null }], "null"],
    ["a name", [{ storage: "memory" }], "a string"],
    ["what is to be called first", [{ storage: () => storage }], "a function"],
    ["the module instead of its layer", [{ storage: MemoryStorage }], "an object"]
  ])("rejects and says what to pass: %s", async (_name, given, told) => {
    const error = await rejection(Reflect.apply(Duka.open, undefined, given))
    assert.instanceOf(error, StorageMissing)
    assert.instanceOf(error, Error)
    assert.match(error.message, /Duka\.open\(\{ storage: MemoryStorage\.layer \}\)/)
    assert.include(error.message, `was given ${told}:`)
  })
})

describe("a call that needs to know who is asking", () => {
  it("is rejected with the way to say it, and never with words of the machinery", async () => {
    await using shop = await Duka.open({ storage })
    const missing = new Set<string>()
    for (const [called, call] of everyCall(shop)) {
      const error = await rejection(call())
      if (error instanceof ActorMissing) {
        missing.add(called)
        assert.include(error.message, `shop.as(actor).${called}(`)
      }
      assert.notMatch(String(error), /Service not found|@duka\/core/, called)
    }
    for (const called of ["orders.get", "carts.mine", "products.getAny", "stores.remove", "attempt.orders.get"]) {
      assert.isTrue(missing.has(called), called)
    }
    for (const called of ["products.list", "stores.list", "orders.track"]) assert.isFalse(missing.has(called), called)
  })
})

class Clerk extends Context.Service<
  Clerk,
  {
    wait(): Effect.Effect<OrderView>
    names(): Stream.Stream<string, never, CurrentActor>
    steps(): Stream.Stream<number>
  }
>()("test/WaitingClerk") {}

const clerk = Layer.succeed(Clerk, {
  wait: () => Effect.never,
  names: () => Stream.fromEffect(Effect.map(CurrentActor, ({ _tag }) => _tag)),
  steps: () => Stream.make(1, 2)
})

const read = async (steps: AsyncIterable<unknown>) => {
  const found: Array<unknown> = []
  for await (const step of steps) found.push(step)
  return found
}

it("a stream that needs to know who is asking says so too", async () => {
  await using shop = await Shop.open({ clerk: Clerk }, clerk)
  const error = await rejection(read(Reflect.apply(Reflect.get(shop.clerk, "names"), undefined, [])))
  assert.instanceOf(error, ActorMissing)
  assert.include(error.message, "shop.as(actor).clerk.names(")
  assert.deepStrictEqual(await read(shop.as({ _tag: "System" }).clerk.names()), ["System"])
})

describe("a shop that is closed", () => {
  it("answers nothing more, whoever asks and however", async () => {
    const shop = await Duka.open({ storage })
    const owner = shop.as({ _tag: "System" })
    await shop.close()
    const all = [...everyCall(shop), ...calls(owner), ...calls(owner.attempt, "attempt.")]
    assert.isAbove(all.length, 100)
    for (const [called, call] of all) {
      const error = await rejection(call())
      assert.instanceOf(error, ShopClosed, called)
      assert.include(error.message, called)
    }
    await expect(shop.close()).resolves.toBeUndefined()
  })

  it("ends what is still running, and streams that nobody has begun to read", async () => {
    const shop = await Shop.open({ clerk: Clerk }, clerk)
    const waiting = rejection(shop.clerk.wait())
    const attempted = rejection(shop.attempt.clerk.wait())
    const steps = shop.clerk.steps()
    await shop.close()
    for (const error of [await waiting, await attempted, await rejection(read(steps))]) {
      assert.instanceOf(error, ShopClosed)
      assert.include(error.message, "clerk.")
    }
  })
})
