import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { customerLimits } from "./Customer.ts"

export class CustomerNotFound extends Schema.TaggedError<CustomerNotFound>()("CustomerNotFound", {
  customerId: Schema.String
}) {
  override get message() {
    return `There is no customer ${this.customerId}.`
  }
}

export class AddressNotFound extends Schema.TaggedError<AddressNotFound>()("AddressNotFound", {
  addressId: Schema.String
}) {
  override get message() {
    return `There is no address ${this.addressId}.`
  }
}

export class TooManyAddresses extends Schema.TaggedError<TooManyAddresses>()("TooManyAddresses", {
  most: Schema.Int
}) {
  override get message() {
    return `A customer keeps at most ${customerLimits.addressesMax} addresses. Remove one first.`
  }
}

/** Erasing a person waits for these orders to close. */
export class OrdersOpen extends Schema.TaggedError<OrdersOpen>()("OrdersOpen", {
  customerId: CustomerId,
  orderNumbers: Schema.Array(Schema.Int)
}) {
  override get message() {
    return `Open orders must be closed first: ${this.orderNumbers.join(", ")}.`
  }
}
