import { statements } from "./statements.ts"

/**
 * Every cart here is open: placing removes it. Customers are named without a foreign key, here and in orders: their room
 * decides when a person goes, and a cart or an order outlives its customer only without the name.
 */
export const carts = statements(
  `CREATE TABLE cart (
    id uuid PRIMARY KEY,
    customer_id uuid,
    currency text NOT NULL,
    delivery jsonb,
    delivery_store_id uuid REFERENCES store (id) ON DELETE SET NULL,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL
  )`,
  `CREATE UNIQUE INDEX cart_by_customer ON cart (customer_id, currency) WHERE customer_id IS NOT NULL`,
  `CREATE INDEX cart_by_store ON cart (delivery_store_id) WHERE delivery_store_id IS NOT NULL`,
  `CREATE INDEX cart_by_expiry ON cart (expires_at)`,
  `CREATE TABLE cart_line (
    cart_id uuid NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    position int NOT NULL,
    variant_id uuid NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    quantity int NOT NULL CHECK (quantity > 0),
    customisation jsonb NOT NULL,
    seen_unit_price bigint,
    PRIMARY KEY (cart_id, id)
  )`,
  `CREATE INDEX cart_line_by_variant ON cart_line (variant_id)`
)
