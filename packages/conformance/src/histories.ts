/** Random histories of a shop, for the laws of its books: orders in every state, some of which do not count. */
import {
  type Customer,
  type LedgerEntry,
  Money,
  type Order,
  type OrderLine,
  OrderStatus,
  PaymentMethod,
  PaymentStore,
  type ProductEntry,
  type Store,
  type TaxClass,
  Time
} from "@duka/core"
import { type Array, Effect } from "effect"
import { times } from "./outcomes.ts"
import * as Payments from "./paymentSamples.ts"
import { type Asked, order as drafted } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** No other suite sells in it. */
export const CHF = Money.Currency.make("CHF")
const EUR = Money.Currency.make("EUR")

/** Each history has as many days of its own, and some of the hours before and after them. */
const days = 9
const [daySeconds, hourSeconds] = [24 * 3_600, 3_600]

export interface Chance {
  /** From 0 to `count - 1`. */
  readonly below: (count: number) => number
  readonly pick: <A>(choices: Array.NonEmptyReadonlyArray<A>) => A
}

/** The same seed makes the same choices. */
export const chanceOf = (seed: number): Chance => {
  let state = seed
  const below = (count: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
  return { below, pick: (choices) => choices[below(choices.length)] ?? choices[0] }
}

const cash = PaymentMethod.make("cash_on_delivery")

/** Cash is paid in coins of five, the other way in every amount. */
export const multiples = { [cash]: 5 }

const taxes: Array.NonEmptyReadonlyArray<{ readonly taxClass: TaxClass; readonly taxRate: number }> = [
  { taxClass: "standard", taxRate: 1_600 },
  { taxClass: "standard", taxRate: 850 },
  { taxClass: "zero", taxRate: 0 },
  { taxClass: "exempt", taxRate: 0 }
]

const progress = ({ below, pick }: Chance, quantity: number) => {
  const cancelled = pick([0, 0, 0, quantity, below(quantity + 1)])
  const shipped = pick([0, below(quantity - cancelled + 1)])
  const returned = pick([0, 0, below(shipped + 1)])
  return { cancelled, shipped, returned, delivered: below(shipped - returned + 1) }
}

const sold = (chance: Chance, line: OrderLine): OrderLine => {
  const { below, pick } = chance
  const unitPrice = pick([0, below(5_000), below(50)])
  const gross = unitPrice * line.quantity
  const discount = pick([0, below(gross + 1)])
  const tax = pick(taxes)
  const total = gross - discount
  return {
    ...line,
    ...progress(chance, line.quantity),
    ...tax,
    unitPrice,
    gross,
    discount,
    total,
    tax: Money.taxInside(total, tax.taxRate)
  }
}

const totalsOf = ({ below, pick }: Chance, lines: ReadonlyArray<OrderLine>, deliveryTaxRate: number) => {
  const sum = (of: (line: OrderLine) => number) => lines.reduce((all, line) => all + of(line), 0)
  const [subtotal, discount, delivery] = [
    sum(({ gross }) => gross),
    sum((line) => line.discount),
    pick([0, below(400)])
  ]
  const exact = subtotal - discount + delivery
  const rounding = Math.max(-exact, pick([0, below(60), -below(60)]))
  const tax = sum((line) => line.tax) + Money.taxInside(delivery, deliveryTaxRate)
  return { subtotal, discount, delivery, rounding, tax, total: exact + rounding }
}

export interface History {
  /** Where its days begin, and end. */
  readonly edges: readonly [Time.Timestamp, ...ReadonlyArray<Time.Timestamp>, Time.Timestamp]
  readonly orders: ReadonlyArray<Order>
  readonly entries: ReadonlyArray<LedgerEntry>
  readonly stores: ReadonlyArray<Store>
  readonly products: ReadonlyArray<ProductEntry>
}

let spans = 0

/** A span of days that no other history has. */
const begun = (): Time.Timestamp => Samples.at(daySeconds * (1_000 + 3 * days * spans++))

/** Money comes and goes at any time, whatever the order says of it. */
const moved = Effect.fnUntraced(function* (chance: Chance, order: Order, begins: Time.Timestamp) {
  const { below, pick } = chance
  const store = yield* PaymentStore
  const { currency } = order
  const method = pick([cash, Payments.chapa])
  const payment = Payments.paymentOf(order, { currency, method })
  yield* store.add(payment, null)
  const entries = times(below(4)).map((index) => {
    const amount = 1 + below(5_000)
    return Payments.entryOf(payment, index === 0 ? amount : -amount, {
      at: Time.after(begins, (below(days * 24 + 60) - 30) * hourSeconds + below(3_600)),
      currency,
      kind: index === 0 ? "capture" : "refund"
    })
  })
  yield* Effect.orDie(store.save({ payment, entries }, payment))
  return entries
})

/** So many orders of two branches, four products and three customers, and the movements of their money. */
export const history = Effect.fnUntraced(function* (chance: Chance, count = 25) {
  const { below, pick } = chance
  const begins = begun()
  const [one, other] = [yield* Saved.store({ name: "One" }), yield* Saved.store({ name: "Other" })]
  const [teas, cakes] = [yield* Saved.category({ name: "Teas" }), yield* Saved.category({ name: "Cakes" })]
  const variants = () => [Samples.variant({ stockPolicy: "untracked" })] as const
  const product = (name: string, ...categoryIds: ProductEntry["categoryIds"]) =>
    Saved.product({ name, categoryIds, variants: variants() })
  const products: Array.NonEmptyReadonlyArray<ProductEntry> = [
    yield* product("Chai", teas.id),
    yield* product("Tea cake", cakes.id, teas.id),
    yield* product("Uji", teas.id, cakes.id),
    yield* product("Jar")
  ]
  const people: ReadonlyArray<Customer> = yield* Effect.forEach(times(3), () => Saved.customer())
  const orders = []
  const entries = []
  for (const _ of times(count)) {
    const asked = (): Asked => ({ product: pick(products), quantity: 1 + below(5) })
    const customerId = people[below(4)]?.id
    const at = Time.after(begins, (below(days * 24 + 60) - 30) * hourSeconds + below(3_600))
    const storeId = pick([one, other]).id
    const wanted = { storeId, lines: [asked(), ...times(below(4)).map(asked)] as const, at }
    const [first, ...rest] = drafted(wanted).lines
    const lines = [sold(chance, first), ...rest.map((line) => sold(chance, line))] as const
    const deliveryTaxRate = pick(taxes).taxRate
    const isConfirmed = below(2) === 0
    const order = yield* Saved.placed({
      ...wanted,
      ...(customerId === undefined ? {} : { customerId }),
      changes: {
        currency: pick([CHF, CHF, CHF, CHF, EUR]),
        status: pick(OrderStatus.literals),
        paymentMethod: pick([cash, Payments.chapa]),
        lines,
        totals: totalsOf(chance, lines, deliveryTaxRate),
        deliveryTaxRate,
        timeline: [
          { at, event: "place", status: "pending", by: "customer", reason: null },
          ...(isConfirmed ? [{ at, event: "authorise", status: "confirmed", by: "system", reason: null } as const] : [])
        ]
      }
    })
    orders.push(order)
    entries.push(...(yield* moved(chance, order, begins)))
  }
  const [begin, end] = [begins, Time.after(begins, days * daySeconds)]
  const inner = times(days - 1).map((day) => Time.after(begin, (day + 1) * daySeconds))
  return { edges: [begin, ...inner, end], orders, entries, stores: [one, other], products } satisfies History
})
