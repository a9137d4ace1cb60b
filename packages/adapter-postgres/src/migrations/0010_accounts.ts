import { statements } from "./statements.ts"

/**
 * An account goes with its customer, its sessions and links go with the account. `email_key` and `username_key` are what
 * they are compared by; keys of the two never meet, since a username has no `@`.
 */
export const accounts = statements(
  `CREATE TABLE account (
    id uuid PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,
    email text NOT NULL,
    email_key text NOT NULL CONSTRAINT account_email UNIQUE,
    username text,
    username_key text CONSTRAINT account_username UNIQUE,
    email_verified_at timestamptz(3),
    status text NOT NULL CHECK (status IN ('active', 'suspended')),
    password_hash text,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE session (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    client jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    used_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    ends_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX session_by_account ON session (account_id, used_at, id)`,
  // A hash that was used stays as long as its session: who shows its token again is told from who shows a wrong one.
  `CREATE TABLE refresh_token (
    hash text PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    used boolean NOT NULL
  )`,
  `CREATE INDEX refresh_token_by_session ON refresh_token (session_id)`,
  `CREATE TABLE account_link (
    account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('verification', 'reset')),
    hash text NOT NULL UNIQUE,
    email text NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    PRIMARY KEY (account_id, purpose)
  )`,
  // What access tokens that were made before cannot know. Ids alone, which stay when what they named has gone.
  `CREATE TABLE access_change (
    kind text NOT NULL CHECK (kind IN ('session', 'account')),
    id uuid NOT NULL,
    at timestamptz(3) NOT NULL,
    PRIMARY KEY (kind, id, at)
  )`,
  `CREATE INDEX access_change_by_time ON access_change (at)`,
  `CREATE INDEX orders_of_guests ON orders (lower((contact ->> 'email') COLLATE "C"))
    WHERE customer_id IS NULL AND contact IS NOT NULL`
)
