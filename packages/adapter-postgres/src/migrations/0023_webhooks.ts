import { statements } from "./statements.ts"

/** An event goes to an endpoint once: the deliveries that are kept remember which have. */
export const webhooks = statements(
  `CREATE TABLE webhook_endpoint (
    id uuid PRIMARY KEY,
    url text NOT NULL,
    description text NOT NULL,
    events text[],
    status text NOT NULL,
    disabled_reason text,
    failure text,
    failing_since timestamptz(3),
    paused_until timestamptz(3),
    secret_version int NOT NULL CHECK (secret_version > 0),
    secret_rotated_at timestamptz(3),
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE webhook_delivery (
    id uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    event_at timestamptz(3) NOT NULL,
    body text NOT NULL,
    status text NOT NULL,
    attempts int NOT NULL,
    resends int NOT NULL,
    last_status int,
    last_error text,
    next_attempt_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    delivered_at timestamptz(3)
  )`,
  `CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (endpoint_id, event_id)`,
  `CREATE INDEX webhook_delivery_by_endpoint ON webhook_delivery (endpoint_id, created_at, id)`,
  `CREATE INDEX webhook_delivery_by_status ON webhook_delivery (endpoint_id, status, created_at, id)`,
  `CREATE INDEX webhook_delivery_by_creation ON webhook_delivery (created_at)`
)
