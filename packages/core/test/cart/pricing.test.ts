import { describe, expect, it } from "@effect/vitest"
import { Array, Result, Schema } from "effect"
import { AmountTooLarge, type DeliveryChoice, Money, Pricing, Settings, TaxClass } from "@duka/core"
import { variantId } from "../catalog/products.ts"
import { KES, UGX } from "../samples.ts"
import { line, lineId, local, offer, pickup, store } from "./carts.ts"

const { price } = Pricing

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const Wanted = Schema.Struct({
  unit: Schema.NullOr(Schema.Union([between(0, 2_000), between(0, Money.moneyLimits.priceMax)])),
  quantity: Schema.Union([between(1, 3), between(1, 1_000)]),
  taxClass: TaxClass,
  text: Schema.Literals(["", "Hongera!", "more than twenty letters"]),
  /** Whether the catalog still offers it. */
  offered: Schema.Literals([true, true, true, false]),
  discount: Schema.Union([between(-5, 5), between(-1_000, 10_000_000)]),
  leadTimeHours: between(0, 72)
})

const Shop = Schema.Struct({
  standard: between(0, 3_000),
  fee: between(0, 50_000),
  step: Schema.Literals([1, 5, 100, 1_000]),
  deliveryTaxClass: TaxClass
})

interface Given {
  readonly wanted: ReadonlyArray<typeof Wanted.Type>
  readonly delivery: "none" | "pickup" | "local"
  readonly shop: typeof Shop.Type
  readonly order: number
}

const arbitrary: { readonly [Member in keyof Given]: Schema.Schema<Given[Member]> } = {
  wanted: Schema.Array(Wanted).check(Schema.isMaxLength(8)),
  delivery: Schema.Literals(["none", "pickup", "local"]),
  shop: Shop,
  order: Schema.Union([between(-1_000, 1_000), between(0, 100_000_000)])
}

const choices: Readonly<Record<Given["delivery"], DeliveryChoice | null>> = {
  none: null,
  pickup: pickup(1),
  local: local()
}

const settingsOf = ({ deliveryTaxClass, fee, standard, step }: Given["shop"]): Settings.ShopSettings => ({
  ...Settings.defaults,
  taxRates: { standard, zero: 0, exempt: 0 },
  deliveryFees: { KES: fee },
  deliveryTaxClass,
  cashSteps: { KES: step }
})

const asked = ({ delivery, wanted }: Pick<Given, "delivery" | "wanted">): Pricing.Priceable => ({
  currency: KES,
  delivery: choices[delivery],
  lines: wanted.map(({ quantity, text }, index) =>
    line(index, index, { quantity, customisation: text === "" ? {} : { message: text } })
  ),
  offers: wanted.flatMap(({ leadTimeHours, offered, taxClass, unit }, index) =>
    offered ? [offer(index, { unitPrice: unit, taxClass, leadTimeHours, stockPolicy: "untracked" })] : []
  ),
  stores: [store(1)]
})

const isSold = ({ offered, text, unit }: typeof Wanted.Type) => offered && unit !== null && text.length <= 20

const none = Pricing.noDiscounts

/** The discounts of the lines that are sold, by their place among them. */
const discountsOf = ({ order, wanted }: Given): Pricing.Discounts => ({
  lines: new Map(wanted.filter(isSold).map(({ discount }, index) => [index, discount])),
  order
})

const priced = (given: Omit<Given, "order">, discounts: Pricing.Discounts = none) =>
  Result.getOrThrow(
    price(asked(given), {
      settings: settingsOf(given.shop),
      providers: [],
      paymentMethod: "cash_on_delivery",
      discounts
    })
  )

const sum = (amounts: ReadonlyArray<number>) => amounts.reduce((total, amount) => total + amount, 0)

