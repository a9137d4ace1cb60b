/** How a person signs in. Every account is a customer's, and has the customer's id; those who work here hold roles too. */
import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { Address } from "../customer/Address.ts"
import { Email, line, Phone, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { NewPassword, Password } from "./Password.ts"
import { RoleNames } from "./Role.ts"

export const AccountId = Uuid.pipe(Schema.brand("AccountId"))
export type AccountId = typeof AccountId.Type

/** The account's customer: profile, addresses, carts and orders. */
export const customerOf = (id: AccountId): CustomerId => CustomerId.make(id)

/** No `@`: a username is never taken for an email. */
export const Username = Schema.String.check(
  Schema.isPattern(/^[a-zA-Z0-9][a-zA-Z0-9._-]{2,39}$/u, {
    expected: "3 to 40 letters, digits, dots, dashes and underscores, the first a letter or a digit"
  })
)

const loginLengthMax = 254

/** Emails and usernames are the same whatever their case, and however their accents are written. */
export const loginKey = (login: string): string => login.trim().normalize("NFC").toLowerCase()

export class Account extends Schema.Opaque<Account>()(
  Schema.Struct({
    id: AccountId,
    email: Email,
    username: Schema.NullOr(Username),
    /** When the person showed that the email is his; null: not yet. */
    emailVerifiedAt: Schema.NullOr(Timestamp),
    /** None: a customer. */
    roles: RoleNames,
    /** A suspended account signs in nowhere. */
    status: Schema.Literals(["active", "suspended"]),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "Account" })
) {}

/** Who registers. The address, if there is one, is the first of the profile's. */
export const Registration = Schema.Struct({
  name: line({ max: 200 }),
  email: Email,
  phone: Phone,
  password: NewPassword,
  username: Schema.optionalKey(Username),
  address: Schema.optionalKey(Address)
}).annotate({ identifier: "Registration" })
export type Registration = typeof Registration.Type

/** `login` is an email or a username. */
export const Login = Schema.Struct({
  login: line({ max: loginLengthMax }),
  password: Password
}).annotate({ identifier: "Login" })
export type Login = typeof Login.Type
