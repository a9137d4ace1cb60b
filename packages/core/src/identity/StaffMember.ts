import { Schema } from "effect"
import { Email, line, Phone } from "../Text.ts"
import { Account } from "./Account.ts"
import { NewPassword } from "./Password.ts"
import { RoleNames } from "./Role.ts"

/** Somebody who works here: an account that holds roles, with the person's name. */
export class StaffMember extends Schema.Opaque<StaffMember>()(
  Schema.Struct({ ...Account.fields, name: line({ max: 200 }) }).annotate({ identifier: "StaffMember" })
) {}

/** Who is to work here. Whoever has an account already keeps name, phone and, once the email is verified, password. */
export const Invitation = Schema.Struct({
  email: Email,
  name: line({ max: 200 }),
  phone: Schema.optionalKey(Phone),
  roles: RoleNames.check(Schema.isMinLength(1))
}).annotate({ identifier: "Invitation" })

export const AcceptedInvitation = Schema.Struct({
  token: Schema.String.check(Schema.isBetweenLength(1, 200)),
  password: NewPassword
}).annotate({ identifier: "AcceptedInvitation" })

/** Without roles somebody is a customer like any other. */
export const StaffPatch = Schema.Struct({
  roles: Schema.optionalKey(RoleNames),
  status: Schema.optionalKey(Account.fields.status)
}).annotate({ identifier: "StaffPatch" })

export const NewOwner = Schema.Struct({
  name: line({ max: 200 }),
  email: Email,
  password: NewPassword
}).annotate({ identifier: "NewOwner" })
