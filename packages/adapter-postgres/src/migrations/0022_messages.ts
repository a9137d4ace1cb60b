import { statements } from "./statements.ts"

/**
 * Messages to people, each once by its key. Whom they are to and of whom they tell stand without foreign keys: what was sent
 * goes on standing here, without the person.
 */
export const messages = statements(
  `CREATE TABLE message (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    kind text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms', 'inbox')),
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'undelivered', 'failed', 'skipped')),
    recipient_id uuid,
    about_id uuid,
    name text NOT NULL,
    address text,
    locale text NOT NULL,
    data jsonb,
    link jsonb,
    event_id uuid,
    content jsonb,
    sender text,
    reference text,
    cost text,
    segments int,
    failure text,
    read_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX message_by_creation ON message (created_at, id)`,
  `CREATE INDEX message_by_status ON message (status, created_at, id)`,
  `CREATE INDEX message_by_channel ON message (channel, created_at, id)`,
  `CREATE INDEX message_by_kind ON message (kind, created_at, id)`,
  `CREATE INDEX message_by_recipient ON message (recipient_id, channel, created_at, id) WHERE recipient_id IS NOT NULL`,
  `CREATE INDEX message_unread ON message (recipient_id, created_at, id)
    WHERE channel = 'inbox' AND status = 'delivered' AND read_at IS NULL`,
  `CREATE INDEX message_about ON message (about_id) WHERE about_id IS NOT NULL`,
  `CREATE INDEX message_by_reference ON message (reference) WHERE reference IS NOT NULL`,
  `CREATE TABLE message_rule (kind text PRIMARY KEY, channels text[] NOT NULL)`,
  `CREATE TABLE message_preference (
    key text COLLATE "C" PRIMARY KEY CHECK (char_length(key) <= 64),
    locale text,
    topics jsonb NOT NULL,
    digest text CHECK (digest IN ('daily', 'weekly')),
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX message_preference_digest ON message_preference (digest, key) WHERE digest IS NOT NULL`,
  `CREATE TABLE message_channel_pause (
    channel text PRIMARY KEY,
    until timestamptz(3) NOT NULL,
    reason text NOT NULL
  )`
)
