/** Changes of a cart, decided purely from the basket that was read. */
import { Result } from "effect"
import { canonical, InvalidCustomisation } from "../catalog/Customisation.ts"
import { StoreNotFound } from "../store/StoreErrors.ts"
import type { Offer, StoreSupply } from "./Basket.ts"
import {
  type Cart,
  cartLimits,
  type CartLine,
  type CartLineId,
  type CartLinePatch,
  type DeliveryChoice,
  type NewCartLine
} from "./Cart.ts"
import { CartFull, CartLineNotFound, NotForSale, QuantityTooLarge } from "./CartErrors.ts"
import { unitPrice } from "./pricing.ts"

export type LineFailure = NotForSale | InvalidCustomisation | QuantityTooLarge | CartFull

export type Offers = ReadonlyArray<Offer>

/** Whatever holds lines as a cart does: a draft order is one. */
export type Lined = Pick<Cart, "currency" | "lines">

/** Two lines are the same when variant and canonical customisation are. */
export const sameLine = (
  a: Pick<CartLine, "variantId" | "customisation">,
  b: Pick<CartLine, "variantId" | "customisation">
): boolean => a.variantId === b.variantId && canonical(a.customisation) === canonical(b.customisation)

/** The line as it is chosen now, with the price that the buyer sees. */
const chosen = (
  line: Omit<CartLine, "seenUnitPrice">,
  offers: Offers,
  currency: Cart["currency"]
): Result.Result<CartLine, LineFailure> => {
  const { customisation, quantity, variantId } = line
  if (quantity > cartLimits.quantityMax) {
    return Result.fail(new QuantityTooLarge({ variantId, quantityMax: cartLimits.quantityMax }))
  }
  const offer = offers.find((offer) => offer.variantId === variantId)
  const unit = unitPrice(offer, customisation, currency)
  if (Result.isSuccess(unit)) return Result.succeed({ ...line, seenUnitPrice: unit.success.price })
  return Result.fail(
    unit.failure.kind === "not_for_sale"
      ? new NotForSale({ variantId, currency })
      : new InvalidCustomisation({ variantId, violations: unit.failure.violations })
  )
}

/** Adds units to the line that is the same, or a new line with this id. */
export const withLine = <C extends Lined>(
  cart: C,
  offers: Offers,
  id: CartLineId,
  given: NewCartLine
): Result.Result<C, LineFailure> => {
  const { quantity = 1, variantId } = given
  const customisation = given.customisation ?? {}
  const same = cart.lines.find((line) => sameLine(line, { variantId, customisation }))
  if (same === undefined && cart.lines.length >= cartLimits.linesMax) {
    return Result.fail(new CartFull({ linesMax: cartLimits.linesMax }))
  }
  const line =
    same === undefined ? { id, variantId, quantity, customisation } : { ...same, quantity: same.quantity + quantity }
  return Result.map(chosen(line, offers, cart.currency), (added) => ({
    ...cart,
    lines: same === undefined ? [...cart.lines, added] : cart.lines.map((kept) => (kept === same ? added : kept))
  }))
}

/** Adds lines one after the other. */
export const withLines = <C extends Lined>(
  cart: C,
  offers: Offers,
  given: ReadonlyArray<NewCartLine & { readonly id: CartLineId }>
): Result.Result<C, LineFailure> =>
  given.reduce<Result.Result<C, LineFailure>>(
    (before, line) => Result.flatMap(before, (cart) => withLine(cart, offers, line.id, line)),
    Result.succeed(cart)
  )

/** Changes a line; when that makes it the same as another one, the two become one. */
export const patchLine = (
  cart: Cart,
  offers: Offers,
  lineId: CartLineId,
  patch: CartLinePatch
): Result.Result<Cart, LineFailure | CartLineNotFound> => {
  const line = cart.lines.find((line) => line.id === lineId)
  if (line === undefined) return Result.fail(new CartLineNotFound({ lineId }))
  const asked = {
    ...line,
    quantity: patch.quantity ?? line.quantity,
    customisation: patch.customisation ?? line.customisation
  }
  const twin = cart.lines.find((other) => other !== line && sameLine(other, asked))
  const next = chosen({ ...asked, quantity: asked.quantity + (twin?.quantity ?? 0) }, offers, cart.currency)
  return Result.map(next, (changed) => ({
    ...cart,
    lines: cart.lines.filter((kept) => kept !== twin).map((kept) => (kept === line ? changed : kept))
  }))
}

export const withoutLine = (cart: Cart, lineId: CartLineId): Result.Result<Cart, CartLineNotFound> =>
  cart.lines.some((line) => line.id === lineId)
    ? Result.succeed({ ...cart, lines: cart.lines.filter((line) => line.id !== lineId) })
    : Result.fail(new CartLineNotFound({ lineId }))

/** The choice of a store that there is. */
export const withDelivery = <C extends Pick<Cart, "delivery">>(
  cart: C,
  stores: ReadonlyArray<Pick<StoreSupply, "storeId">>,
  delivery: DeliveryChoice
): Result.Result<C, StoreNotFound> => {
  const { storeId } = delivery
  return storeId === undefined || stores.some((store) => store.storeId === storeId)
    ? Result.succeed({ ...cart, delivery })
    : Result.fail(new StoreNotFound({ storeId }))
}
