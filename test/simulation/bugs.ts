/** Bugs that a shop might have. Each is planted where rooms and storages meet; the laws have to find it. */
import {
  CheckoutStore,
  InventoryStore,
  JobQueue,
  type KeyedRequest,
  OrderStore,
  type PaymentProvider,
  PaymentStore,
  ProviderMessageId,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { Context, Effect } from "effect"

export interface Bug {
  readonly name: string
  readonly plant?: (ports: Context.Context<StoragePorts>) => Context.Context<StoragePorts>
  readonly provider?: (provider: PaymentProvider) => PaymentProvider
}

type Ports = Context.Context<StoragePorts>

/** The service with some of its methods replaced. */
const over =
  <I extends StoragePorts, S extends object>(key: Context.Key<I, S>, change: (service: S) => Partial<S>) =>
  (ports: Ports): Ports => {
    const service = Context.get(ports, key)
    const changed = change(service)
    return Context.merge(
      ports,
      Context.make(
        key,
        new Proxy(service, {
          get: (target, property, receiver) =>
            Reflect.has(changed, property) ? Reflect.get(changed, property) : Reflect.get(target, property, receiver)
        })
      )
    )
  }

let another = 0
const fresh = (request: KeyedRequest): KeyedRequest => ({ ...request, scope: `${request.scope}-${another++}` })

const without = (queue: string) =>
  over(JobQueue, ({ offer }) => ({
    offer: (offered) => (offered.name === queue ? Effect.void : offer(offered))
  }))

export const bugs: ReadonlyArray<Bug> = [
  { name: "cancelling does not release stock", plant: over(InventoryStore, () => ({ release: () => Effect.void })) },
  { name: "shipping does not take stock", plant: over(InventoryStore, () => ({ ship: () => Effect.void })) },
  {
    name: "messages are not deduplicated",
    plant: over(PaymentStore, ({ keep }) => ({
      keep: (message) => keep({ ...message, key: `${message.key}-${another++}` })
    }))
  },
  {
    name: "a message's id is made anew",
    plant: over(PaymentStore, ({ message }) => ({
      message: (id) =>
        Effect.map(message(id), (found) =>
          found === null ? null : { ...found, id: ProviderMessageId.make(found.id), outcome: "ignored" }
        )
    }))
  },
  {
    name: "money that comes late is ignored",
    plant: over(PaymentStore, ({ due, save }) => ({
      due: (at, limit) => Effect.map(due(at, limit), (all) => all.filter(({ closing }) => !closing)),
      save: (change, read) =>
        change.payment.closing
          ? save({ ...change, payment: { ...change.payment, authorised: 0, captured: 0 }, entries: [] }, read)
          : save(change, read)
    }))
  },
  {
    name: "captures are not booked",
    plant: over(PaymentStore, ({ save }) => ({ save: (change, read) => save({ ...change, entries: [] }, read) }))
  },
  { name: "refunds are never carried out", plant: without("carry-out-refund") },
  { name: "messages are kept and not heard", plant: without("hear-provider") },
  {
    name: "orders do not expire",
    plant: over(CheckoutStore, ({ place }) => ({ place: (placement) => place({ ...placement, jobs: [] }) }))
  },
  { name: "nobody asks the provider", plant: over(PaymentStore, () => ({ due: () => Effect.succeed([]) })) },
  {
    name: "a refund's key is made anew",
    provider: (provider) => ({
      ...provider,
      refund: (refund) => provider.refund({ ...refund, key: `${refund.key}-${another++}` })
    })
  },
  {
    name: "a payment's key is made anew",
    provider: (provider) => ({
      ...provider,
      start: (payment) => provider.start({ ...payment, id: `${payment.id}-${another++}` })
    })
  },
  {
    name: "versions are not compared",
    plant: over(OrderStore, ({ get, save }) => ({
      save: (order) => Effect.flatMap(get(order.id), ({ version }) => save(order, { version }))
    }))
  },
  {
    name: "units are not undone",
    plant: over(UnitOfWork, () => ({ commit: <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => work }))
  },
  {
    name: "placing ignores its key",
    plant: over(CheckoutStore, ({ place }) => ({
      place: (placement) => place({ ...placement, request: fresh(placement.request) }),
      placed: () => Effect.succeed(null)
    }))
  },
  {
    name: "captures are booked twice",
    plant: over(PaymentStore, ({ save }) => ({
      save: (change, read) => save({ ...change, entries: [...(change.entries ?? []), ...(change.entries ?? [])] }, read)
    }))
  },
  { name: "orders live again without stock", plant: over(InventoryStore, () => ({ allocate: () => Effect.void })) },
  {
    name: "jobs are finished before they run",
    plant: over(JobQueue, ({ take }) => ({
      take: (options) => Effect.scoped(take(options))
    }))
  },
  {
    name: "what is cancelled stays open at the provider",
    plant: without("close-payment")
  }
]
