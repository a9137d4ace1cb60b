import { statements } from "./statements.ts"

/** Customers are named without a foreign key: their room decides when a person goes. */
export const stockAlerts = statements(
  `CREATE TABLE stock_alert (
    customer_id uuid NOT NULL,
    variant_id uuid NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    asked_at timestamptz(3) NOT NULL,
    PRIMARY KEY (customer_id, variant_id)
  )`,
  `CREATE INDEX stock_alert_by_customer ON stock_alert (customer_id, asked_at, variant_id)`,
  `CREATE INDEX stock_alert_by_variant ON stock_alert (variant_id, asked_at, customer_id)`
)
