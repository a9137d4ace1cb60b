import { statements } from "./statements.ts"

export const customers = statements(
  `CREATE TABLE customer (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    email text,
    phone text,
    default_address_id uuid,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX customer_by_creation ON customer (created_at, id)`,
  `CREATE TABLE customer_address (
    customer_id uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    position int NOT NULL,
    address jsonb NOT NULL,
    PRIMARY KEY (customer_id, id)
  )`,
  // Checked at the end of a transaction: customer and address are written by one statement, in any order.
  `ALTER TABLE customer ADD CONSTRAINT customer_default_address FOREIGN KEY (id, default_address_id)
    REFERENCES customer_address (customer_id, id) DEFERRABLE INITIALLY DEFERRED`
)
