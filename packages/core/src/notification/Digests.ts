/** Summaries of yesterday or last week, for whoever wants them: by timers, in the shop's time zone. */
import { Context, DateTime, Effect, Layer, Option, Schema } from "effect"
import { asSystem, CustomerId } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { customerOf } from "../identity/Account.ts"
import { Staff } from "../identity/Staff.ts"
import { Inventory } from "../inventory/Inventory.ts"
import { jobKind } from "../jobs/Job.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { handler, type Work } from "../jobs/Worker.ts"
import { Orders } from "../order/Orders.ts"
import type { OrderView } from "../order/OrderView.ts"
import { beginning, CalendarDate, type Period } from "../report/Calendar.ts"
import { Reports } from "../report/Reports.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { type Letter, letter, Mailroom } from "./Mailroom.ts"
import type { MessageData } from "./MessageKind.ts"
import { orderFacts } from "./orderFacts.ts"
import { DigestFrequency } from "./Preferences.ts"
import { PreferenceStore } from "./PreferenceStore.ts"

/** From then on in the shop's time zone; those of a week on Mondays. */
const hourOfDay = 7

/** So many of each list are named; the rest is counted. */
const namedMax = 10
const atOnce = 100

const ringDigests = jobKind({ name: "ring-digests", payload: Schema.Struct({}) })

const sendDigests = jobKind({
  name: "send-digests",
  payload: Schema.Struct({ digest: DigestFrequency, day: CalendarDate })
})

const days = { daily: 1, weekly: 7 } as const satisfies Readonly<Record<DigestFrequency, number>>

/** The days before this one that a summary is of. */
export const periodOf = (digest: DigestFrequency, day: CalendarDate): Period => ({
  from: CalendarDate.make(
    DateTime.formatIsoDateUtc(DateTime.subtract(DateTime.makeUnsafe(day), { days: days[digest] }))
  ),
  to: day
})

/** Which summaries are due by now, and the day on which they are. Pure. */
export const dueAt = (
  time: DateTime.Zoned
): ReadonlyArray<{ readonly digest: DigestFrequency; readonly day: CalendarDate }> => {
  const { hour, weekDay } = DateTime.toParts(time)
  if (hour < hourOfDay) return []
  const day = CalendarDate.make(DateTime.formatIsoDate(time))
  return [{ digest: "daily", day }, ...(weekDay === 1 ? [{ digest: "weekly" as const, day }] : [])]
}

/** What jobs of summaries do: nobody asks for it. */
export class Digests extends Context.Service<
  Digests,
  {
    /** Has those sent that are due by now: once each, whoever asks first. */
    readonly ring: Effect.Effect<void>
    send(due: { readonly digest: DigestFrequency; readonly day: CalendarDate }): Effect.Effect<void>
  }
>()("@duka/core/notification/Digests") {
  static readonly layer = Layer.effect(
    Digests,
    Effect.suspend(() => make)
  )
}

const summary = ({ createdAt, number, status, totals }: OrderView) => ({
  number,
  status,
  placedAt: createdAt,
  total: totals.total
})

