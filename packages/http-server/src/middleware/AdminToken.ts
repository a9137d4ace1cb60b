import { Context, type Option, type Redacted } from "effect"

/** The token that lets staff in with every permission, until there are accounts. None: no bearer token is right. */
export class AdminToken extends Context.Service<AdminToken, Option.Option<Redacted.Redacted>>()(
  "@duka/http-server/AdminToken"
) {}
