import { statements } from "./statements.ts"

/** The answer stands apart from its key: the key is written before the change it guards, the answer comes of the change. */
export const idempotency = statements(
  `CREATE TABLE idempotency_key (
    scope text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    order_id uuid REFERENCES orders (id) ON DELETE CASCADE,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (scope, key)
  )`,
  `CREATE INDEX idempotency_key_by_creation ON idempotency_key (created_at)`,
  `CREATE INDEX idempotency_key_by_order ON idempotency_key (order_id) WHERE order_id IS NOT NULL`,
  `CREATE TABLE idempotency_answer (
    scope text NOT NULL,
    key text NOT NULL,
    answer jsonb NOT NULL,
    PRIMARY KEY (scope, key),
    FOREIGN KEY (scope, key) REFERENCES idempotency_key (scope, key) ON DELETE CASCADE
  )`
)
