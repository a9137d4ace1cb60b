import { Schema } from "effect"
import { Client } from "../Client.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { AccountId } from "./Account.ts"

export const sessionLimits = {
  /** An access token is good for so long. */
  accessTokenSeconds: 15 * 60,
  /** A session that is not refreshed for so long has ended. */
  idleSeconds: 30 * 24 * 3600,
  /** However often it is refreshed. */
  lifeSeconds: 365 * 24 * 3600,
  /** Of one account: the one that was used longest ago gives way. */
  sessionsMax: 100,
  /** What another process has ended or changed is known here after so long. */
  lagSeconds: 2
} as const

export const SessionId = Uuid.pipe(Schema.brand("SessionId"))
export type SessionId = typeof SessionId.Type

export class Session extends Schema.Opaque<Session>()(
  Schema.Struct({
    id: SessionId,
    accountId: AccountId,
    /** From where somebody signed in, as he is told of it again. */
    client: Client,
    createdAt: Timestamp,
    /** When it was last refreshed. */
    usedAt: Timestamp,
    expiresAt: Timestamp,
    /** The latest that `expiresAt` may become. */
    endsAt: Timestamp
  }).annotate({ identifier: "Session" })
) {}
