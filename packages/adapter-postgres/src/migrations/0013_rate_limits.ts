import { statements } from "./statements.ts"

/**
 * Times are milliseconds since 1970, with their fractions: a bucket is refilled by whole intervals, which are seldom whole
 * milliseconds. Not logged: whoever crashes forgets who was in a hurry.
 */
export const rateLimits = statements(
  `CREATE UNLOGGED TABLE rate_window (
    key text PRIMARY KEY,
    count float8 NOT NULL,
    asked float8 NOT NULL,
    expires_at float8 NOT NULL
  )`,
  `CREATE INDEX rate_window_by_expiry ON rate_window (expires_at)`,
  `CREATE UNLOGGED TABLE rate_bucket (
    key text PRIMARY KEY,
    tokens float8 NOT NULL,
    remaining float8 NOT NULL,
    refilled_at float8 NOT NULL,
    expires_at float8 NOT NULL
  )`,
  `CREATE INDEX rate_bucket_by_expiry ON rate_bucket (expires_at)`
)
