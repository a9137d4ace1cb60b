/** One shop of the simulation: opened, disturbed for two hours, left in peace until all is quiet, and looked at. */
import {
  AccountMessages,
  type Actor,
  CurrentActor,
  Duka,
  Inventory,
  Jobs,
  layerProviders,
  PasswordHasher,
  Payments,
  Products,
  reconcilePayments,
  SecretKey,
  Stores,
  TokenSigner,
  work
} from "@duka/core"
import { Cause, Effect, Exit, Fiber, Layer, Logger, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import * as Crypto from "../../packages/http-server/src/storage/crypto.ts"
import type { Bug } from "./bugs.ts"
import { type Chance, chanceOf } from "./chance.ts"
import { disturbedPorts, type Weather } from "./faults.ts"
import { broken } from "./laws.ts"
import { buyer } from "./people.ts"
import { inMemory, type Opening, type Premises } from "./premises.ts"
import { clerk, staff } from "./staff.ts"
import { makeProviders } from "./providers.ts"
import type { Tally } from "./Tally.ts"
import type { Goods, World } from "./World.ts"

const owner: Actor = { _tag: "System" }
const asOwner = Effect.provideService(CurrentActor, owner)
const asStaff = Effect.provideService(CurrentActor, staff)

/** Chance decides ids and tokens too: a seed gives the same shop each time. */
const randomOf = (chance: Chance) =>
  Layer.succeed(
    SecureRandom.SecureRandom,
    SecureRandom.make((size) => Uint8Array.from({ length: size }, () => chance.below(256)))
  )

const goodsOf = Effect.fnUntraced(function* (chance: Chance) {
  const stores = yield* Stores
  const products = yield* Products
  const inventory = yield* Inventory
  const store = yield* stores.create({ name: "Kilimani", address: { lines: ["Road"], city: "Nairobi", country: "KE" } })
  const goods: Array<Goods> = []
  for (const price of [100_000, 250_000]) {
    const product = yield* products.create({ name: `Cake ${price}`, price: { amount: price, currency: "KES" } })
    const [variant] = product.variants
    const movement = {
      variantId: variant.id,
      storeId: store.id,
      kind: "receipt",
      quantity: 1 + chance.below(6),
      lowStockThreshold: 1
    } as const
    yield* inventory.move([movement], `opening-${price}`)
    goods.push({ variantId: variant.id, price })
  }
  return { goods, storeId: store.id }
})

/** A process with a worker, which may die at any moment, and comes back. */
const workers = Effect.fnUntraced(function* (world: World) {
  const { handlers } = yield* Duka.works
  const { chance, tally, weather } = world
  return yield* Effect.forever(
    Effect.gen(function* () {
      const running = yield* Effect.forkChild(work({ handlers, timers: [] }, { takers: 2 }))
      yield* Effect.sleep(`${60 + chance.below(900)} seconds`)
      if (weather.outOf === 0) return yield* Effect.never
      tally.count("faults of processes", "a worker died")
      yield* Fiber.interrupt(running)
      yield* Effect.sleep(`${chance.below(120)} seconds`)
    })
  )
})

let slot = 0

/** What timers do in a real shop. */
const reconciling = Effect.flatMap(Jobs, (jobs) =>
  Effect.exit(jobs.enqueue(reconcilePayments, {}, { id: `reconcile-${slot++}` }))
)

/** Staff does what is left to do. */
const tidied = Effect.gen(function* () {
  const payments = yield* Payments
  const jobs = yield* Jobs
  yield* jobs.retryAll()
  const failed = yield* payments.refunds({ status: "failed" }, { limit: 100 })
  for (const { id } of failed.items) yield* Effect.exit(payments.retryRefund(id))
  const pending = yield* payments.refunds({ status: "pending" }, { limit: 100 })
  for (const { byHand, id } of pending.items) {
    if (byHand) yield* Effect.exit(payments.recordRefund(id, { reference: `hand-${id}` }))
  }
}).pipe(asStaff)

/** Runs to its end what may have to wait for the clock. */
const driving = ({ passes, settled }: Premises) =>
  Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
    const running = yield* Effect.forkChild(effect)
    for (let second = 0; second < 600 && running.pollUnsafe() === undefined; second++) {
      yield* settled
      if (running.pollUnsafe() === undefined) yield* passes(1)
    }
    return yield* Fiber.join(running)
  })

