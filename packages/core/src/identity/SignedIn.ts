import { Schema } from "effect"
import { CartId } from "../cart/Cart.ts"
import { MergeNotice } from "../cart/merge.ts"
import { Customer } from "../customer/Customer.ts"

const tokens = {
  /** A JWT (RFC 9068), sent with each request. */
  accessToken: Schema.String,
  /** For the next pair of tokens. It is good for one use: shown twice, it ends the session. */
  refreshToken: Schema.String,
  tokenType: Schema.Literal("Bearer"),
  /** How long the access token is good for, in seconds. */
  expiresIn: Schema.Int
}

export class TokenPair extends Schema.Opaque<TokenPair>()(
  Schema.Struct(tokens).annotate({ identifier: "TokenPair" })
) {}

/** A guest's cart as it went into the customer's. */
export const MergedCart = Schema.Struct({ cartId: CartId, notices: Schema.Array(MergeNotice) }).annotate({
  identifier: "MergedCart"
})

export class SignedIn extends Schema.Opaque<SignedIn>()(
  Schema.Struct({ ...tokens, customer: Customer, merged: Schema.NullOr(MergedCart) }).annotate({
    identifier: "SignedIn"
  })
) {}
