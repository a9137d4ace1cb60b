/** Messages about accounts as letters of the shop. */
import { type Letter, letter } from "../notification/Mailroom.ts"
import type { LinkKind } from "../notification/MessageKind.ts"
import { customerOf } from "./Account.ts"
import type { AccountMessage } from "./AccountMessages.ts"

type Linked = Extract<AccountMessage, { readonly linkId: string }>

const linkOf = (kind: LinkKind, { expiresAt, linkId }: Linked) => ({ link: { kind, id: linkId, expiresAt } })

export const accountLetter = (message: AccountMessage): Letter => {
  const { accountId, email, name } = message
  const to = { customerId: customerOf(accountId), name, email, phone: null }
  switch (message._tag) {
    case "VerifyEmail":
      return letter("verify-email", to, {}, linkOf("verification", message))
    case "ResetPassword":
      return letter("password-reset", to, {}, linkOf("reset", message))
    case "Invited":
      return letter("invitation", to, {}, linkOf("invitation", message))
    case "RolesGiven":
      return letter("roles-given", to, {})
    case "AlreadyRegistered":
      return letter("already-registered", to, {})
    case "EmailChanged":
      return letter("email-changed", to, {})
    case "PasswordChanged":
      return letter("password-changed", to, {})
  }
}
