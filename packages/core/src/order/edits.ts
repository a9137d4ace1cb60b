/** What an order becomes when its lines change before anything was shipped. Pure. */
import { Result, Schema } from "effect"
import type { Offer } from "../cart/Basket.ts"
import { AmountTooLarge, NotForSale } from "../cart/CartErrors.ts"
import { cartLimits, NewCartLine } from "../cart/Cart.ts"
import { unitPrice } from "../cart/pricing.ts"
import { InvalidCustomisation } from "../catalog/Customisation.ts"
import { InvalidInput } from "../Input.ts"
import { isUniqueBy } from "../Lists.ts"
import { type MinorUnits, taxInside, toMultipleOf } from "../Money.ts"
import type { ShopSettings } from "../Settings.ts"
import { type Order, type OrderLine, Reason } from "./Order.ts"
import { OrderNotEditable } from "./OrderErrors.ts"
import { LinePart } from "./Shipment.ts"
import { staffMayEdit } from "./transitions.ts"

/** Quantities that lines are to have, none of them to go; lines that are not named stay as they are. */
export const LinesPatch = Schema.Struct({
  lines: Schema.Array(
    Schema.Struct({
      position: LinePart.fields.position,
      quantity: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: cartLimits.quantityMax }))
    })
  ).check(
    Schema.isMaxLength(cartLimits.linesMax),
    isUniqueBy("position", ({ position }) => String(position))
  ),
  add: Schema.optionalKey(Schema.Array(NewCartLine).check(Schema.isMaxLength(cartLimits.linesMax))),
  reason: Schema.optionalKey(Reason)
}).annotate({ identifier: "LinesPatch" })
export type LinesPatch = typeof LinesPatch.Type

export type EditFailure = InvalidInput | OrderNotEditable | NotForSale | InvalidCustomisation | AmountTooLarge

/** The line with another quantity, at its own price, its discount going along. */
const requantified = (line: OrderLine, quantity: number): OrderLine => {
  if (quantity === line.quantity) return line
  const gross = line.unitPrice * quantity
  const discount = Number((BigInt(line.discount) * BigInt(quantity)) / BigInt(line.quantity))
  const total = gross - discount
  return { ...line, quantity, gross, discount, total, tax: taxInside(total, line.taxRate) }
}

const sold = (
  offer: Offer | undefined,
  { customisation: answers = {}, quantity = 1, variantId }: NewCartLine,
  { order, position, settings }: { readonly order: Order; readonly position: number; readonly settings: ShopSettings }
): Result.Result<OrderLine, EditFailure> => {
  const { currency } = order
  const unit = unitPrice(offer, answers, currency)
  if (offer === undefined || Result.isFailure(unit)) {
    return Result.fail(
      Result.isFailure(unit) && unit.failure.kind === "customisation"
        ? new InvalidCustomisation({ variantId, violations: unit.failure.violations })
        : new NotForSale({ variantId, currency })
    )
  }
  const { customisation, price } = unit.success
  const gross = price * quantity
  const taxRate = settings.taxRates[offer.taxClass]
  return Result.succeed({
    position,
    variantId,
    productId: offer.productId,
    sku: offer.sku,
    name: offer.name,
    optionValues: offer.optionValues,
    customisation,
    quantity,
    cancelled: 0,
    shipped: 0,
    delivered: 0,
    returned: 0,
    unitPrice: price,
    gross,
    discount: 0,
    taxClass: offer.taxClass,
    taxRate,
    tax: taxInside(gross, taxRate),
    total: gross,
    stocked: offer.stockPolicy !== "untracked"
  })
}

const sum = (lines: ReadonlyArray<OrderLine>, of: (line: OrderLine) => MinorUnits): MinorUnits =>
  lines.reduce((total, line) => total + of(line), 0)

const invalid = (pointer: string, rule: string, message: string) =>
  Result.fail(new InvalidInput({ violations: [{ pointer, rule, message }] }))

export interface EditContext {
  /** Of what is added. */
  readonly offers: ReadonlyArray<Offer>
  readonly multiple: MinorUnits
  readonly settings: ShopSettings
}

/** The order with its new lines and sums. Delivery stays what it was. */
export const edited = (
  order: Order,
  { add = [], lines: wanted }: LinesPatch,
  { multiple, offers, settings }: EditContext
): Result.Result<Order, EditFailure> => {
  const isWhole = order.lines.every(({ cancelled, shipped }) => cancelled === 0 && shipped === 0)
  if (!staffMayEdit.has(order.status) || !isWhole) {
    return Result.fail(new OrderNotEditable({ current: order.status }))
  }
  const positions = new Set(order.lines.map(({ position }) => position))
  const unknown = wanted.findIndex(({ position }) => !positions.has(position))
  if (unknown !== -1) return invalid(`/lines/${unknown}/position`, "position", "The order has no such line")
  const lines: Array<OrderLine> = []
  for (const line of order.lines) {
    const quantity = wanted.find(({ position }) => position === line.position)?.quantity ?? line.quantity
    if (quantity > 0) lines.push(requantified(line, quantity))
  }
  const last = Math.max(...positions)
  for (const [index, given] of add.entries()) {
    const offer = offers.find(({ variantId }) => variantId === given.variantId)
    const line = sold(offer, given, { order, position: last + 1 + index, settings })
    if (Result.isFailure(line)) return Result.fail(line.failure)
    lines.push(line.success)
  }
  const [first, ...others] = lines
  if (first === undefined) return invalid("/lines", "empty", "Nothing would be left: cancel the order")
  if (lines.length > cartLimits.linesMax) return invalid("/add", "lines", "An order holds no more lines than a cart")
  const { delivery } = order.totals
  const subtotal = sum(lines, ({ gross }) => gross)
  const discount = sum(lines, (line) => line.discount)
  const exact = subtotal - discount + delivery
  const total = Number.isSafeInteger(exact) ? toMultipleOf(exact, multiple) : exact
  if (!Number.isSafeInteger(subtotal) || !Number.isSafeInteger(total)) {
    return Result.fail(new AmountTooLarge({ variantIds: lines.map(({ variantId }) => variantId) }))
  }
  const tax = sum(lines, (line) => line.tax) + taxInside(delivery, order.deliveryTaxRate)
  const leadTimeHours = Math.max(order.leadTimeHours, ...offers.map((offer) => offer.leadTimeHours))
  return Result.succeed({
    ...order,
    lines: [first, ...others],
    totals: { subtotal, discount, delivery, rounding: total - exact, tax, total },
    leadTimeHours
  })
}

/** How many units more, or fewer, of each variant the order holds. */
export const held = (
  before: Order,
  after: Order
): ReadonlyArray<{ readonly variantId: OrderLine["variantId"]; readonly quantity: number }> => {
  const sums = new Map<OrderLine["variantId"], number>()
  const count = ({ lines }: Order, sign: 1 | -1) => {
    for (const { quantity, stocked, variantId } of lines) {
      if (stocked) sums.set(variantId, (sums.get(variantId) ?? 0) + sign * quantity)
    }
  }
  count(after, 1)
  count(before, -1)
  return [...sums].map(([variantId, quantity]) => ({ variantId, quantity }))
}
