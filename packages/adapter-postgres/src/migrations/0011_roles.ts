import { statements } from "./statements.ts"

/** The roles that a new shop begins with. */
const first = [
  ["owner", "Everything", []],
  [
    "manager",
    "Runs the shop, but for who works here",
    [
      "catalog:write",
      "inventory:read",
      "inventory:write",
      "store:write",
      "cart:read",
      "order:read",
      "order:write",
      "customer:read",
      "customer:write"
    ]
  ],
  ["catalogue", "Products, categories and their prices", ["catalog:write", "inventory:read"]],
  ["fulfilment", "Stock and orders", ["inventory:read", "inventory:write", "order:read", "order:write"]],
  ["support", "Looks at carts, orders and customers", ["cart:read", "order:read", "customer:read"]]
] as const

const values = first
  .map(
    ([name, description, permissions]) =>
      `('${name}', '${description}', ARRAY[${permissions.map((permission) => `'${permission}'`).join(", ")}]::text[],
        1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`
  )
  .join(", ")

export const roles = statements(
  `CREATE TABLE role (
    name text PRIMARY KEY,
    description text NOT NULL,
    permissions text[] NOT NULL,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `INSERT INTO role (name, description, permissions, version, created_at, updated_at) VALUES ${values}`,
  `CREATE TABLE account_role (
    account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role text NOT NULL REFERENCES role (name),
    PRIMARY KEY (account_id, role)
  )`,
  `CREATE INDEX account_role_by_role ON account_role (role, account_id)`,
  `ALTER TABLE account_link DROP CONSTRAINT account_link_purpose_check`,
  `ALTER TABLE account_link ADD CONSTRAINT account_link_purpose
    CHECK (purpose IN ('verification', 'reset', 'invitation'))`
)
