import { statements } from "./statements.ts"

/**
 * A level carries what its variant is (product, SKU, policy, whether it is retired), kept equal by the foreign key, so
 * that lists of levels are one index. What is derived changes only when a level crosses a border: most changes of a
 * quantity touch no index at all.
 */
export const stock = statements(
  `CREATE TABLE stock_level (
    variant_id uuid NOT NULL,
    store_id uuid NOT NULL REFERENCES store (id),
    product_id uuid NOT NULL,
    sku text COLLATE "C" NOT NULL,
    stock_policy text NOT NULL,
    retired boolean NOT NULL,
    on_hand bigint NOT NULL,
    allocated bigint NOT NULL CONSTRAINT stock_level_allocated CHECK (allocated >= 0),
    low_stock_threshold bigint,
    -- It was sold on backorder and is no longer: it may be short of what it owes until that is settled.
    owing boolean NOT NULL DEFAULT false,
    listed boolean GENERATED ALWAYS AS (NOT retired AND stock_policy <> 'untracked') STORED,
    sellable boolean GENERATED ALWAYS AS (NOT retired AND on_hand > allocated) STORED,
    low boolean GENERATED ALWAYS AS (NOT retired AND stock_policy <> 'untracked'
      AND coalesce(on_hand - allocated <= low_stock_threshold, false)) STORED,
    PRIMARY KEY (variant_id, store_id),
    FOREIGN KEY (variant_id, product_id, sku, stock_policy, retired)
      REFERENCES variant (id, product_id, sku, stock_policy, retired) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT stock_level_on_hand CHECK (stock_policy <> 'tracked' OR owing OR on_hand >= allocated)
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX stock_level_by_sku ON stock_level (sku, store_id) WHERE listed`,
  `CREATE INDEX stock_level_by_store ON stock_level (store_id, sku) WHERE listed`,
  `CREATE INDEX stock_level_low ON stock_level (sku, store_id) WHERE low`,
  `CREATE INDEX stock_level_low_by_store ON stock_level (store_id, sku) WHERE low`,
  `CREATE INDEX stock_level_sellable ON stock_level (product_id, store_id) WHERE sellable`,
  // Movements are only ever added.
  `CREATE TABLE stock_movement (
    id uuid PRIMARY KEY,
    variant_id uuid NOT NULL REFERENCES variant (id),
    store_id uuid NOT NULL REFERENCES store (id),
    kind text NOT NULL CHECK (kind IN ('receipt', 'adjustment', 'write_off', 'return', 'shipment')),
    quantity bigint NOT NULL,
    note text,
    at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX stock_movement_by_variant ON stock_movement (variant_id, at, id)`,
  `CREATE INDEX stock_movement_by_store ON stock_movement (store_id)`
)
