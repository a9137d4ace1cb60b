/** A draft order is what staff writes down while somebody is on the phone. It promises nothing until it is placed. */
import { Schema, Struct } from "effect"
import { Cart, CartLine, cartLimits, DeliveryChoice, NewCartLine } from "../cart/Cart.ts"
import { Quote } from "../cart/Quote.ts"
import { QuotedCart } from "../cart/QuotedCart.ts"
import { Money } from "../Money.ts"
import { Order, OrderId } from "../order/Order.ts"
import { Uuid } from "../Text.ts"
import { PaymentChoice } from "./Placement.ts"

export const DraftOrderId = Uuid.pipe(Schema.brand("DraftOrderId"))
export type DraftOrderId = typeof DraftOrderId.Type

/** What may be missing until it is placed. */
const blanks = Schema.Struct({
  /** Whose order it becomes. */
  customerId: Order.fields.customerId,
  /** Whom it is for; null: the customer, as his profile says. */
  contact: Order.fields.contact,
  recipient: Order.fields.recipient,
  delivery: Schema.NullOr(DeliveryChoice),
  payment: Schema.NullOr(PaymentChoice),
  note: Order.fields.note
})

const life = {
  /** What it became; null until it is placed. */
  orderId: Schema.NullOr(OrderId),
  version: Cart.fields.version,
  createdAt: Cart.fields.createdAt,
  updatedAt: Cart.fields.updatedAt,
  expiresAt: Cart.fields.expiresAt
}

export class DraftOrder extends Schema.Opaque<DraftOrder>()(
  Schema.Struct({
    id: DraftOrderId,
    currency: Cart.fields.currency,
    lines: Schema.Array(CartLine).check(Schema.isMaxLength(cartLimits.linesMax)),
    ...blanks.fields,
    ...life
  }).annotate({ identifier: "DraftOrderEntry" })
) {}

const shown = {
  id: DraftOrderId,
  currency: Cart.fields.currency,
  lines: QuotedCart.fields.lines,
  ...blanks.fields,
  ...life
}

/** A draft as lists show it. */
export class DraftOrderView extends Schema.Opaque<DraftOrderView>()(
  Schema.Struct(shown).annotate({ identifier: "DraftOrder" })
) {}

/** A draft with its price as it stands, and with what is still missing. */
export class QuotedDraftOrder extends Schema.Opaque<QuotedDraftOrder>()(
  Schema.Struct({
    ...shown,
    /** Null once it was placed: what it costs stands in its order. */
    quote: Schema.NullOr(Quote)
  }).annotate({ identifier: "QuotedDraftOrder" })
) {}

const changes = {
  /** In place of all that it has. Of the same line twice, quantities add up. */
  lines: Schema.optionalKey(Schema.Array(NewCartLine).check(Schema.isMaxLength(cartLimits.linesMax))),
  ...blanks.mapFields(Struct.map(Schema.optionalKey)).fields
}

export const NewDraftOrder = Schema.Struct({
  currency: Schema.optionalKey(Cart.fields.currency),
  ...changes
}).annotate({ identifier: "NewDraftOrder" })
export type NewDraftOrder = typeof NewDraftOrder.Type

export const DraftOrderPatch = Schema.Struct(changes).annotate({ identifier: "DraftOrderPatch" })
export type DraftOrderPatch = typeof DraftOrderPatch.Type

export const PlaceDraftOrder = Schema.Struct({
  /** What the caller was told. Another total by now, and nothing happens. */
  expectedTotal: Money
}).annotate({ identifier: "PlaceDraftOrder" })
export type PlaceDraftOrder = typeof PlaceDraftOrder.Type

export const draftOrderView = ({ lines, ...draft }: DraftOrder): DraftOrderView => ({
  ...draft,
  lines: lines.map(({ seenUnitPrice: _seen, ...line }) => line)
})
