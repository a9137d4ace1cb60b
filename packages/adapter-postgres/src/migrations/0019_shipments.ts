import { statements } from "./statements.ts"

/** What has left before is one shipment of its order, so that it can arrive or come back like any other. */
export const shipments = statements(
  `CREATE TABLE shipment (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('shipped', 'delivered', 'failed')),
    lines jsonb NOT NULL,
    carrier text,
    tracking_number text,
    note text,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX shipment_by_order ON shipment (order_id, created_at, id)`,
  `CREATE TABLE order_return (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('requested', 'approved', 'rejected', 'received', 'refunded')),
    by text NOT NULL,
    lines jsonb NOT NULL,
    currency text NOT NULL,
    worth bigint,
    refunded bigint,
    reason text,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT order_return_refunded CHECK (refunded BETWEEN 0 AND worth)
  )`,
  `CREATE INDEX order_return_by_order ON order_return (order_id, created_at, id)`,
  `CREATE INDEX order_return_by_status ON order_return (status, created_at, id)`,
  `CREATE INDEX order_return_by_creation ON order_return (created_at, id)`,
  `INSERT INTO shipment (id, order_id, status, lines, version, created_at, updated_at)
    SELECT gen_random_uuid(), o.id,
      CASE o.status WHEN 'delivered' THEN 'delivered' WHEN 'cancelled' THEN 'failed' ELSE 'shipped' END,
      jsonb_agg(jsonb_build_object('position', l.position, 'quantity', l.shipped) ORDER BY l.position),
      1, o.updated_at, o.updated_at
    FROM orders o JOIN order_line l ON l.order_id = o.id AND l.shipped > 0 GROUP BY o.id`
)
