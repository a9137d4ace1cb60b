import { statements } from "./statements.ts"

/** Lines name variants without a foreign key: a draft shows what is not sold any more, until staff takes it out. */
export const draftOrders = statements(
  `CREATE TABLE draft_order (
    id uuid PRIMARY KEY,
    currency text NOT NULL,
    lines jsonb NOT NULL,
    customer_id uuid,
    contact jsonb,
    recipient jsonb,
    delivery jsonb,
    payment jsonb,
    note text,
    order_id uuid REFERENCES orders (id) ON DELETE CASCADE,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX draft_order_by_creation ON draft_order (created_at, id) INCLUDE (expires_at)`,
  `CREATE INDEX draft_order_open ON draft_order (created_at, id) INCLUDE (expires_at) WHERE order_id IS NULL`,
  `CREATE INDEX draft_order_placed ON draft_order (created_at, id) INCLUDE (expires_at) WHERE order_id IS NOT NULL`,
  `CREATE INDEX draft_order_by_customer ON draft_order (customer_id, created_at, id) WHERE customer_id IS NOT NULL`,
  `CREATE UNIQUE INDEX draft_order_by_order ON draft_order (order_id) WHERE order_id IS NOT NULL`,
  `CREATE INDEX draft_order_by_expiry ON draft_order (expires_at)`
)