describe("the total", () => {
  it.prop("is exactly the sum of its printed parts, and never negative", arbitrary, (given) => {
    const { lines, totals } = priced(given, discountsOf(given))
    expect(totals.subtotal).toBe(sum(lines.map(({ gross }) => gross)))
    expect(totals.discount).toBe(sum(lines.map(({ discount }) => discount)))
    expect(totals.total).toBe(totals.subtotal - totals.discount + totals.delivery + totals.rounding)
    expect(totals.total).toBe(sum(lines.map(({ total }) => total)) + totals.delivery + totals.rounding)
    expect(totals.total).toBeGreaterThanOrEqual(0)
  })

  it.prop("is a multiple of the smallest coin, and the rounding at most half of it", arbitrary, (given) => {
    const { totals } = priced(given, discountsOf(given))
    expect(totals.total % given.shop.step).toBe(0)
    expect(2 * Math.abs(totals.rounding)).toBeLessThanOrEqual(given.shop.step)
  })

  it.prop("holds the tax of every line and of the delivery, each rounded once", arbitrary, (given) => {
    const { lines, taxes, totals } = priced(given, discountsOf(given))
    const rates = settingsOf(given.shop).taxRates
    for (const { offer, tax, taxRate, total } of lines) {
      expect(taxRate).toBe(rates[offer.taxClass])
      expect(tax).toBe(Money.taxInside(total, taxRate))
    }
    const { deliveryTaxClass } = given.shop
    const ofDelivery = Money.taxInside(totals.delivery, rates[deliveryTaxClass])
    for (const { amount, rate, taxClass } of taxes) {
      const ofLines = sum(lines.filter(({ offer }) => offer.taxClass === taxClass).map(({ tax }) => tax))
      expect(amount).toBe(ofLines + (taxClass === deliveryTaxClass ? ofDelivery : 0))
      expect(rate).toBe(rates[taxClass])
    }
    expect(totals.tax).toBe(sum(lines.map(({ tax }) => tax)) + ofDelivery)
    expect(totals.tax).toBe(sum(taxes.map(({ amount }) => amount)))
    expect(new Set(taxes.map(({ taxClass }) => taxClass)).size).toBe(taxes.length)
  })
})

describe("a line", () => {
  it.prop("costs unit price and surcharges times quantity", arbitrary, (given) => {
    const sold = given.wanted.filter(isSold)
    expect(priced(given).lines.map(({ gross, unitPrice }) => [unitPrice, gross])).toStrictEqual(
      sold.map(({ quantity, text, unit }) => {
        const each = (unit ?? 0) + (text === "" ? 0 : 5_000)
        return [each, each * quantity]
      })
    )
  })

  it.prop("costs the same, whatever else is in the cart", { ...arbitrary, more: Wanted }, (given) => {
    const alone = priced(given).lines
    const beside = priced({ ...given, wanted: [...given.wanted, given.more] }).lines.slice(0, alone.length)
    const cost = ({ gross, tax, total, unitPrice }: Pricing.PricedLine) => ({ gross, tax, total, unitPrice })
    expect(beside.map(cost)).toStrictEqual(alone.map(cost))
  })

  it.prop("that cannot be sold is an obstacle, and in no sum", arbitrary, (given) => {
    const { lines, obstacles, totals } = priced(given)
    const unsold = given.wanted.flatMap((wanted, index) => {
      if (isSold(wanted)) return []
      const kind = wanted.offered && wanted.unit !== null ? "customisation" : "not_for_sale"
      return [{ kind, lineId: lineId(index), variantId: variantId(index) }]
    })
    const told = obstacles.flatMap((one) => {
      if (!("lineId" in one)) return []
      // Why a customisation does not fit is told with it.
      if (one.kind === "customisation") expect(one.violations.length).toBeGreaterThan(0)
      return [{ kind: one.kind, lineId: one.lineId, variantId: one.variantId }]
    })
    expect(told).toStrictEqual(unsold)
    expect(lines).toHaveLength(given.wanted.length - unsold.length)
    const without = priced({ ...given, wanted: given.wanted.filter(isSold) })
    expect(totals).toStrictEqual(without.totals)
  })

  it.prop("decides the lead time when it takes the longest", arbitrary, (given) => {
    const longest = Math.max(0, ...given.wanted.filter(isSold).map(({ leadTimeHours }) => leadTimeHours))
    expect(priced(given).leadTimeHours).toBe(longest)
  })
})

describe("discounts", () => {
  it.prop(
    "take from each line its own, then of what is left the order's, and never more than there is",
    arbitrary,
    (given) => {
      const sold = given.wanted.filter(isSold)
      const { lines } = priced(given, discountsOf(given))
      const own = lines.map(({ gross }, index) => Math.min(gross, Math.max(0, sold[index]?.discount ?? 0)))
      const left = lines.map(({ gross }, index) => gross - (own[index] ?? 0))
      const taken = lines.map(({ discount }, index) => discount - (own[index] ?? 0))
      taken.forEach((part, index) => {
        expect(part).toBeGreaterThanOrEqual(0)
        expect(part).toBeLessThanOrEqual(left[index] ?? 0)
      })
      expect(sum(taken)).toBe(Math.min(Math.max(0, given.order), sum(left)))
      if (Array.isReadonlyArrayNonEmpty(left)) expect(taken).toStrictEqual(Money.split(sum(taken), left))
    }
  )

  it.prop("change neither what a line costs nor the delivery", arbitrary, (given) => {
    const [plain, less] = [priced(given), priced(given, discountsOf(given))]
    expect(less.lines.map(({ gross }) => gross)).toStrictEqual(plain.lines.map(({ gross }) => gross))
    expect([less.totals.subtotal, less.totals.delivery]).toStrictEqual([plain.totals.subtotal, plain.totals.delivery])
  })
})

