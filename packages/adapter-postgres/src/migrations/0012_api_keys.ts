import { statements } from "./statements.ts"

export const apiKeys = statements(
  `CREATE TABLE api_key (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    permissions text[] NOT NULL,
    prefix text NOT NULL,
    hash text NOT NULL UNIQUE,
    expires_at timestamptz(3),
    last_used_at timestamptz(3),
    revoked_at timestamptz(3),
    created_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX api_key_by_creation ON api_key (created_at, id)`
)
