import { statements } from "./statements.ts"

/**
 * `document` of a product is the part of its JSON text that neither prices, stock nor a change of status touch, without
 * the closing brace; of a variant it is the whole entry without the closing brace. Columns beside it are what lists are
 * filtered and sorted by.
 */
export const products = statements(
  `CREATE TABLE product (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT product_slug UNIQUE,
    name text NOT NULL,
    name_sort text COLLATE "C" NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    featured boolean NOT NULL,
    words tsvector NOT NULL,
    tags text[] NOT NULL,
    attribute_pairs text[] NOT NULL,
    option_pairs text[] NOT NULL,
    category_ids uuid[] NOT NULL,
    customisations jsonb NOT NULL,
    lead_time_hours int NOT NULL CHECK (lead_time_hours >= 0),
    always_in_stock boolean NOT NULL,
    document text NOT NULL,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    UNIQUE (id, status)
  )`,
  `CREATE INDEX product_by_creation ON product (created_at, id)`,
  `CREATE INDEX product_by_status_and_creation ON product (status, created_at, id)`,
  `CREATE INDEX product_by_name ON product (name_sort, id)`,
  `CREATE INDEX product_by_status_and_name ON product (status, name_sort, id)`,
  `CREATE INDEX product_by_featured ON product (status, featured, created_at, id)`,
  `CREATE INDEX product_search ON product USING gin (words, tags, category_ids, attribute_pairs, option_pairs)`,
  `CREATE TABLE product_category (
    product_id uuid NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    category_id uuid NOT NULL REFERENCES category (id) ON DELETE CASCADE,
    PRIMARY KEY (product_id, category_id)
  )`,
  `CREATE INDEX product_category_by_category ON product_category (category_id, product_id)`,
  // The lowest price in each currency, with the product's status, so that a list sorted by price is one index.
  `CREATE TABLE product_price (
    product_id uuid NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (product_id, currency),
    FOREIGN KEY (product_id, status) REFERENCES product (id, status) ON UPDATE CASCADE ON DELETE CASCADE
  )`,
  `CREATE INDEX product_price_by_amount ON product_price (currency, amount, product_id)`,
  `CREATE INDEX product_price_by_status_and_amount ON product_price (currency, status, amount, product_id)`,
  // Retired variants are no longer part of their product; they are kept because the books name them.
  `CREATE TABLE variant (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    sku text COLLATE "C" NOT NULL CONSTRAINT variant_sku UNIQUE,
    position int NOT NULL,
    option_values jsonb NOT NULL,
    tax_class text NOT NULL CHECK (tax_class IN ('standard', 'zero', 'exempt')),
    stock_policy text NOT NULL CHECK (stock_policy IN ('tracked', 'untracked', 'backorder')),
    weight_grams int,
    retired boolean NOT NULL DEFAULT false,
    document text NOT NULL,
    UNIQUE (id, product_id, sku, stock_policy, retired)
  )`,
  `CREATE INDEX variant_by_product ON variant (product_id, position)`,
  `CREATE TABLE variant_price (
    variant_id uuid NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    compare_at bigint,
    PRIMARY KEY (variant_id, currency)
  )`
)
