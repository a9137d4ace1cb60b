/**
 * Storages that fail: before they have acted, after it, or not in time. What a port answers inside a unit of work is lost
 * with the unit; a unit may be lost before it began, and its answer after it has committed. And storages that are slow:
 * somebody else comes in between what is read and what is written.
 */
import {
  CartStore,
  CheckoutStore,
  InventoryStore,
  JobQueue,
  OrderStore,
  PaymentStore,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { Context, Data, Effect } from "effect"
import type { Chance } from "./chance.ts"
import type { Tally } from "./Tally.ts"

/** What a database that is away looks like to the shop: a defect of the call. */
export class StorageAway extends Data.TaggedError("StorageAway")<{ readonly when: "before" | "after" | "hung" }> {}

export interface Weather {
  /** Once in so many calls something goes wrong; 0: never. */
  outOf: number
}

interface Disturbing {
  readonly chance: Chance
  readonly tally: Tally
  readonly weather: Weather
}

const hangSeconds = 20

/** Short enough for anybody's patience. */
const slowMaxSeconds = 3

const slowOutOf = 10

const disturb =
  (port: string, { chance, tally, weather }: Disturbing) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      if (weather.outOf === 0) return effect
      if (chance.once(slowOutOf)) {
        tally.count("faults of storages", `${port} slow`)
        return Effect.delay(effect, `${1 + chance.below(slowMaxSeconds)} seconds`)
      }
      if (!chance.once(weather.outOf)) return effect
      const when = chance.pick(["before", "after", "hung"])
      tally.count("faults of storages", `${port} ${when}`)
      const away = Effect.die(new StorageAway({ when }))
      switch (when) {
        case "before":
          return away
        case "after":
          return Effect.andThen(effect, away)
        case "hung":
          return Effect.andThen(Effect.sleep(`${hangSeconds} seconds`), away)
      }
    })

/** The same service, each of whose methods may fail. */
const disturbed = <S extends object>(name: string, service: S, given: Disturbing): S =>
  new Proxy(service, {
    get: (target, property, receiver) => {
      const member: unknown = Reflect.get(target, property, receiver)
      const around = disturb(name, given)
      if (Effect.isEffect(member)) return around(member)
      if (typeof member !== "function") return member
      return (...args: ReadonlyArray<unknown>) => {
        const answer: unknown = Reflect.apply(member, target, args)
        return Effect.isEffect(answer) ? around(answer) : answer
      }
    }
  })

/** The ports that move goods and money, over a storage that has them all. */
export const disturbedPorts = (
  storage: Context.Context<StoragePorts>,
  given: Disturbing
): Context.Context<StoragePorts> => {
  const over = <I extends StoragePorts, S extends object>(name: string, key: Context.Key<I, S>) =>
    Context.make(key, disturbed(name, Context.get(storage, key), given))
  return storage.pipe(
    Context.merge(over("CartStore", CartStore)),
    Context.merge(over("CheckoutStore", CheckoutStore)),
    Context.merge(over("InventoryStore", InventoryStore)),
    Context.merge(over("OrderStore", OrderStore)),
    Context.merge(over("PaymentStore", PaymentStore)),
    Context.merge(over("UnitOfWork", UnitOfWork)),
    // The queue answers workers with a scope of theirs: what is offered to it may be lost on the way, taking may not.
    Context.merge(
      Context.make(JobQueue, {
        ...Context.get(storage, JobQueue),
        offer: (offered) => disturb("JobQueue", given)(Context.get(storage, JobQueue).offer(offered))
      })
    )
  )
}