export interface Given {
  readonly seed: number
  readonly tally: Tally
  readonly bug?: Bug
  /** In memory unless given. */
  readonly opening?: Opening
  /** One call of a storage or provider in so many fails; the seed decides unless given. */
  readonly faultOutOf?: number
}

/** The laws that were broken, in words; none when all is well. */
export const simulated = ({
  bug,
  faultOutOf,
  opening = inMemory,
  seed,
  tally
}: Given): Effect.Effect<ReadonlyArray<string>> => {
  const chance = chanceOf(seed)
  const weather: Weather = { outOf: 0 }
  const providers = makeProviders(chance, tally, weather)
  const plantedProviders = providers.providers.map((provider) => bug?.provider?.(provider) ?? provider)

  const run = Effect.fnUntraced(function* (premises: Premises) {
    const { isBusy, passes } = premises
    const driven = driving(premises)
    const { goods, storeId } = yield* driven(asOwner(goodsOf(chance)))
    const world: World = {
      seed,
      chance,
      tally,
      weather,
      providers,
      goods,
      storeId,
      placed: new Map(),
      paid: new Map(),
      refunded: new Map(),
      told: new Set()
    }
    const drawn = chance.pick([0, 150, 60, 25])
    weather.outOf = faultOutOf ?? drawn
    const people = [
      ...Array.from({ length: 2 + chance.below(6) }, (_, name) => buyer(world, name)),
      clerk(world, 0),
      clerk(world, 1)
    ]
    const crowd = yield* Effect.forkChild(Effect.all(people, { concurrency: "unbounded", discard: true }))
    const processes = yield* Effect.forkChild(
      Effect.all([workers(world), workers(world)], { concurrency: "unbounded", discard: true })
    )
    // Two hours of trouble: the clock goes on in steps of any length.
    for (let passed = 0; passed < 7_200;) {
      const seconds = 1 + chance.below(chance.pick([10, 60, 300]))
      passed += seconds
      yield* passes(seconds)
      if (chance.once(3)) yield* Effect.forkChild(reconciling)
      if (chance.once(4))
        for (const bank of providers.banks)
          for (const key of bank.refunds("pending")) bank.endRefund(key, chance.pick(["succeeded", "failed"]))
    }
    // Then peace, until nothing is left to be done.
    weather.outOf = 0
    for (const bank of providers.banks) for (const key of bank.refunds("pending")) bank.endRefund(key, "succeeded")
    for (let step = 0; step < 60; step++) {
      yield* driven(reconciling)
      yield* passes(step < 30 ? 120 : step < 50 ? 1_800 : 21_600)
      if (step % 10 === 9) yield* driven(tidied)
      for (let tries = 0; tries < 30 && (yield* isBusy); tries++) {
        yield* passes(1)
      }
      for (const bank of providers.banks) for (const key of bank.refunds("pending")) bank.endRefund(key, "succeeded")
    }
    const ended = yield* driven(Effect.andThen(Fiber.interrupt(crowd), Fiber.await(crowd)))
    yield* driven(Fiber.interrupt(processes))
    const defects = Exit.isFailure(ended) && Cause.hasDies(ended.cause) ? [`a bug: ${Cause.pretty(ended.cause)}`] : []
    return [...defects, ...(yield* broken(world))]
  })

  const shopIn = ({ ports: storage }: Premises) => {
    const disturbed = disturbedPorts(storage, { chance, tally, weather })
    const ports = bug?.plant?.(disturbed) ?? disturbed
    return Duka.layerWith.pipe(
      Layer.provideMerge(Layer.succeedContext(ports)),
      Layer.provide(
        Layer.mergeAll(
          AccountMessages.layerNone,
          PasswordHasher.layerMissing,
          TokenSigner.layerMissing,
          Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(7)))
        )
      ),
      Layer.provide(randomOf(chance)),
      Layer.provide(Crypto.layer)
    )
  }
  const around = Layer.mergeAll(layerProviders(...plantedProviders), Logger.layer([]), TestClock.layer())
  return Effect.flatMap(opening, (premises) => Effect.provide(run(premises), shopIn(premises))).pipe(
    Effect.provide(around),
    Effect.scoped,
    Effect.catchCause((cause) => Effect.succeed([`a bug: ${Cause.pretty(cause)}`]))
  )
}
