import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { Email, line, Phone, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { Address } from "./Address.ts"

export const customerLimits = { addressesMax: 50 } as const

export const AddressId = Uuid.pipe(Schema.brand("AddressId"))
export type AddressId = typeof AddressId.Type

export class SavedAddress extends Schema.Opaque<SavedAddress>()(
  Schema.Struct({ id: AddressId, ...Address.fields }).annotate({ identifier: "SavedAddress" })
) {}

const fields = {
  name: line({ max: 200 }),
  email: Schema.NullOr(Email),
  phone: Schema.NullOr(Phone)
}

export class Customer extends Schema.Opaque<Customer>()(
  Schema.Struct({
    id: CustomerId,
    ...fields,
    addresses: Schema.Array(SavedAddress).check(Schema.isMaxLength(customerLimits.addressesMax)),
    /** One of `addresses`, offered first. */
    defaultAddressId: Schema.NullOr(AddressId),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "Customer" })
) {}

const reachable = Schema.makeFilter(
  (given: { readonly email?: string | null; readonly phone?: string | null }) =>
    (given.email ?? given.phone ?? null) === null ? { path: ["phone"], issue: "Expected an email or a phone" } : true,
  {
    expected: "an email or a phone",
    representation: { id: "duka/isReachable", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

/** With an email or a phone. */
export const NewCustomer = Schema.Struct({
  name: fields.name,
  email: Schema.optionalKey(fields.email),
  phone: Schema.optionalKey(fields.phone)
})
  .check(reachable)
  .annotate({ identifier: "NewCustomer" })
export type NewCustomer = typeof NewCustomer.Type

export const CustomerPatch = Schema.Struct({
  name: Schema.optionalKey(fields.name),
  email: Schema.optionalKey(fields.email),
  phone: Schema.optionalKey(fields.phone),
  defaultAddressId: Schema.optionalKey(Schema.NullOr(AddressId))
}).annotate({ identifier: "CustomerPatch" })
export type CustomerPatch = typeof CustomerPatch.Type

/** Whom an order is for and how they are told of it: a phone or an email is needed. */
export const Contact = Schema.Struct({
  name: line({ max: 200 }),
  email: Schema.optionalKey(Email),
  phone: Schema.optionalKey(Phone)
})
  .check(reachable)
  .annotate({ identifier: "Contact" })
export type Contact = typeof Contact.Type
