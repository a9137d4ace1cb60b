import { MemoryStorage } from "@duka/adapter-memory"
import {
  Carts,
  Categories,
  type Category,
  CategoryStore,
  type CurrentActor,
  CustomerId,
  Duka,
  type InvalidInput,
  Orders,
  OrderNotFound,
  type OrderView,
  type PermissionDenied,
  Products,
  SecretKey,
  Shop,
  type SlugTaken
} from "@duka/core"
import { Context, Effect, Layer, Stream } from "effect"
import { assert, describe, expect, expectTypeOf, it } from "vitest"
import { uuid } from "./samples.ts"

const storage = MemoryStorage.layer
const everything = Duka.layer.pipe(Layer.provide([storage, SecretKey.layerRandom]))
const owner = { _tag: "System" } as const

describe("a shop of promises", () => {
  it("has the types of the services, promised", async () => {
    await using shop = await Duka.open({ storage })
    const guest = shop.as({ _tag: "Guest" })
    expectTypeOf(guest.orders.get).toEqualTypeOf<(id: string) => Promise<OrderView>>()
    expectTypeOf(guest.categories.get).toEqualTypeOf<(idOrSlug: string) => Promise<Category>>()
    expectTypeOf(guest.attempt.orders.get).returns.resolves.toEqualTypeOf<Shop.Attempt<OrderView, OrderNotFound>>()
    type Created = Awaited<ReturnType<typeof guest.attempt.categories.create>>
    expectTypeOf<Extract<Created, { ok: false }>["error"]>().toExtend<{ readonly _tag: string }>()
    expectTypeOf<InvalidInput | PermissionDenied | SlugTaken>().toExtend<Extract<Created, { ok: false }>["error"]>()
  })

  it("shows without an actor only what is public", async () => {
    await using shop = await Duka.open({ storage })
    expectTypeOf(shop.products).toHaveProperty("list")
    expectTypeOf(shop.orders).toHaveProperty("track")
    // @ts-expect-error who asks for an order?
    void shop.orders.get
    // @ts-expect-error who makes a category?
    void shop.categories.create
    // @ts-expect-error nor is it there as an attempt
    void shop.attempt.carts.create
    await expect(shop.categories.list()).resolves.toStrictEqual({ items: [], nextCursor: null })
    await expect(shop.attempt.categories.tree()).resolves.toStrictEqual({ ok: true, value: [] })
  })

  it("rejects with the error's own class", async () => {
    await using shop = await Duka.open({ storage })
    const error: unknown = await shop
      .as({ _tag: "Guest" })
      .orders.get(uuid(1))
      .catch((error: unknown) => error)
    assert.instanceOf(error, OrderNotFound)
    assert.instanceOf(error, Error)
    expect(error).toMatchObject({ _tag: "OrderNotFound", orderId: uuid(1), message: `There is no order ${uuid(1)}.` })
  })

  it("answers an attempt with the error as a value", async () => {
    await using shop = await Duka.open({ storage })
    const refused = await shop.as({ _tag: "Guest" }).attempt.categories.create({ name: "Teas" })
    expect(refused).toMatchObject({ ok: false, error: { _tag: "PermissionDenied", permission: "catalog:write" } })
    const made = await shop.as(owner).attempt.categories.create({ name: "Teas" })
    expect(made).toMatchObject({ ok: true, value: { slug: "teas" } })
  })

  it("keeps tokens alive from one opening to the next under the same key, and only then", async () => {
    const secretKey = new Uint8Array(32).fill(7)
    const token = async (options: { readonly secretKey?: Uint8Array }) => {
      await using shop = await Duka.open({ storage, ...options })
      const { id, token } = await shop.as({ _tag: "Guest" }).carts.create({})
      expect(await shop.as({ _tag: "Guest", cartToken: token ?? "" }).carts.get(id)).toMatchObject({ id })
      return token?.slice(-21)
    }
    expect(await token({ secretKey })).not.toBe(await token({}))
  })

  it("takes what a shop decides for itself", async () => {
    await using shop = await Duka.open({ storage, settings: { deliveryFees: { KES: 77 } } })
    const address = { firstName: "Buyer", lines: ["House 7"], city: "Nairobi", country: "KE" } as const
    const cart = await shop.as({ _tag: "Guest" }).carts.create({ delivery: { method: "local", address } })
    expect(cart.quote.totals.delivery).toStrictEqual({ amount: 77, currency: "KES" })
  })

  it("knows an actor when it sees one", async () => {
    await using shop = await Duka.open({ storage })
    // @ts-expect-error there is no such actor
    expect(() => shop.as({ _tag: "Admin" })).toThrow(/Guest.*Customer.*Staff/)
    // @ts-expect-error an id is a UUID, as `CustomerId.make` says
    expect(() => shop.as({ _tag: "Customer", id: "7" })).toThrow(/UUID/)
    expect(() => shop.as({ _tag: "Customer", id: CustomerId.make(uuid(1)) })).not.toThrow()
  })
})

class Clerk extends Context.Service<
  Clerk,
  {
    wait(): Effect.Effect<void, never, CurrentActor>
    broken(): Effect.Effect<void>
    thrown(): Effect.Effect<void>
    steps(upTo: number): Stream.Stream<number>
    greetings(): Stream.Stream<string>
    endless(): Stream.Stream<number>
    failing(): Stream.Stream<number, OrderNotFound>
    asked(): Effect.Effect<string, never, CurrentActor>
  }
