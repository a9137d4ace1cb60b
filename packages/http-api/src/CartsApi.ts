import {
  AmountTooLarge,
  CartFull,
  CartLineNotFound,
  CartLinePatch,
  CartNotFound,
  DeliveryChoice,
  DeliveryOption,
  InvalidCustomisation,
  NewCart,
  NewCartLine,
  NotForSale,
  PaymentMethod,
  PaymentOption,
  QuantityTooLarge,
  Quote,
  QuotedCart,
  StoreNotFound,
  VersionConflict
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { cartToken, created, ifMatch } from "./headers.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const DeliveryOptions = Schema.Struct({ items: Schema.Array(DeliveryOption) }).annotate({
  identifier: "DeliveryOptions"
})

export const PaymentOptions = Schema.Struct({ items: Schema.Array(PaymentOption) }).annotate({
  identifier: "PaymentOptions"
})

const params = { id: Schema.String }
const lineParams = { id: Schema.String, lineId: Schema.String }
const changes = { ...cartToken, ...ifMatch }

const notFound = problem(CartNotFound)
const tooLarge = problem(AmountTooLarge)
const changing = [notFound, problem(VersionConflict), tooLarge] as const
const choosing = [
  problem(NotForSale),
  problem(InvalidCustomisation),
  problem(QuantityTooLarge),
  problem(CartFull)
] as const

export class CartsApi extends HttpApiGroup.make("carts")
  .add(
    HttpApiEndpoint.post("create", "/", {
      headers: cartToken,
      payload: NewCart,
      success: created(QuotedCart),
      error: [...changing, ...choosing, problem(StoreNotFound)]
    })
      .annotateMerge(asks.everybody)
      .annotateMerge(
        summary("Open a cart", "Priced at once. A guest shows its `token` in `Duka-Cart-Token` from then on.")
      ),
    HttpApiEndpoint.get("get", "/:id", {
      params,
      headers: cartToken,
      success: QuotedCart,
      error: [notFound, tooLarge]
    })
      .annotateMerge(asks.ownerOr("cart:read"))
      .annotateMerge(summary("A cart with its price as it stands")),
    HttpApiEndpoint.delete("remove", "/:id", {
      params,
      headers: changes,
      error: [notFound, problem(VersionConflict)]
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Throw a cart away")),
    HttpApiEndpoint.post("addLine", "/:id/lines", {
      params,
      headers: changes,
      payload: NewCartLine,
      success: QuotedCart,
      error: [...changing, ...choosing]
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Put units into a cart", "The same variant and customisation again adds to its line.")),
    HttpApiEndpoint.delete("clear", "/:id/lines", {
      params,
      headers: changes,
      success: QuotedCart,
      error: changing
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Empty a cart")),
    HttpApiEndpoint.patch("updateLine", "/:id/lines/:lineId", {
      params: lineParams,
      headers: changes,
      payload: CartLinePatch,
      success: QuotedCart,
      error: [...changing, ...choosing, problem(CartLineNotFound)]
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Change a line's quantity or customisation")),
    HttpApiEndpoint.delete("removeLine", "/:id/lines/:lineId", {
      params: lineParams,
      headers: changes,
      success: QuotedCart,
      error: [...changing, problem(CartLineNotFound)]
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Take a line out")),
    HttpApiEndpoint.put("setDelivery", "/:id/delivery", {
      params,
      headers: changes,
      payload: DeliveryChoice,
      success: QuotedCart,
      error: [...changing, problem(StoreNotFound)]
    })
      .annotateMerge(asks.owner)
      .annotateMerge(summary("Choose pickup at a store or delivery to an address")),
    HttpApiEndpoint.get("quote", "/:id/quote", {
      params,
      headers: cartToken,
      query: { payment: Schema.optionalKey(PaymentMethod) },
      success: Quote,
      error: [notFound, tooLarge]
    })
      .annotateMerge(asks.ownerOr("cart:read"))
      .annotateMerge(summary("The quote for a method of payment, which decides the rounding")),
    HttpApiEndpoint.get("deliveryOptions", "/:id/delivery-options", {
      params,
      headers: cartToken,
      success: DeliveryOptions,
      error: notFound
    })
      .annotateMerge(asks.ownerOr("cart:read"))
      .annotateMerge(summary("The ways to have the goods, as the cart stands")),
    HttpApiEndpoint.get("paymentMethods", "/:id/payment-methods", {
      params,
      headers: cartToken,
      success: PaymentOptions,
      error: notFound
    })
      .annotateMerge(asks.ownerOr("cart:read"))
      .annotateMerge(summary("The ways to pay"))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/carts")
  .annotateMerge(
    room("Carts", "A cart belongs to the guest who has its token, or to a customer. Others do not find it.")
  ) {}