describe("sums that are too large", () => {
  const most = Number.MAX_SAFE_INTEGER
  const Large = Schema.Struct({
    unit: Schema.Literals([
      0,
      1,
      100_000,
      Math.floor(most / 3),
      Math.floor(most / 2),
      most - 100_000,
      most - 25_000,
      most - 50,
      most
    ]),
    quantity: Schema.Literals([1, 2, 1_000])
  })

  const sums = { lines: Schema.Array(Large).check(Schema.isMaxLength(3)), step: Schema.Literals([1, 100]) }

  it.prop("are refused, exactly when something could not be counted", sums, ({ lines, step }) => {
    const result = price(
      {
        currency: KES,
        delivery: local(),
        lines: lines.map(({ quantity }, index) => line(index, index, { quantity })),
        offers: lines.map(({ unit }, index) => offer(index, { unitPrice: unit, stockPolicy: "untracked" })),
        stores: [store(1)]
      },
      { settings: { ...Settings.defaults, cashSteps: { KES: step } }, providers: [], paymentMethod: "cash_on_delivery" }
    )
    const subtotal = lines.reduce((total, { quantity, unit }) => total + BigInt(unit) * BigInt(quantity), 0n)
    const [exact, coin] = [subtotal + 25_000n, BigInt(step)]
    const rounded = ((2n * exact + coin) / (2n * coin)) * coin
    const countable = subtotal <= BigInt(most) && exact <= BigInt(most) && rounded <= BigInt(most)
    expect(Result.isSuccess(result)).toBe(countable)
    if (Result.isFailure(result)) return expect(result.failure).toBeInstanceOf(AmountTooLarge)
    for (const amount of Object.values(result.success.totals)) expect(Number.isSafeInteger(amount)).toBe(true)
    expect(BigInt(result.success.totals.total)).toBe(rounded)
  })
})

describe("the delivery", () => {
  const shop = { standard: 1_600, fee: 25_000, step: 1, deliveryTaxClass: "standard" } as const
  const wanted = [
    { unit: 100, quantity: 1, taxClass: "zero", text: "", offered: true, discount: 0, leadTimeHours: 0 }
  ] as const
  const one = asked({ wanted, delivery: "local" })
  const kinds = (priceable: Pricing.Priceable, settings = settingsOf(shop)) => {
    const { obstacles, totals } = Result.getOrThrow(
      price(priceable, { settings, providers: [], paymentMethod: "cash_on_delivery" })
    )
    return [totals.delivery, ...obstacles.map(({ kind }) => kind)]
  }

  it("costs the fee of the currency when it is local, and nothing when it is picked up", () => {
    expect(kinds(one)).toStrictEqual([25_000])
    expect(kinds({ ...one, delivery: pickup(1) })).toStrictEqual([0])
    expect(kinds(one, { ...settingsOf(shop), deliveryFees: { KES: 0 } })).toStrictEqual([0])
  })

  it("is refused in a currency without a fee, where it can still be picked up", () => {
    const ugx = { ...one, currency: UGX }
    expect(kinds(ugx)).toStrictEqual([0, "not_served"])
    expect(kinds({ ...ugx, delivery: pickup(1) })).toStrictEqual([0])
  })

  it("is refused where nobody delivers or lets pick up", () => {
    expect(kinds({ ...one, stores: [store(1, { delivers: false })] })).toStrictEqual([25_000, "not_served"])
    expect(kinds({ ...one, delivery: pickup(2) })).toStrictEqual([0, "not_served"])
    expect(kinds({ ...one, stores: [] })).toStrictEqual([25_000, "not_served"])
  })

  it("is to be chosen, and so are the goods", () => {
    expect(kinds({ ...one, delivery: null })).toStrictEqual([0, "no_delivery_chosen"])
    expect(kinds({ ...one, lines: [], delivery: null })).toStrictEqual([0, "empty", "no_delivery_chosen"])
  })

  it("waits for stock: what is short is told, and the store is none", () => {
    const tracked = { ...one, offers: [offer(0, { unitPrice: 100 })] }
    expect(kinds(tracked)).toStrictEqual([25_000, "out_of_stock"])
    const levels = [{ variantId: variantId(0), available: 1 }]
    expect(kinds({ ...tracked, stores: [store(1, { levels })] })).toStrictEqual([25_000])
  })
})
