import {
  IdempotencyConflict,
  type KeyedRequest,
  type LedgerEntry,
  type OrderId,
  type Page,
  type Payment,
  type PaymentChange,
  type PaymentFilter,
  type PaymentId,
  PaymentNotFound,
  PaymentStore,
  type ProviderMessage,
  type Refund,
  type RefundFilter,
  type RefundId,
  RefundNotFound,
  type Time,
  type CustomerId,
  VersionConflict
} from "@duka/core"
import { Chunk, Effect, HashMap, Layer, Result } from "effect"
import { Bug } from "./Bug.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { isOf, row, type Tables } from "./Tables.ts"

const newestHeard = {
  sort: "-receivedAt",
  descending: true,
  value: ({ receivedAt }: ProviderMessage) => receivedAt,
  id: ({ id }: ProviderMessage) => id
}

const keyOf = ({ key, scope }: KeyedRequest) => `${scope} ${key}`

const get = (tables: Tables, id: PaymentId): Result.Result<Payment, PaymentNotFound> => {
  const found = row(tables.payments, id)
  return found === undefined ? Result.fail(new PaymentNotFound({ paymentId: id })) : Result.succeed(found)
}

const getRefund = (tables: Tables, id: RefundId): Result.Result<Refund, RefundNotFound> => {
  const found = row(tables.refunds, id)
  return found === undefined ? Result.fail(new RefundNotFound({ refundId: id })) : Result.succeed(found)
}

const oldestFirst = (a: Payment, b: Payment) =>
  a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1

const all = (tables: Tables) => HashMap.toValues(tables.payments)

const ofOrder = (tables: Tables, orderId: OrderId) =>
  all(tables)
    .filter((payment) => payment.orderId === orderId)
    .toSorted(oldestFirst)

const list = (tables: Tables, filter: PaymentFilter, slice: Page.Slice) =>
  sliced(
    all(tables).filter(
      (payment) =>
        (filter.orderId === undefined || payment.orderId === filter.orderId) &&
        (filter.method === undefined || payment.method === filter.method) &&
        (filter.status === undefined || payment.status === filter.status) &&
        (filter.customerId === undefined || isOf(tables, filter.customerId)(payment))
    ),
    newestFirst,
    slice
  )

const refunds = (tables: Tables, { orderId, status }: RefundFilter, slice: Page.Slice) =>
  sliced(
    HashMap.toValues(tables.refunds).filter(
      (refund) =>
        (orderId === undefined || refund.orderId === orderId) && (status === undefined || refund.status === status)
    ),
    newestFirst,
    slice
  )

const madeBy = (tables: Tables, request: KeyedRequest) => {
  const use = row(tables.paymentKeys, keyOf(request))
  if (use === undefined) return Result.succeed(null)
  return use.requestHash === request.requestHash
    ? Result.succeed(use.made)
    : Result.fail(new IdempotencyConflict({ key: request.key }))
}

const isTaken = (tables: Tables, { id, method, reference }: Payment) =>
  reference !== null &&
  all(tables).some((other) => other.id !== id && other.method === method && other.reference === reference)

/** A payment without its order is a bug of the caller's: the database has a foreign key for it. */
export const withPayment = (tables: Tables, payment: Payment, request: KeyedRequest | null): Tables => ({
  ...tables,
  payments: HashMap.set(tables.payments, payment.id, payment),
  paymentKeys:
    request === null
      ? tables.paymentKeys
      : HashMap.set(tables.paymentKeys, keyOf(request), {
          requestHash: request.requestHash,
          made: { paymentId: payment.id }
        })
})

const add = (tables: Tables, payment: Payment, request: KeyedRequest | null): Change<boolean> => {
  const isUsed = request !== null && HashMap.has(tables.paymentKeys, keyOf(request))
  return isUsed || isTaken(tables, payment)
    ? Result.succeed([false, tables])
    : Result.succeed([true, withPayment(tables, payment, request)])
}

const isEven = ({ postings }: LedgerEntry) => postings.reduce((sum, { amount }) => sum + amount, 0) === 0

const isSound = ({ authorised, captured, refunded, refunding }: Payment) =>
  refunded >= 0 && refunding >= 0 && refunded + refunding <= captured && captured <= authorised