>()("test/Clerk") {}

const Greeting = Context.Reference("test/Greeting", { defaultValue: () => "Hello" })

const boom = new Error("boom")

const clerk = (seen: Array<string> = []) =>
  Layer.merge(
    Layer.succeed(Clerk, {
      wait: () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => seen.push("interrupted"))),
      broken: () => Effect.die(boom),
      thrown: () => {
        throw boom
      },
      steps: (upTo) => Stream.range(1, upTo),
      greetings: () => Stream.fromEffect(Greeting),
      endless: () =>
        Stream.ensuring(
          Stream.concat(Stream.make(1), Stream.never),
          Effect.sync(() => seen.push("ended"))
        ),
      failing: () => Stream.concat(Stream.make(1), Stream.fail(new OrderNotFound({ orderId: "1" }))),
      asked: () => Effect.succeed("")
    }),
    Layer.succeed(Greeting, "Habari")
  )

const collected = async <A>(steps: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const found: Array<A> = []
  for await (const step of steps) found.push(step)
  return found
}

describe("a call", () => {
  it("ends with the signal's own reason when it is aborted", async () => {
    const seen: Array<string> = []
    await using shop = await Shop.open({ clerk: Clerk }, clerk(seen))
    const abort = new AbortController()
    const waiting = shop.as(owner, { signal: abort.signal }).clerk.wait()
    const attempted = shop.as(owner, { signal: abort.signal }).attempt.clerk.wait()
    abort.abort(new Error("too slow"))
    await expect(waiting).rejects.toThrow("too slow")
    await expect(attempted).rejects.toThrow("too slow")
    assert.deepStrictEqual(seen, ["interrupted", "interrupted"])
    await expect(shop.with({ signal: AbortSignal.abort(boom) }).clerk.broken()).rejects.toBe(boom)
  })

  it("rejects with a defect as it is, and never throws", async () => {
    await using shop = await Shop.open({ clerk: Clerk }, clerk())
    await expect(shop.clerk.broken()).rejects.toBe(boom)
    await expect(shop.attempt.clerk.broken()).rejects.toBe(boom)
    await expect(shop.clerk.thrown()).rejects.toBe(boom)
    await expect(shop.attempt.clerk.thrown()).rejects.toBe(boom)
  })

  it("that streams can be iterated, in the shop's own runtime", async () => {
    await using shop = await Shop.open({ clerk: Clerk }, clerk())
    assert.deepStrictEqual(await collected(shop.clerk.steps(3)), [1, 2, 3])
    assert.deepStrictEqual(await collected(shop.clerk.greetings()), ["Habari"])
    expectTypeOf(shop.clerk.steps).toEqualTypeOf<(upTo: number) => AsyncIterable<number>>()
    await expect(collected(shop.clerk.failing())).rejects.toBeInstanceOf(OrderNotFound)
  })

  it("that streams ends when the reader leaves, and when it is aborted", async () => {
    const seen: Array<string> = []
    await using shop = await Shop.open({ clerk: Clerk }, clerk(seen))
    for await (const step of shop.clerk.endless()) if (step === 1) break
    assert.deepStrictEqual(seen, ["ended"])
    const abort = new AbortController()
    const reading = collected(shop.with({ signal: abort.signal }).clerk.endless())
    setTimeout(() => abort.abort(new Error("enough")), 20)
    await expect(reading).rejects.toThrow("enough")
    assert.deepStrictEqual(seen, ["ended", "ended"])
  })

  it("is refused once the shop is closed, which may be said twice", async () => {
    const shop = await Shop.open({ clerk: Clerk }, clerk())
    await shop.close()
    await shop.close()
    await expect(shop.as(owner).clerk.asked()).rejects.toBeDefined()
  })
})

describe("another implementation", () => {
  const none = Effect.succeed({ items: [], nextCursor: null })

  it("of a service stands where the old one stood, when it is merged last", async () => {
    const seen: Array<string> = []
    const own = Layer.effect(
      Categories,
      Effect.map(Categories, (categories) => ({
        ...categories,
        list: () =>
          Effect.andThen(
            Effect.sync(() => seen.push("own")),
            none
          )
      }))
    )
    await using shop = await Shop.open(Duka.services, Layer.provideMerge(own, everything))
    expect(await shop.categories.list()).toStrictEqual({ items: [], nextCursor: null })
    assert.deepStrictEqual(seen, ["own"])
    await expect(shop.as(owner).categories.create({ name: "Teas" })).resolves.toMatchObject({ slug: "teas" })
  })

  it("of a port is used by every use case above it", async () => {
    const seen: Array<string> = []
    const port = Layer.effect(
      CategoryStore,
      Effect.map(CategoryStore, (store) => ({
        ...store,
        all: () =>
          Effect.andThen(
            Effect.sync(() => seen.push("all")),
            store.all()
          )
      }))
    )
    await using shop = await Duka.open({ storage: Layer.provideMerge(port, storage) })
    await shop.as(owner).categories.create({ name: "Teas" })
    await expect(shop.categories.tree()).resolves.toHaveLength(1)
    assert.deepStrictEqual(seen, ["all"])
  })

  it("that cannot be built rejects the opening", async () => {
    const broken = Layer.effectDiscard(Effect.fail(boom))
    await expect(
      Shop.open({ products: Products, carts: Carts, orders: Orders }, Layer.merge(everything, broken))
    ).rejects.toBe(boom)
  })
})
