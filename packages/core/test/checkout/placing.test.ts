import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { IdempotencyKey, Order, OrderId, PaymentId, Pricing, ProductId, Settings, StockPolicy } from "@duka/core"
import { placement } from "../../src/checkout/placing.ts"
import { line, local, offer, storeId } from "../cart/carts.ts"
import { variantId } from "../catalog/products.ts"
import { at, KES, uuid } from "../samples.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Two variants of one product, and one of another. */
const productOf = (variant: number) => ProductId.make(uuid(variant === 2 ? 4_002 : 4_000))

const given = {
  wanted: Schema.Array(Schema.Struct({ variant: between(0, 2), quantity: between(1, 9) })).check(Schema.isMaxLength(6)),
  policies: Schema.Array(StockPolicy).check(Schema.isBetweenLength(3, 3))
}

const contact = { name: "Buyer", phone: "+254700000001" }

const placed = (
  wanted: ReadonlyArray<{ readonly variant: number; readonly quantity: number }>,
  policies: ReadonlyArray<typeof StockPolicy.Type>
) => {
  const priced = Result.getOrThrow(
    Pricing.price(
      {
        currency: KES,
        delivery: local(),
        lines: wanted.map(({ quantity, variant }, index) => line(index, variant, { quantity })),
        offers: policies.map((stockPolicy, index) =>
          offer(index, { stockPolicy, productId: productOf(index), productVersion: 7 })
        ),
        stores: []
      },
      { settings: Settings.defaults, providers: [], paymentMethod: "cash_on_delivery" }
    )
  )
  const prepared = placement(priced, {
    orderId: OrderId.make(uuid(1)),
    request: { scope: "scope", key: IdempotencyKey.make("key-00001"), requestHash: "hash" },
    given: { contact, payment: { method: "cash_on_delivery" }, expectedTotal: { amount: 0, currency: KES } },
    cart: null,
    draft: null,
    customerId: null,
    delivery: local(),
    storeId: storeId(1),
    by: "customer",
    paymentId: PaymentId.make(uuid(2)),
    provider: undefined,
    at: at(0)
  })
  return { priced, prepared }
}

describe("what placing writes", () => {
  it.prop("promises each counted variant once, all of its lines together", given, ({ policies, wanted }) => {
    const { prepared } = placed(wanted, policies)
    if (prepared === undefined) return expect(wanted).toStrictEqual([])
    const expected = policies.flatMap((policy, index) => {
      const quantity = wanted.reduce((sum, one) => sum + (one.variant === index ? one.quantity : 0), 0)
      return policy === "untracked" || quantity === 0 ? [] : [{ variantId: variantId(index), quantity }]
    })
    const sorted = prepared.allocate.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
    expect(sorted).toStrictEqual(expected)
  })

  it.prop(
    "names each product that the prices rest on once, at the version that was priced",
    given,
    ({ policies, wanted }) => {
      const { prepared } = placed(wanted, policies)
      const products = new Set(wanted.map(({ variant }) => productOf(variant)))
      const named = prepared?.products ?? []
      expect(named).toHaveLength(products.size)
      expect(new Set(named.map(({ productId }) => productId))).toStrictEqual(products)
      expect(named.every(({ version }) => version === 7)).toBe(true)
    }
  )

  it.prop(
    "is an order that the model knows, of the lines that were priced and their totals",
    given,
    ({ policies, wanted }) => {
      const { prepared, priced } = placed(wanted, policies)
      if (prepared === undefined) return
      const order = { ...prepared.order, number: 1 }
      expect(Schema.is(Order)(order)).toBe(true)
      expect(order.totals).toStrictEqual(priced.totals)
      expect(order.lines.map(({ position }) => position)).toStrictEqual(wanted.map((_, index) => index))
      const amounts = ({
        discount,
        gross,
        tax,
        total,
        unitPrice
      }: (typeof priced.lines)[number] | (typeof order.lines)[number]) => ({ discount, gross, tax, total, unitPrice })
      expect(order.lines.map(amounts)).toStrictEqual(priced.lines.map(amounts))
      expect(order.lines.map(({ stocked }) => stocked)).toStrictEqual(
        wanted.map(({ variant }) => policies[variant] !== "untracked")
      )
    }
  )
})