const make = Effect.gen(function* () {
  const customers = yield* Customers
  const inventory = yield* Inventory
  const jobs = yield* Jobs
  const mailroom = yield* Mailroom
  const orders = yield* Orders
  const preferences = yield* PreferenceStore
  const reports = yield* Reports
  const staff = yield* Staff
  const { storeName } = yield* orderFacts
  const { timeZone } = yield* Settings
  // The books have refused a zone that there is none of.
  const zone = Option.getOrElse(DateTime.zoneMakeNamed(timeZone), () => DateTime.zoneMakeOffset(0))

  const spanOf = ({ from, to }: Period) => ({ from: beginning(from, zone), until: beginning(to, zone) })

  const waiting = Effect.fnUntraced(function* (status: "confirmed" | "processing") {
    const page = yield* Effect.orDie(orders.list({ status }, { page: 1, size: namedMax }))
    return { items: page.items.map(summary), total: "total" in page ? page.total : page.items.length }
  })

  const low = Effect.gen(function* () {
    const page = yield* Effect.orDie(inventory.list({ low: true }, { page: 1, size: namedMax }))
    const items = yield* Effect.forEach(page.items, ({ available, lowStockThreshold, productName, sku, storeId }) =>
      Effect.map(storeName(storeId), (store) => ({
        product: productName,
        sku,
        store,
        available,
        threshold: lowStockThreshold ?? 0
      }))
    )
    return { items, total: "total" in page ? page.total : items.length }
  })

  /** What the shop's own people are told: the same to each of them. */
  const staffFacts = Effect.fnUntraced(function* (period: Period) {
    const { totals } = yield* Effect.orDie(reports.sales(period))
    const { totals: money } = yield* Effect.orDie(reports.payments(period))
    const [confirmed, processing] = [yield* waiting("confirmed"), yield* waiting("processing")]
    const lowStock = yield* low
    const data: MessageData<"staff-digest"> = {
      ...spanOf(period),
      orders: totals.orders,
      sales: totals.total,
      refunds: money.refunded,
      waiting: [...confirmed.items, ...processing.items].slice(0, namedMax),
      waitingCount: confirmed.total + processing.total,
      lowStock: lowStock.items,
      lowStockCount: lowStock.total
    }
    return data
  }, asSystem)

  /** One's own orders of these days; null when there were none: then there is nothing to tell. */
  const customerFacts = Effect.fnUntraced(function* (customerId: CustomerId, period: Period) {
    const { from, until } = spanOf(period)
    const { items } = yield* Effect.orDie(orders.list({ customerId }, { limit: atOnce }))
    const own = items.filter(({ createdAt }) => createdAt >= from && createdAt < until)
    const data: MessageData<"customer-digest"> = { from, until, orders: own.map(summary) }
    return own.length === 0 ? null : data
  }, asSystem)

  const ring = Effect.gen(function* () {
    const time = DateTime.makeZonedUnsafe(yield* now, { timeZone: zone })
    for (const { day, digest } of dueAt(time)) {
      yield* jobs.enqueue(sendDigests, { digest, day }, { id: `digest:${digest}:${day}` })
    }
  })

  const send = Effect.fn("Digests.send")(function* ({
    day,
    digest
  }: {
    readonly digest: DigestFrequency
    readonly day: CalendarDate
  }) {
    const period = periodOf(digest, day)
    const about = { key: `digest:${digest}:${day}` }
    const readers = yield* Effect.orDie(asSystem(staff.holding("report:read")))
    const works = new Set<string>(readers.map(({ id }) => customerOf(id)))
    const facts = yield* Effect.cached(staffFacts(period))
    const letterTo = Effect.fnUntraced(function* (id: CustomerId) {
      const found = yield* Effect.option(asSystem(customers.get(id)))
      if (Option.isNone(found)) return []
      const { email, name, phone } = found.value
      const to = { customerId: id, name, email, phone }
      if (works.has(id)) return [letter("staff-digest", to, yield* facts, { about })]
      const own = yield* customerFacts(id, period)
      return own === null ? [] : [letter("customer-digest", to, own, { about })]
    })
    for (let after: string | undefined; ;) {
      const keys: ReadonlyArray<string> = yield* preferences.wanting(digest, {
        ...(after === undefined ? {} : { after }),
        limit: atOnce
      })
      const people = keys.flatMap((key) => Option.toArray(CustomerId.makeOption(key)))
      const letters: ReadonlyArray<ReadonlyArray<Letter>> = yield* Effect.forEach(people, letterTo)
      yield* mailroom.write(...letters.flat())
      after = keys.at(-1)
      if (keys.length < atOnce) return
    }
  })

  return Digests.of({ ring, send })
})

/** Every quarter of an hour somebody looks whether it is time. */
export const digestWork: Effect.Effect<Work, never, Digests> = Effect.map(Digests, (digests) => ({
  handlers: [handler(ringDigests, () => digests.ring), handler(sendDigests, (due) => digests.send(due))],
  timers: [{ kind: ringDigests, everySeconds: 900 }]
}))