const save = (
  tables: Tables,
  { entries = [], payment, refunds = [], request }: PaymentChange,
  { version }: { readonly version: number }
): Change<Payment, PaymentNotFound | VersionConflict> =>
  Result.flatMap(get(tables, payment.id), (kept): Change<Payment, VersionConflict> => {
    if (kept.version !== version) {
      return Result.fail(new VersionConflict({ expected: version, actual: kept.version }))
    }
    if (!entries.every(isEven)) return Result.fail(new Bug({ message: "A movement of money does not sum to zero." }))
    const { amount, createdAt, currency, method, orderId } = kept
    const saved: Payment = { ...payment, amount, createdAt, currency, method, orderId, version: version + 1 }
    if (!isSound(saved)) return Result.fail(new Bug({ message: "More would be given back than was taken." }))
    if (isTaken(tables, saved))
      return Result.fail(new Bug({ message: "The provider's reference is another payment's." }))
    const next = refunds.map((refund): Refund => {
      const before = row(tables.refunds, refund.id)
      return before === undefined ? refund : { ...refund, version: before.version + 1 }
    })
    const [first] = next
    return Result.succeed([
      saved,
      {
        ...tables,
        payments: HashMap.set(tables.payments, saved.id, saved),
        refunds: HashMap.setMany(
          tables.refunds,
          next.map((refund) => [refund.id, refund] as const)
        ),
        paymentKeys:
          request === undefined || first === undefined
            ? tables.paymentKeys
            : HashMap.set(tables.paymentKeys, keyOf(request), {
                requestHash: request.requestHash,
                made: { refundId: first.id }
              }),
        ledger: Chunk.appendAll(tables.ledger, Chunk.fromIterable(entries))
      }
    ])
  })

const due = (tables: Tables, at: Time.Timestamp, limit: number) =>
  all(tables)
    .flatMap((payment) =>
      payment.checkAt !== null && payment.checkAt <= at ? [[payment.checkAt, payment] as const] : []
    )
    .toSorted(([a, { id }], [b, { id: other }]) => (a === b ? (id < other ? -1 : 1) : a < b ? -1 : 1))
    .slice(0, limit)
    .map(([, payment]) => payment)

const keep = (tables: Tables, message: ProviderMessage): Change<boolean> => {
  const key = `${message.method} ${message.key}`
  if (HashMap.has(tables.providerMessageKeys, key)) return Result.succeed([false, tables])
  return Result.succeed([
    true,
    {
      ...tables,
      providerMessages: HashMap.set(tables.providerMessages, message.id, message),
      providerMessageKeys: HashMap.set(tables.providerMessageKeys, key, message.id)
    }
  ])
}

const concluded = (message: ProviderMessage, outcome: ProviderMessage["outcome"], token: string | undefined) =>
  token === undefined || message.about.kind !== "incoming"
    ? { ...message, outcome }
    : { ...message, outcome, about: { ...message.about, token } }

const anonymise = (tables: Tables, customerId: CustomerId, at: Time.Timestamp): Tables => {
  const isTheirs = isOf(tables, customerId)
  return {
    ...tables,
    payments: HashMap.map(tables.payments, (payment) =>
      isTheirs(payment)
        ? { ...payment, payer: null, receipt: null, version: payment.version + 1, updatedAt: at }
        : payment
    ),
    refunds: HashMap.map(tables.refunds, (refund) =>
      isTheirs(refund) ? { ...refund, reason: null, version: refund.version + 1, updatedAt: at } : refund
    )
  }
}

export const layer: Layer.Layer<PaymentStore, never, MemoryTables> = Layer.effect(
  PaymentStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return PaymentStore.of({
      get: (id) => find((tables) => get(tables, id)),
      getRefund: (id) => find((tables) => getRefund(tables, id)),
      byReference: (method, reference) =>
        read(
          (tables) =>
            all(tables).find((payment) => payment.method === method && payment.reference === reference) ?? null
        ),
      refundByReference: (method, reference) =>
        read(
          (tables) =>
            HashMap.toValues(tables.refunds).find(
              (refund) => refund.method === method && refund.reference === reference
            ) ?? null
        ),
      ofOrder: (orderId) => read((tables) => ofOrder(tables, orderId)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      refunds: (filter, slice) => read((tables) => refunds(tables, filter, slice)),
      madeBy: (request) => find((tables) => madeBy(tables, request)),
      add: (payment, request) => change((tables) => add(tables, payment, request)),
      save: (saved, version) => change((tables) => save(tables, saved, version)),
      due: (at, limit) => read((tables) => due(tables, at, limit)),
      ledger: (orderId) =>
        read((tables) => Chunk.toReadonlyArray(tables.ledger).filter((entry) => entry.orderId === orderId)),
      keep: (message) => change((tables) => keep(tables, message)),
      message: (id) => read((tables) => row(tables.providerMessages, id) ?? null),
      incoming: (method, token) =>
        read(
          (tables) =>
            HashMap.toValues(tables.providerMessages).find(
              ({ about, method: told }) => told === method && about.kind === "incoming" && about.token === token
            ) ?? null
        ),
      conclude: (id, outcome, token) =>
        change((tables) => {
          const message = row(tables.providerMessages, id)
          return Result.succeed([
            undefined,
            message === undefined
              ? tables
              : {
                  ...tables,
                  providerMessages: HashMap.set(tables.providerMessages, id, concluded(message, outcome, token))
                }
          ])
        }),
      messages: ({ outcome }, slice) =>
        read((tables) =>
          sliced(
            HashMap.toValues(tables.providerMessages).filter(
              (message) => outcome === undefined || message.outcome === outcome
            ),
            newestHeard,
            slice
          )
        ),
      anonymise: (customerId, at) => change((tables) => Result.succeed([undefined, anonymise(tables, customerId, at)]))
    })
  })
)
